/**
 * How far to trust a learned adjustment in one bucket of options, from how it did there on moves that it had not
 * seen. What was learned from all options together may not hold for some; a bucket uses it only so far as the
 * past out of sample says that it helps, and not at all where that could be chance.
 */
import { isPlain, type Refused, refused } from '../refused.ts';

/** One bucket's moves of one snapshot: a is adjustment × change of underlying, e what Black-Scholes left unhedged. */
export interface Outcome {
  /** Σ a·e. */
  readonly right: number;
  /** Σ a². */
  readonly size: number;
}

/** What is known of one bucket: sums over snapshots, plain numbers. */
export interface Evidence {
  /** How many snapshots count, old ones less where they were discounted. */
  readonly snapshots: number;
  readonly right: number;
  readonly size: number;
  readonly rightSquares: number;
  readonly cross: number;
  readonly sizeSquares: number;
}

export interface TrustRule {
  /** As if so many snapshots of the usual size had shown that the adjustment is worth nothing. */
  readonly prior: number;
  /** Standard errors that the evidence must stand above zero before anything is trusted. */
  readonly deviations: number;
}

/** Before the first snapshot. */
export const NO_EVIDENCE: Evidence = {
  snapshots: 0,
  right: 0,
  size: 0,
  rightSquares: 0,
  cross: 0,
  sizeSquares: 0,
};

/**
 * `evidence` with the outcome of one more snapshot; what was there before counts `decay` times as much as it did.
 * Refuses what is not finite, a size below zero and a decay outside (0, 1].
 */
export function withOutcome(evidence: Evidence, outcome: Outcome, decay: number): Evidence | Refused {
  const { right, size } = outcome;
  if (!(decay > 0 && decay <= 1)) return refused('decay', decay, 'above 0, and 1 to forget nothing');
  if (!(isPlain(size) && isPlain(size * size)))
    return refused('size', size, 'a sum of squares that fits in a float64');
  if (!isPlain(right * right)) return refused('right', right, 'a sum of products that fits in a float64');
  return {
    snapshots: decay * evidence.snapshots + (size > 0 ? 1 : 0),
    right: decay * evidence.right + right,
    size: decay * evidence.size + size,
    rightSquares: decay * evidence.rightSquares + right * right,
    cross: decay * evidence.cross + right * size,
    sizeSquares: decay * evidence.sizeSquares + size * size,
  };
}

/**
 * The share of the adjustment to use, 0 to 1. The share that would have been best is the slope of e on a, Σae/Σa²;
 * its standard error takes each snapshot as one observation, since one move of the underlying is behind it. The
 * slope is shrunk to zero twice: by `prior`, and by 1 − deviations² · variance / slope² or to nothing where that is
 * below zero, the positive-part rule of James & Stein (1961) for one number. Old snapshots weigh in the variance
 * as in the slope, which overstates it: the error is on the side of caution. Refuses a rule that is negative or
 * not finite.
 */
export function trustOf(evidence: Evidence, { prior, deviations }: TrustRule): number | Refused {
  if (!isPlain(prior)) return refused('prior', prior, 'a number of snapshots, 0 or more');
  if (!isPlain(deviations)) return refused('deviations', deviations, 'standard errors, 0 or more');
  const { snapshots, right, size, rightSquares, cross, sizeSquares } = evidence;
  if (!(snapshots > 0 && size > 0 && right > 0)) return 0;
  const slope = right / size;
  const scatter = Math.max(0, rightSquares - 2 * slope * cross + slope * slope * sizeSquares);
  const chance = (deviations * deviations * scatter) / (right * right);
  const trust = (slope * Math.max(0, 1 - chance)) / (1 + prior / snapshots);
  return Number.isFinite(trust) ? Math.min(1, trust) : 0;
}
