/**
 * The default policy weighs the risk that a hedge takes away over a horizon h against what it costs: of one
 * instrument, trading x, it minimises ½ γ σ² S² h (Δ − x)² + λ S |x|. What is left alone is |Δ| ≤ H = λ / (γ
 * σ² S h), so that a horizon and a half-width are two names of one choice. A one-period programme knows
 * nothing of gamma; its horizon does, as it stands for the expected time to the next trade.
 */
import type { Refused } from '../../pricing/refused.ts';
import { type RuleInputs, refusalOf } from './rules.ts';
import { whalleyWilmott } from './whalley-wilmott.ts';
import { zakamouline } from './zakamouline.ts';

/** Least hedging error per cost, or least exponential-utility price. */
export type Objective = 'tracking' | 'utility';

export interface RiskHorizon {
  /** Above 0 and finite. */
  readonly years: number;
  /** Times the forecast vol: at this the book's delta is to be taken. */
  readonly volMultiplier: number;
  /** Why another rule than the objective's answered, where one did. */
  readonly fallback?: string;
}

type Instrument = Pick<RuleInputs, 'price' | 'vol' | 'costRate' | 'riskAversion'>;

/**
 * One second and thirty years. Free trading would ask for no time at all, and a straight book for all time.
 */
const SHORTEST = 1 / (365 * 86_400);
const LONGEST = 30;

/**
 * Half-width of the one-instrument no-trade region at a horizon of `years`, in base units: H = λ / (γ σ² S
 * h).
 */
export function halfWidthAt(years: number, instrument: Instrument): number {
  const { price, vol, costRate, riskAversion } = instrument;
  return costRate / (riskAversion * vol * vol * price * years);
}

/**
 * The horizon, in years, over which the default policy counts risk, so that its one-instrument region is
 * exactly as wide as Whalley–Wilmott's undiscounted H = (3/2 · λ S Γ² / γ)^⅓ (`tracking`) or as Zakamouline's
 * (`utility`, which falls back as that rule does); between one second and thirty years. Inputs are of the
 * underlying: its net gamma, and the cost of the instrument that its delta is traded with. Refuses what these
 * rules refuse.
 */
export function riskHorizon(objective: Objective, inputs: RuleInputs): RiskHorizon | Refused {
  const refusal = refusalOf(inputs, ['vol']);
  if (refusal !== undefined) return refusal;
  const answer = objective === 'utility' ? zakamouline(inputs) : whalleyWilmott({ ...inputs, years: 0 });
  if ('kind' in answer) return answer;
  const { halfWidth, ...centre } = answer;
  const perWidth = halfWidthAt(1, inputs);
  const years = halfWidth > 0 ? perWidth / halfWidth : inputs.costRate > 0 ? LONGEST : SHORTEST;
  return { ...centre, years: Math.min(LONGEST, Math.max(SHORTEST, years)) };
}
