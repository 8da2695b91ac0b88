import type { Policy } from '../domain/config.ts';
import type { Refused } from '../pricing/refused.ts';
import { YEAR } from '../units/time.ts';
import { halfWidth } from './band.ts';
import type { RegimeScale } from './regime-scale.ts';
import { fixedPercentage } from './rules/fixed-percentage.ts';
import { leland } from './rules/leland.ts';
import type { RuleAnswer, RuleInputs, Side } from './rules/rules.ts';
import { zakamouline } from './rules/zakamouline.ts';

/** The options of an underlying as rules see them, at the vol that the profile hedges at. */
export interface Curve {
  /** Net, in base units per 1.00 of price. */
  readonly gamma: number;
  readonly side: Side;
  /** To expiry, on average over the size of each option's gamma; 0 where no option has any. */
  readonly years: number;
  /** 0 where none is known. */
  readonly vol: number;
  readonly rate: number;
  /** How much wider the band is made for the regime; absent where the profile asks for no such thing. */
  readonly scale?: RegimeScale;
}

/** A straight book. */
export const STRAIGHT: Curve = { gamma: 0, side: 'mixed', years: 0, vol: 0, rate: 0 };

/** Where the no-trade region lies, and why not where the policy alone would have it, if so. */
export interface Region {
  /** Times the vol of the curve: the book's delta is to be taken there. */
  readonly volMultiplier: number;
  /** In base units of delta. */
  readonly halfWidth: number;
  readonly fallback: string | null;
}

/** What is done where a rule has no answer: the plain band on net gamma, at the plain vol. */
function safely(policy: Policy, inputs: RuleInputs, { field, value }: Refused): Region {
  const { gamma, price, costRate } = inputs;
  const width =
    policy.kind === 'zakamouline'
      ? halfWidth({ kind: 'whalley-wilmott', riskAversion: policy.riskAversion }, { gamma, price, costRate })
      : 0;
  return {
    volMultiplier: 1,
    halfWidth: width,
    fallback: `${policy.kind} has no answer where ${field} is ${value}`,
  };
}

function ruled(policy: Policy, inputs: RuleInputs, answer: RuleAnswer | Refused): Region {
  if ('kind' in answer) return safely(policy, inputs, answer);
  const { volMultiplier, halfWidth: width, fallback } = answer;
  return { volMultiplier, halfWidth: width, fallback: fallback ?? null };
}

// Written out: this runs at ticks, where a spread with more keys takes microseconds.
function inputsOf(curve: Curve, price: number, costRate: number, riskAversion: number): RuleInputs {
  const { gamma, side, years, vol, rate } = curve;
  return { gamma, side, years, vol, rate, price, costRate, riskAversion };
}

function plainRegion(policy: Policy, curve: Curve, price: number, costRate: number): Region {
  switch (policy.kind) {
    case 'optimal': {
      const { riskAversion } = policy;
      const kind = policy.objective === 'utility' ? 'zakamouline' : 'whalley-wilmott';
      return plainRegion({ kind, riskAversion }, curve, price, costRate);
    }
    case 'whalley-wilmott':
    case 'fixed-band':
    case 'clock': {
      const width = halfWidth(policy, { gamma: curve.gamma, price, costRate });
      return { volMultiplier: 1, halfWidth: width, fallback: null };
    }
    case 'zakamouline': {
      const inputs = inputsOf(curve, price, costRate, policy.riskAversion);
      return ruled(policy, inputs, zakamouline(inputs));
    }
    case 'fixed-percentage': {
      const inputs = inputsOf(curve, price, costRate, 1);
      return ruled(policy, inputs, fixedPercentage(inputs, policy.move));
    }
    case 'leland': {
      const inputs = inputsOf(curve, price, costRate, 1);
      return ruled(policy, inputs, leland(inputs, policy.everyMs / YEAR));
    }
  }
}

/**
 * The no-trade region of `policy` for the options in `curve` at `price`, where trading costs `costRate` one way,
 * as wide as the regime of `curve` makes it. Never refuses: where a rule has no answer a plainer one is taken,
 * and `fallback` says so.
 */
export function regionOf(policy: Policy, curve: Curve, price: number, costRate: number): Region {
  const region = plainRegion(policy, curve, price, costRate);
  if (curve.scale === undefined) return region;
  const { volMultiplier, halfWidth: width, fallback } = region;
  return { volMultiplier, halfWidth: width * curve.scale.factor, fallback };
}

/** Whether the policy looks at which way options were dealt and how long they have: most look at net gamma alone. */
export function isSided(policy: Policy): boolean {
  const { kind } = policy;
  return (
    kind === 'zakamouline' || kind === 'leland' || (kind === 'optimal' && policy.objective === 'utility')
  );
}
