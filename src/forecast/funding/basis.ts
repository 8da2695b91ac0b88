/** The basis between two instruments: where it returns to, and what a day of it may lose. */
import type { Reversion } from '../../math/reversion.ts';
import type { Refused } from '../../pricing/refused.ts';
import { DAY } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { PERIOD } from './grid.ts';
import { foldValue, NO_VALUES, type ReversionState, reversionOf } from './mean-reversion.ts';

export interface BasisSpec {
  readonly halfLifeMs: number;
  /** Half of the changes is forgotten in so many milliseconds: tails are rarer than levels. */
  readonly riskHalfLifeMs: number;
}

/** Plain data. The basis is log price of the one over the other. */
export interface BasisState {
  readonly at: Millis | null;
  readonly values: ReversionState;
  /** The values of the last day, the oldest first, and when each was. */
  readonly day: readonly { readonly at: Millis; readonly value: number }[];
  /** Of squared changes over a day: the sum of weights, and of squares. */
  readonly weight: number;
  readonly squares: number;
}

export const NO_BASIS: BasisState = { at: null, values: NO_VALUES, day: [], weight: 0, squares: 0 };

/** φ(z)/(1 − p) at p = 0.95: the mean beyond the 95 % quantile of a normal variable, in standard deviations. */
const NORMAL_SHORTFALL = 2.0627128;
const CHANGES_LEAST = 25;

/** `state` after `value` at `at`, taken as that of the period of eight hours that ends there; else as it was. */
export function foldBasis(spec: BasisSpec, state: BasisState, at: Millis, value: number): BasisState {
  const end = Math.floor(at / PERIOD) * PERIOD;
  if (!Number.isFinite(value) || (state.at !== null && end <= state.at)) return state;
  const steps = state.at === null ? 1 : (end - state.at) / PERIOD;
  const day = state.day.filter((before) => before.at >= end - DAY);
  const [before] = day;
  const isDay = before !== undefined && before.at === end - DAY;
  const change = isDay ? value - before.value : 0;
  const keep = Math.exp((-Math.LN2 * steps * PERIOD) / spec.riskHalfLifeMs);
  return {
    at: millis(end),
    values: foldValue(state.values, value, steps, spec.halfLifeMs / PERIOD),
    day: [...day, { at: millis(end), value }],
    weight: keep * state.weight + (isDay ? 1 : 0),
    squares: keep * state.squares + change * change,
  };
}

/** Where the basis is expected to go, in steps of eight hours. Refuses too short a history. */
export function basisOutlook(spec: BasisSpec, { values }: BasisState): Reversion | Refused {
  return reversionOf(values, spec.halfLifeMs / PERIOD);
}

/**
 * Mean change over the worst twentieth of days, as a fraction of notional, were changes normal about 0 with the
 * variance they had. Undefined before ten days have passed: fewer know nothing of tails.
 */
export function basisShortfall({ weight, squares }: BasisState): number | undefined {
  return weight >= CHANGES_LEAST ? NORMAL_SHORTFALL * Math.sqrt(squares / weight) : undefined;
}
