/**
 * The default policy weighs the risk that a hedge takes away over a horizon h against what it costs: of one
 * instrument, trading x, it minimises ½ γ σ² S² h (Δ − x)² + λ S |x|. What is left alone is |Δ| ≤ H = λ / (γ
 * σ² S h), so that a horizon and a half-width are two names of one choice. A one-period programme knows
 * nothing of gamma; its horizon does, as it stands for the expected time to the next trade: it is taken so that
 * the region is as wide as Whalley–Wilmott's or as Zakamouline's, by the policy's objective.
 */
import type { RuleInputs } from './rules.ts';

/** The instrument that delta is traded with, and what risk is worth. */
export type Traded = Pick<RuleInputs, 'price' | 'vol' | 'costRate' | 'riskAversion'>;

/**
 * One second and thirty years. Free trading would ask for no time at all, and a straight book for all time.
 */
const SHORTEST = 1 / (365 * 86_400);
const LONGEST = 30;

/**
 * Half-width of the one-instrument no-trade region at a horizon of `years`, in base units: H = λ / (γ σ² S
 * h).
 */
export function halfWidthAt(years: number, instrument: Traded): number {
  const { price, vol, costRate, riskAversion } = instrument;
  return costRate / (riskAversion * vol * vol * price * years);
}

/**
 * The horizon, in years, at which the region of one instrument is as wide as `width`, in base units: the inverse of
 * `halfWidthAt`, but between one second and thirty years.
 */
export function horizonAt(width: number, instrument: Traded): number {
  const perWidth = halfWidthAt(1, instrument);
  const years = width > 0 ? perWidth / width : instrument.costRate > 0 ? LONGEST : SHORTEST;
  return Math.min(LONGEST, Math.max(SHORTEST, years));
}
