/**
 * Raw SVI by least squares. De Marco & Martini, "Quasi-explicit calibration of Gatheral's SVI model", Zeliade
 * (2009): at given m and s total variance is linear in what is left, so that only two variables are searched.
 * Here the linear part is written in the slopes of the two wings, u = bs(1 + ρ) and v = bs(1 − ρ), in which
 * b ≥ 0, |ρ| ≤ 1 and Lee's bound b(1 + |ρ|) ≤ 2 together are a square: 0 ≤ u, v ≤ 2s.
 */
import { nelderMead } from '../../math/nelder-mead.ts';
import { STEEPEST_WING } from './arbitrage.ts';
import { missOf, type Targets } from './robust.ts';
import { type Svi, sviMinimum } from './svi.ts';

/** Sums of a weighted regression on the shapes of both wings, about their means or about nothing. */
interface Sums {
  readonly rightRight: number;
  readonly rightLeft: number;
  readonly leftLeft: number;
  readonly rightMiss: number;
  readonly leftMiss: number;
}

/** The least of ½zᵀGz − hᵀz over 0 ≤ z ≤ cap: inside, or on an edge, where one variable is left. */
function leastInSquare(sums: Sums, cap: number): readonly [right: number, left: number] {
  const { rightRight, rightLeft, leftLeft, rightMiss, leftMiss } = sums;
  const determinant = rightRight * leftLeft - rightLeft * rightLeft;
  if (determinant > 1e-14 * rightRight * leftLeft) {
    const right = (rightMiss * leftLeft - leftMiss * rightLeft) / determinant;
    const left = (leftMiss * rightRight - rightMiss * rightLeft) / determinant;
    if (right >= 0 && right <= cap && left >= 0 && left <= cap) return [right, left];
  }
  const clamped = (miss: number, square: number): number =>
    square > 0 ? Math.min(cap, Math.max(0, miss / square)) : 0;
  let best: readonly [number, number] = [0, 0];
  let least = Infinity;
  for (const edge of [0, cap]) {
    const left = clamped(leftMiss - rightLeft * edge, leftLeft);
    const right = clamped(rightMiss - rightLeft * edge, rightRight);
    for (const [r, l] of [[edge, left] as const, [right, edge] as const]) {
      const value =
        0.5 * (rightRight * r * r + leftLeft * l * l) + rightLeft * r * l - rightMiss * r - leftMiss * l;
      if (value < least) [best, least] = [[r, l], value];
    }
  }
  return best;
}

/** The best smile with this vertex, in two passes over the targets; scratch columns are the caller's. */
function reduced(targets: Targets, m: number, s: number, right: Float64Array, left: Float64Array): Svi {
  const { k, variance, weight } = targets;
  let [total, meanRight, meanLeft, meanVariance] = [0, 0, 0, 0];
  for (let i = 0; i < k.length; i++) {
    const y = ((k[i] as number) - m) / s;
    // (√(y² + 1) ± y) / 2 have the product 1/4: the smaller follows from the larger without loss of digits.
    const large = 0.5 * (Math.sqrt(y * y + 1) + Math.abs(y));
    const small = 0.25 / large;
    right[i] = y > 0 ? large : small;
    left[i] = y > 0 ? small : large;
    const share = weight[i] as number;
    total += share;
    meanRight += share * (right[i] as number);
    meanLeft += share * (left[i] as number);
    meanVariance += share * (variance[i] as number);
  }
  meanRight /= total;
  meanLeft /= total;
  meanVariance /= total;
  const about = (originRight: number, originLeft: number, originVariance: number): Sums => {
    let [rightRight, rightLeft, leftLeft, rightMiss, leftMiss] = [0, 0, 0, 0, 0];
    for (let i = 0; i < k.length; i++) {
      const share = weight[i] as number;
      const x = (right[i] as number) - originRight;
      const y = (left[i] as number) - originLeft;
      const miss = (variance[i] as number) - originVariance;
      rightRight += share * x * x;
      rightLeft += share * x * y;
      leftLeft += share * y * y;
      rightMiss += share * x * miss;
      leftMiss += share * y * miss;
    }
    return { rightRight, rightLeft, leftLeft, rightMiss, leftMiss };
  };
  const cap = STEEPEST_WING * s;
  const [u, v] = leastInSquare(about(meanRight, meanLeft, meanVariance), cap);
  const svi = withWings(meanVariance - u * meanRight - v * meanLeft, u, v, m, s);
  if (sviMinimum(svi).variance > 0) return svi;
  // Total variance may not fall to zero: then the best smile that rests on nothing.
  return withWings(0, ...leastInSquare(about(0, 0, 0), cap), m, s);
}

/** From the level and the slopes of both wings, each times s. */
function withWings(a: number, right: number, left: number, m: number, s: number): Svi {
  const sum = right + left;
  return { a, b: (0.5 * sum) / s, rho: sum > 0 ? (right - left) / sum : 0, m, s };
}

/** Where the first search looks, as shares of the width of the quotes. */
const VERTICES = [-0.1, 0.15, 0.3, 0.45, 0.55, 0.7, 0.85, 1.1];
const WIDTHS = [0.04, 0.12, 0.35, 1];

/** The vertex stays within a width of the quotes, and its roundness within these shares of it. */
const NARROWEST = 0.005;
const WIDEST = 10;

/** Where a smile may have its vertex, given where there are quotes. */
export interface Frame {
  readonly first: number;
  readonly span: number;
}

/** The frame of sorted log-moneyness. Quotes at one strike span next to nothing, and what fits them is flat. */
export function frameOf(k: Float64Array): Frame {
  const first = k[0] ?? 0;
  return { first, span: Math.max(1e-4, (k.at(-1) ?? 0) - first) };
}

/** Whether a vertex is where quotes could tell of it. */
export function isFramed(m: number, s: number, { first, span }: Frame): boolean {
  const isNear = m >= first - span && m <= first + 2 * span;
  return isNear && s >= NARROWEST * span && s <= WIDEST * span;
}

/**
 * The raw SVI smile with the least weighted squared miss of total variance, with b(1 + |ρ|) ≤ 2 and no variance
 * below zero; it may still imply a negative density. Searches from `before` where it is given, else from a grid
 * over the vertex. At most 550 passes over the targets. Needs at least five different strikes to mean anything.
 */
export function fitSvi(targets: Targets, before?: Svi, isLast = true): Svi {
  const frame = frameOf(targets.k);
  const right = new Float64Array(targets.k.length);
  const left = new Float64Array(targets.k.length);
  const smileAt = (m: number, lnS: number): Svi => reduced(targets, m, Math.exp(lnS), right, left);
  const miss = ([m = 0, lnS = 0]: readonly number[]): number =>
    isFramed(m, Math.exp(lnS), frame) ? missOf(smileAt(m, lnS), targets) : Infinity;
  const starts =
    before === undefined
      ? VERTICES.flatMap((share) =>
          WIDTHS.map((width) => [frame.first + share * frame.span, Math.log(width * frame.span)]),
        )
          .map((at) => ({ at, value: miss(at) }))
          .sort((x, y) => x.value - y.value)
          .slice(0, 2)
      : [{ at: [before.m, Math.log(before.s)], value: 0 }];
  const limits = isLast
    ? { evaluations: 250, tolerance: 1e-9 }
    : { evaluations: 80, tolerance: before === undefined ? 1e-2 : 1e-3 };
  const step = before === undefined ? [0.1 * frame.span, 0.4] : [0.02 * frame.span, 0.1];
  let best = { at: starts[0]?.at as readonly number[], value: Infinity };
  for (const { at } of starts) {
    const found = nelderMead(miss, at, step, limits);
    if (found.value < best.value) best = found;
  }
  const [m = 0, lnS = 0] = best.at;
  return smileAt(m, lnS);
}
