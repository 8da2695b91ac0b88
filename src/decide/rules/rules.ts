/**
 * Published rules for hedging options under proportional costs, each as a pure formula. A rule answers where
 * the no-trade region lies: its centre is the delta of the hedged options at `vol` times the answered
 * multiplier, and the book trades to its nearest edge. Units are those of the book: deltas in base units,
 * gamma in base units per 1.00 of price, risk aversion per unit of quote currency; a book N times as large at
 * an aversion N times as small has a region N times as wide.
 */
import { isPlain, type Refused, refused } from '../../pricing/refused.ts';

/**
 * What the book is made of: sold options alone, bought options alone, or both. Some rules know only pure
 * books.
 */
export type Side = 'short' | 'long' | 'mixed';

/** What a rule is computed from. */
export interface RuleInputs {
  readonly price: number;
  /** Net gamma of the book at `vol`; its sign does not matter, since `side` says it. */
  readonly gamma: number;
  /** Forecast of annualised volatility, as a fraction. */
  readonly vol: number;
  /** To the expiry of the options. */
  readonly years: number;
  /** Continuously compounded, per year. */
  readonly rate: number;
  /** One-way cost of trading as a fraction of notional. */
  readonly costRate: number;
  /** Absolute, per unit of quote currency. */
  readonly riskAversion: number;
  readonly side: Side;
}

/** Where the no-trade region lies. Both are finite, and the multiplier is above 0. */
export interface RuleAnswer {
  /** Times `vol`: at this volatility delta is taken for the centre of the region. */
  readonly volMultiplier: number;
  /** Of the region, in base units of delta; 0 where the rule trades to the centre itself. */
  readonly halfWidth: number;
  /** Why another rule answered than the one that was asked, where one did. */
  readonly fallback?: string;
}

type Input = Exclude<keyof RuleInputs, 'side'>;

const REMEDIES: Readonly<Record<Input, string>> = {
  price: 'a finite price above 0',
  gamma: 'a finite gamma',
  vol: 'a finite vol above 0; 0.6 is 60 %',
  years: 'a finite time to expiry of 0 or more, in years',
  rate: 'a finite rate; 0.05 is 5 % a year',
  costRate: 'a cost of 0 or more; 0.0005 is 5 basis points',
  riskAversion: 'a finite risk aversion above 0',
};

function isSound(input: Input, value: number): boolean {
  switch (input) {
    case 'gamma':
    case 'rate':
      return Number.isFinite(value);
    case 'years':
    case 'costRate':
      return isPlain(value);
    case 'price':
    case 'vol':
    case 'riskAversion':
      return isPlain(value) && value > 0;
  }
}

/** The refusal of the first of `read` that no rule has an answer to; a rule asks for those that it reads. */
export function refusalOf(inputs: RuleInputs, read: readonly Input[]): Refused | undefined {
  const bad = read.find((input) => !isSound(input, inputs[input]));
  return bad === undefined ? undefined : refused(bad, inputs[bad], REMEDIES[bad]);
}

/** `answer`, unless it left the range of a float64. */
export function finite(answer: RuleAnswer): RuleAnswer | Refused {
  const sum = answer.volMultiplier + answer.halfWidth;
  return Number.isFinite(sum) && answer.volMultiplier > 0
    ? answer
    : refused('result', sum, 'inputs whose half-width fits in a float64');
}
