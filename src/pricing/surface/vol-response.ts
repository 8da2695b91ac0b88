/**
 * What vols do when the underlying moves, learned from all options together: E[Δσ] = (level + tilt · (u − ½)) / √T ·
 * ΔS/S, where u is the delta of the call at that strike. It is the regression of Hull & White (2017) with three
 * changes that thin evidence asks for. A call and a put at one strike are one observation, since by parity what
 * Black-Scholes leaves unhedged of both is the same. Their quadratic in delta is a line about the money, so that
 * shrinking the tilt does not move the level. And evidence is counted in snapshots, not in options, for all
 * options of a snapshot saw the same move of the underlying.
 */
import { solveSymmetric } from '../../math/cholesky.ts';
import { isPlain, type Refused, refused } from '../refused.ts';
import { type MoveSums, NO_MOVES, type ObservedMove, withMove } from './minimum-variance.ts';
import type { MinimumVariance } from './smile-delta.ts';

/** E[Δσ] · √T per relative change of the underlying: at u = ½, and how it changes with u. */
export interface VolResponse {
  readonly level: number;
  readonly tilt: number;
}

/** What has been learned: plain numbers, as large after a year as after a day. */
export interface ResponseSums {
  /** How many snapshots count, old ones less where they were discounted. */
  readonly snapshots: number;
  readonly moves: MoveSums;
}

/** Before the first snapshot. */
export const NO_RESPONSE: ResponseSums = { snapshots: 0, moves: NO_MOVES };

/** The delta of the call at the same strike: a put's and its call's differ by one where nothing is discounted. */
export function callDelta(delta: number): number {
  return delta < 0 ? 1 + delta : delta;
}

/** Half a call and half a put at the strike of `move`: the same error, and a delta of zero at u = ½. */
function centred(move: ObservedMove): ObservedMove {
  const half = move.delta < 0 ? 0.5 : -0.5;
  return {
    ...move,
    delta: move.delta + half,
    priceChange: move.priceChange + half * move.spotChange,
  };
}

/**
 * `sums` with the moves that ended in one snapshot taken in; a snapshot without any changes nothing but the weight
 * of what was there before, which counts `decay` times as much as it did. Deltas are those of Black (1976),
 * undiscounted: calls above zero and puts below. Refuses, naming the field, what `withMove` refuses.
 */
export function withSnapshot(
  sums: ResponseSums,
  moves: readonly ObservedMove[],
  decay: number,
): ResponseSums | Refused {
  if (!(decay > 0 && decay <= 1)) return refused('decay', decay, 'above 0, and 1 to forget nothing');
  const { count, normal, right, squares } = sums.moves;
  const [n0, n1, n2, n3, n4] = normal;
  const [r0, r1, r2] = right;
  let taken: MoveSums = {
    count: decay * count,
    normal: [decay * n0, decay * n1, decay * n2, decay * n3, decay * n4],
    right: [decay * r0, decay * r1, decay * r2],
    squares: decay * squares,
  };
  for (const [i, move] of moves.entries()) {
    const next = withMove(taken, centred(move));
    if ('kind' in next) return refused(`moves[${i}].${next.field}`, next.value, next.remedy);
    taken = next;
  }
  return { snapshots: decay * sums.snapshots + (moves.length > 0 ? 1 : 0), moves: taken };
}

/**
 * The response of least squares, shrunk to none as if `prior` more snapshots of the usual size had shown that vols
 * stay where they are: by ridge, each coefficient in proportion to its own sum of squares. None where nothing was
 * learned. Refuses a prior that is negative or not finite.
 */
export function volResponse(sums: ResponseSums, prior: number): VolResponse | Refused {
  if (!isPlain(prior)) return refused('prior', prior, 'a number of snapshots, 0 or more');
  const none = { level: 0, tilt: 0 };
  if (!(sums.snapshots > 0)) return none;
  const [n0, n1, n2] = sums.moves.normal;
  const [r0, r1] = sums.moves.right;
  const ridge = 1 + prior / sums.snapshots;
  const solved = solveSymmetric([n0 * ridge, n1, n1, n2 * ridge], [r0, r1]);
  if (solved === undefined || !solved.every(Number.isFinite)) return none;
  const [level = 0, tilt = 0] = solved;
  return { level, tilt };
}

/**
 * The response as the coefficients of `minimumVarianceDelta` for a call or a put, taken at a share `trust` of it:
 * at 0 the delta is that of Black-Scholes.
 */
export function asMinimumVariance(
  { level, tilt }: VolResponse,
  type: 'call' | 'put',
  trust: number,
): MinimumVariance {
  const shift = type === 'call' ? -0.5 : 0.5;
  return { a: trust * (level + shift * tilt), b: trust * tilt, c: 0 };
}
