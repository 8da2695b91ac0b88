/**
 * Where the search for an implied deviation starts. The better the guess, the fewer the steps: mostly one.
 *
 * The option is out of the money, in units of the lesser of forward and strike: `worth` is its price,
 * `missing` what its price lacks to its maximum of 1, and `distance` |ln(forward / strike)|.
 */
import { millsRatio } from '../../math/mills-ratio.ts';

const ROOT_2PI = 2.5066282746310002;
const MILLS_AT_0 = 1.2533141373155003;

/** Of `distance` to the straddle. Both approximations below hold around it, at 1.2 to 1.3 deviations. */
const NEAR = 0.733;

/** The lognormal correction is a series in it; beyond this much of it the guess is poor. */
const MOST_CORRECTION = 0.08;

/**
 * The deviation that would explain the price if the underlying were normal, not lognormal (Bachelier, 1900).
 * It is a function of price / distance alone; two rational functions fitted to it are within 1e-5 of it: this
 * one, beyond 1.2 deviations, in the logarithm of distance / price; below, one in what a straddle at the strike
 * would cost.
 */
export function farDeviation(lnQuotient: number, distance: number): number {
  const r = Math.sqrt(lnQuotient + 0.5 * distance);
  const top =
    (((0.13359579741586786 * r + 0.41803827047104825) * r - 1.394274096797734) * r + 1.8735305371002449) * r -
    0.5702616894207888;
  const bottom = ((0.09442292902328615 * r + 0.3010856518773337) * r - 0.46746022799063897) * r + 1;
  return (distance * bottom) / top;
}

/** The same deviation at any distance; `rootRatio` as in `guessDeviation`. */
function normalDeviation(worth: number, distance: number, rootRatio: number): number {
  const straddle = ROOT_2PI * (worth * rootRatio + 0.5 * distance);
  const u = distance / straddle;
  if (u >= NEAR) return farDeviation(Math.log(distance / worth), distance);
  const top =
    (((-0.36304255014707476 * u + 1.0983125976111066) * u + 0.15736905857433323) * u - 1.88721444001398) * u +
    1.000004499688796;
  const bottom = ((0.20963325482072911 * u + 0.6487877936757898) * u - 1.8867076021270186) * u + 1;
  return (straddle * top) / bottom;
}

/** −Φ⁻¹(p) for 0 < p ≤ ½, to 5e-4: Abramowitz & Stegun (1964), 26.2.23. */
function tailQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const top = (0.010328 * t + 0.802853) * t + 2.515517;
  const bottom = ((0.001308 * t + 0.189269) * t + 1.432788) * t + 1;
  return t - top / bottom;
}

/**
 * For wide distributions: missing = Φ(−d1) + e^distance·Φ(d2), and the second term is to the first about what it
 * is at the inflection, where d1 is 0. That leaves Φ(−d1), from which d1, from which the deviation.
 */
function wideDeviation(missing: number, distance: number): number {
  const second = millsRatio(Math.sqrt(2 * distance)) / MILLS_AT_0;
  const tail = missing / (1 + second);
  const d1 = tail <= 0.5 ? tailQuantile(tail) : -tailQuantile(1 - tail);
  const b = Math.sqrt(d1 * d1 + 2 * distance);
  // The positive root of deviation²/2 − d1·deviation − distance, so written that nothing cancels.
  return d1 > 0 ? d1 + b : (2 * distance) / (b - d1);
}

/**
 * A guess of the deviation: within 5e-5 of itself up to a deviation of a half, 5e-4 up to 1, a quarter beyond.
 * `rootRatio` is the square root of lesser / greater of forward and strike, which is e^(−distance / 2).
 */
export function guessDeviation(worth: number, missing: number, distance: number, rootRatio: number): number {
  const normal = normalDeviation(worth, distance, rootRatio);
  const y = distance / normal;
  // From normal to lognormal: the first term of the series in the deviation is deviation²/24 · (1 + y²·M'(y)),
  // M being Mills' ratio; the bracket, between 1 and 0, is fitted to 6e-4.
  const bracket =
    ((0.5875513946052008 * y + 1.2205667086895284) * y + 1.0001428764306757) /
    ((((0.1960147742062994 * y + 0.3975969806805176) * y + 1.4547489685243111) * y + 1.2370449947656272) * y +
      1);
  const correction = (normal * normal * bracket) / 24;
  // NaN, where the normal guess has failed, is no good either.
  if (!(correction <= MOST_CORRECTION)) return wideDeviation(missing, distance);
  // At the money the next term is 2.1 times the square of the first; elsewhere it is small.
  return normal * (1 + correction + 2.1 * correction * correction);
}
