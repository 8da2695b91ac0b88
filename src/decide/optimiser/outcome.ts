/** What the optimiser answers. */
import type { Refused } from '../../pricing/refused.ts';

/** `trade` is the box of one instrument, `exposure` a band, `row` one of the further limits. */
export type LimitKind = 'trade' | 'exposure' | 'row' | 'margin';

/** Names one limit. `margin` has the index 0. */
export interface LimitName {
  readonly kind: LimitKind;
  readonly index: number;
  readonly side: 'lower' | 'upper';
}

/** No trades within the boxes meet all limits. */
export interface Infeasible {
  readonly kind: 'infeasible';
  /** The one that weighs most in the proof. */
  readonly limit: LimitName;
  /** By how much that one at least would have to give way, in its own units, if no other does. */
  readonly shortfall: number;
  /** Limits that cannot be met together, though they could without any one of them; the heaviest first. */
  readonly conflict: readonly LimitName[];
}

/**
 * `solved`: at an optimum, its conditions missed by no more than 1e-8 on the programme's own scale. `stalled`: the
 * bounded search has ended without, which only numbers beyond the precision of float64 should bring about.
 */
export type Outcome = { readonly kind: 'solved' } | { readonly kind: 'stalled' } | Infeasible | Refused;
