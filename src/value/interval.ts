/**
 * Intervals that hold a quantity wherever in a box it is asked for, and the ranges of Heₙ(d)·φ(d), which the
 * derivatives of an option's value are made of. All are widened by more than float64 loses in making them.
 *
 * An interval is two numbers in a column, the low end and then the high end, and not an object or arguments:
 * numbers that pass between functions may be put on the heap, and these pass a hundred times for each option.
 */
import { normalPdf } from '../math/normal.ts';

/** Of each end, what a sum or product of a few may have been rounded by. */
const ROUNDING = 64 * Number.EPSILON;

/** How many Hermite polynomials there are: He₀ to He₄, He₀ = 1, Heₙ₊₁ = d·Heₙ − n·Heₙ₋₁. */
export const HERMITE = 5;

/** (Heₙ·φ)′ = −Heₙ₊₁·φ, so that Heₙ·φ turns where Heₙ₊₁ is 0, and nowhere else. */
const TURNS: readonly Float64Array[] = [
  Float64Array.of(0),
  Float64Array.of(-1, 1),
  Float64Array.of(-Math.sqrt(3), 0, Math.sqrt(3)),
  paired(Math.sqrt(3 + Math.sqrt(6)), Math.sqrt(3 - Math.sqrt(6))),
  Float64Array.of(0, ...paired(Math.sqrt(5 + Math.sqrt(10)), Math.sqrt(5 - Math.sqrt(10)))),
];
const TURN_VALUES = TURNS.map((turns, n) => turns.map((d) => hermite(n, d) * normalPdf(d)));

function paired(a: number, b: number): Float64Array {
  return Float64Array.of(-a, -b, a, b);
}

function hermite(n: number, d: number): number {
  let [before, last] = [0, 1];
  for (let k = 0; k < n; k += 1) [before, last] = [last, d * last - k * before];
  return last;
}

/** Writes the ranges of Heₙ·φ over the interval `over` into `into`, for n = 0 … `degree`. They are exact. */
export function hermiteRanges(into: Float64Array, over: Float64Array, degree: number): void {
  const from = over[0] ?? 0;
  const to = over[1] ?? 0;
  const first = normalPdf(from);
  const last = normalPdf(to);
  let a = 1;
  let b = 1;
  let aBefore = 0;
  let bBefore = 0;
  for (let n = 0; n <= degree; n += 1) {
    let least = Math.min(a * first, b * last);
    let most = Math.max(a * first, b * last);
    const turns = TURNS[n];
    const values = TURN_VALUES[n];
    for (let i = 0; turns !== undefined && values !== undefined && i < turns.length; i += 1) {
      const turn = turns[i] ?? 0;
      if (turn <= from || turn >= to) continue;
      least = Math.min(least, values[i] ?? 0);
      most = Math.max(most, values[i] ?? 0);
    }
    into[2 * n] = least;
    into[2 * n + 1] = most;
    const aNext = from * a - n * aBefore;
    const bNext = to * b - n * bBefore;
    aBefore = a;
    bBefore = b;
    a = aNext;
    b = bNext;
  }
}

/**
 * Writes the range of d₁ = x/w + w/2 for x and w in the first and second interval of `of`, w above zero: in w it
 * rises where x ≤ 0, and falls to a least value at w = √(2x) where x > 0.
 */
export function d1Range(into: Float64Array, of: Float64Array): void {
  const xLo = of[0] ?? 0;
  const xHi = of[1] ?? 0;
  const wLo = of[2] ?? 0;
  const wHi = of[3] ?? 0;
  const turn = xLo > 0 ? Math.min(Math.max(Math.sqrt(2 * xLo), wLo), wHi) : wLo;
  // x is itself a logarithm, rounded, of something near 1 or not.
  const lost = (ROUNDING * (1 + Math.abs(xLo) + Math.abs(xHi))) / wLo + ROUNDING * wHi;
  into[0] = xLo / turn + turn / 2 - lost;
  into[1] = Math.max(xHi / wLo + wLo / 2, xHi / wHi + wHi / 2) + lost;
}

/**
 * Adds `factor`, an interval of one sign, times the sum of the products of the first `count` intervals of `a`
 * and `b`, to the interval at `at` of `into`.
 */
export function addProducts(
  into: Float64Array,
  at: number,
  factor: Float64Array,
  a: Float64Array,
  b: Float64Array,
  count: number,
): void {
  let lo = 0;
  let hi = 0;
  for (let i = 0; i < 2 * count; i += 2) {
    const aLo = a[i] ?? 0;
    const aHi = a[i + 1] ?? 0;
    const bLo = b[i] ?? 0;
    const bHi = b[i + 1] ?? 0;
    if (aLo === 0 && aHi === 0) continue;
    const least = Math.min(aLo * bLo, aLo * bHi, aHi * bLo, aHi * bHi);
    const most = Math.max(aLo * bLo, aLo * bHi, aHi * bLo, aHi * bHi);
    lo += least - ROUNDING * Math.abs(least);
    hi += most + ROUNDING * Math.abs(most);
  }
  const one = factor[0] ?? 0;
  const other = factor[1] ?? 0;
  const least = Math.min(one * lo, other * lo, one * hi, other * hi);
  const most = Math.max(one * lo, other * lo, one * hi, other * hi);
  into[at] = (into[at] ?? 0) + (least - ROUNDING * Math.abs(least));
  into[at + 1] = (into[at + 1] ?? 0) + (most + ROUNDING * Math.abs(most));
}
