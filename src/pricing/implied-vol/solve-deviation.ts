/**
 * One option out of the money, solved for its deviation in units of the lesser of forward and strike: `worth` is
 * its price, `missing` what the price lacks to its maximum of 1, and `distance` |ln(forward / strike)|.
 *
 * After P. Jäckel, "Let's be rational" (Wilmott, January 2015): the logarithm of the price is solved for, or of
 * what it lacks to its maximum, from a good first guess by Householder's third-order step. Two things are ours.
 * In terms of Mills' ratio M the two are
 *
 *     worth = φ(d1) · (M(−d1) − M(−d2))      missing = φ(d1) · (M(d1) + M(−d2))
 *
 * and of the two forms, the one with arguments of 0 or more is the one that is well conditioned, so that a step
 * takes one logarithm and no exponential. And where the deviation is small, the difference of ratios is summed
 * as the Taylor series that it is, so that nothing cancels.
 */
import { millsRatio } from '../../math/mills-ratio.ts';

const ROOT_2PI = 2.5066282746310002;

/** Up to these, the difference of Mills' ratios is summed as a series of ten terms, to 1e-16 of itself. */
const SERIES_DEVIATION = 0.6;
const SERIES_DISTANCE = 1;

/**
 * Once a step is this small, relative to the deviation or in deviations, what is left of the error is of the order of
 * its fourth power, which is below the last bit.
 */
const CLOSE = 1e-4;

/** Four have always been enough from the first guess; halving alone, should it come to that, needs fewer. */
const MOST_STEPS = 80;

/**
 * M(y − t) − M(y + t) by its series in t, from derivatives of odd order. Each follows from the two before it:
 * M⁽ⁿ⁺²⁾ = (y² + 2n + 1) M⁽ⁿ⁾ − n(n − 1) M⁽ⁿ⁻²⁾, which comes of M' = yM − 1.
 */
function ratioDifference(y: number, t: number): number {
  const yy = y * y;
  const tt = t * t;
  const t4 = tt * tt;
  const u0 = y * millsRatio(y) - 1;
  const u1 = (tt * ((yy + 3) * u0 + 1)) / 6;
  const u2 = (tt * (yy + 7) * u1 - t4 * u0) * (1 / 20);
  const u3 = (tt * (yy + 11) * u2 - t4 * u1) * (1 / 42);
  const u4 = (tt * (yy + 15) * u3 - t4 * u2) * (1 / 72);
  const u5 = (tt * (yy + 19) * u4 - t4 * u3) * (1 / 110);
  const u6 = (tt * (yy + 23) * u5 - t4 * u4) * (1 / 156);
  const u7 = (tt * (yy + 27) * u6 - t4 * u5) * (1 / 210);
  const u8 = (tt * (yy + 31) * u7 - t4 * u6) * (1 / 272);
  const u9 = (tt * (yy + 35) * u8 - t4 * u7) * (1 / 342);
  return -2 * t * (u0 + (u1 + (u2 + (u3 + (u4 + (u5 + (u6 + (u7 + (u8 + u9)))))))));
}

/**
 * The deviation that the option's price implies, found from `guess`, which need only be above 0; the true price is
 * `worth` · e^−`lnScale`. Ends after one to four steps from the guesses of `first-guess.ts`.
 */
export function solveDeviation(
  worth: number,
  missing: number,
  distance: number,
  guess: number,
  lnScale: number,
): number {
  let deviation = guess;
  let below = 0;
  let above = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const y = distance / deviation;
    const t = 0.5 * deviation;
    const minusD1 = y - t;
    // `surplus` is the logarithm of what this deviation gives over what is wanted; `slope` is its derivative by
    // the logarithm of the deviation.
    let surplus: number;
    let slope: number;
    let isAbove: boolean;
    if (minusD1 > 0 || deviation <= SERIES_DEVIATION) {
      const difference =
        deviation <= SERIES_DEVIATION && distance <= SERIES_DISTANCE
          ? ratioDifference(y, t)
          : millsRatio(minusD1) - millsRatio(y + t);
      surplus = Math.log(difference / (ROOT_2PI * worth)) - 0.5 * minusD1 * minusD1 + lnScale;
      slope = deviation / difference;
      isAbove = surplus > 0;
    } else {
      const sum = millsRatio(-minusD1) + millsRatio(y + t);
      surplus = Math.log(sum / (ROOT_2PI * missing)) - 0.5 * minusD1 * minusD1;
      slope = -deviation / sum;
      isAbove = surplus < 0;
    }
    if (isAbove) above = deviation;
    else below = deviation;
    // Householder's step from the second and third derivative of the price, all relative to the deviation.
    const newton = -surplus / slope;
    const bend = y * y - t * t;
    const second = bend - slope;
    const third = bend * bend - 3 * y * y - t * t - 3 * slope * bend + 2 * slope * slope;
    const refined = (1 + 0.5 * newton * second) / (1 + newton * (second + (newton * third) / 6));
    // Far from the answer the derivatives cancel, and the refinement is noise that must not be followed.
    const move = refined > 0.1 ? newton * refined : newton;
    const next = deviation * (1 + move);
    if (Math.abs(newton) * (1 + deviation) < CLOSE) return next;
    // A move out of where the answer must lie, or to nowhere, is replaced by halving.
    if (next > below && next < above) deviation = next;
    else if (above === Infinity) deviation = 2 * below;
    else deviation = below === 0 ? 0.5 * above : Math.sqrt(below) * Math.sqrt(above);
  }
  return deviation;
}
