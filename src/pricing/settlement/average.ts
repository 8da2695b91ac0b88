/**
 * The average of an index over a window still to come, matched by a lognormal with its exact first two
 * moments: E. Lévy, "Pricing European average rate currency options", Journal of International Money and
 * Finance 11 (1992) 474–491; S. Turnbull & L. Wakeman, JFQA 26 (1991) 377–389.
 *
 * For a geometric Brownian index, E[S_u S_v] = S² e^(b(u+v) + σ² min(u,v)). Textbooks integrate this into a
 * quotient of exponentials that loses every digit over half an hour, where σ² times the window is 1e-5 and b
 * times it less; here the excess of the second moment over the first squared is integrated itself, with
 * nothing to cancel, by a quadrature that is exact to float64 up to the `LARGEST` exponents.
 */
import { isPlain, type Refused, refused } from '../refused.ts';

/** Nodes above the middle and weights of the twelve-point Gauss-Legendre rule on [−1, 1]. */
const NODES = [
  [0.98156063424671925, 0.0471753363865118272],
  [0.904117256370474857, 0.106939325995318431],
  [0.769902674194304687, 0.160078328543346226],
  [0.587317954286617447, 0.203167426723065922],
  [0.36783149899818019, 0.233492536538354809],
  [0.125233408511468915, 0.249147045813402785],
] as const;

/** Of σ² and |b| times the window. A lognormal is no picture of an average beyond it. */
const LARGEST = 1;

/** The remaining average M of an index at 1.00, whose logarithm is taken as normal. */
export interface RemainingAverage {
  /** E[M]. */
  readonly mean: number;
  /** Variance of ln M: ln(E[M²] / E[M]²). */
  readonly variance: number;
  /** Its slope in vol. */
  readonly varianceByVol: number;
  /** Its slope in the window's length, while the window is running (nothing left until it starts). */
  readonly varianceByLength: number;
}

/** (eʸ − 1)/y and its slope for |y| ≤ 1, as series: both quotients would cancel at 0. */
function growth(y: number): readonly [number, number] {
  let [sum, slope, term] = [1, 0, 1];
  for (let k = 1; k < 22; k++) {
    slope += term / (k + 1);
    term *= y / k;
    sum += term / (k + 1);
  }
  return [sum, slope];
}

/** E[M²] − E[M]² for a window of length 1 at carry `x` and squared vol `s`, and its slopes in both. */
function excess(x: number, s: number): { value: number; byX: number; byS: number } {
  let [value, byX, byS] = [0, 0, 0];
  for (const [node, weight] of NODES) {
    for (const place of [-node, node]) {
      const u = 0.5 * (1 + place);
      const [later, laterSlope] = growth(x * (1 - u));
      // Half the interval's length cancels the two of E[M²] = 2 ∫∫ over u < v.
      const share = weight * Math.exp(2 * x * u) * (1 - u);
      const spread = Math.expm1(s * u);
      value += share * spread * later;
      byS += share * u * (spread + 1) * later;
      byX += share * spread * (2 * u * later + (1 - u) * laterSlope);
    }
  }
  return { value, byX, byS };
}

/**
 * Moments of the average over a window that starts after `until` years and lasts `length` years, of an index
 * at 1.00 that drifts at `carry` per year with a `vol`. A window of no length is its one price. Refuses
 * negative times and vols, and more than 1 of vol² · length or of |carry| · length.
 */
export function remainingAverage(
  until: number,
  length: number,
  carry: number,
  vol: number,
): RemainingAverage | Refused {
  if (!isPlain(until)) return refused('untilWindow', until, 'a finite time of 0 or more in years');
  if (!isPlain(length)) return refused('windowLeft', length, 'a finite time of 0 or more in years');
  const s = vol * vol * length;
  const x = carry * length;
  if (!isPlain(vol) || !(s <= LARGEST)) return refused('vol', vol, 'vol² · windowLeft from 0 to 1');
  if (!(Math.abs(x) <= LARGEST)) return refused('carry', carry, '|carry| · windowLeft of at most 1');
  const [mean, meanSlope] = growth(x);
  const { value, byX, byS } = excess(x, s);
  const square = mean * mean + value;
  const slopeByS = byS / square;
  return {
    mean: mean * Math.exp(carry * until),
    variance: vol * vol * until + Math.log1p(value / (mean * mean)),
    varianceByVol: 2 * vol * (until + length * slopeByS),
    varianceByLength: vol * vol * slopeByS + (carry * (byX - (2 * value * meanSlope) / mean)) / square,
  };
}
