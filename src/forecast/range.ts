/**
 * Variance from the open, high, low and close of bars, which say more than closes alone. All estimators
 * answer variance per bar, in squared log price. They suppose a path without drift that is watched all the
 * time; of a path watched at n moments they see a range that is too small, and `watched` puts that right.
 */
import { type Refused, refused } from '../pricing/refused.ts';

export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export type RangeEstimator = 'parkinson' | 'garmanKlass' | 'rogersSatchell';

/** How far, in deviations per step, a walk of normal steps stays below the top of its path: −ζ(½)/√(2π). */
const SHORTFALL = 0.5825971579390107;
/** What a driftless Brownian path of unit variance ranges over on the mean: √(8/π). */
const MEAN_RANGE = 1.5957691216057308;
const FOUR_LN2 = 4 * Math.LN2;

/** log(high/open), log(low/open), log(close/open), or undefined where the candle cannot be true. */
function logs({ open, high, low, close }: Candle): readonly [number, number, number] | undefined {
  const isOrdered = low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close);
  if (!isOrdered || !(high < Infinity)) return undefined;
  return [Math.log(high / open), Math.log(low / open), Math.log(close / open)];
}

const formulas: Readonly<Record<RangeEstimator, (h: number, l: number, c: number) => number>> = {
  // Parkinson, Journal of Business 53 (1980) 61–65.
  parkinson: (h, l) => ((h - l) * (h - l)) / FOUR_LN2,
  // Garman & Klass, Journal of Business 53 (1980) 67–78: their best analytic scale-invariant estimator.
  garmanKlass: (h, l, c) => 0.511 * (h - l) * (h - l) - 0.019 * (c * (h + l) - 2 * h * l) - 0.383 * c * c,
  // Rogers & Satchell, Annals of Applied Probability 1 (1991) 504–512: free of the drift.
  rogersSatchell: (h, l, c) => h * (h - c) + l * (l - c),
};

/**
 * What share of the variance an estimator sees on the mean where the path is watched at `steps` moments a bar
 * and not all the time: the top and the bottom each stay short by `SHORTFALL` deviations of a step (Broadie,
 * Glasserman & Kou, Mathematical Finance 7 (1997) 325–349), put into each formula. 1 at Infinity.
 */
function seenShare(estimator: RangeEstimator, steps: number): number {
  const short = SHORTFALL / Math.sqrt(steps);
  const lostRange = 4 * short * (MEAN_RANGE - short);
  if (estimator === 'parkinson') return 1 - lostRange / FOUR_LN2;
  const lostProducts = 2 * short * (MEAN_RANGE - short);
  return estimator === 'rogersSatchell' ? 1 - lostProducts : 1 - 0.511 * lostRange + 0.019 * lostProducts;
}

function refusedCandle({ open }: Candle): Refused {
  return refused('candle', open, 'prices above 0 with low ≤ open, close ≤ high');
}

function stepsRefused(steps: number): Refused | undefined {
  // Below this the correction is larger than what it corrects.
  return steps >= 4
    ? undefined
    : refused('steps', steps, 'at least 4 moments a bar; Infinity for no correction');
}

/**
 * Variance of one bar whose path was watched at `steps` moments, in squared log price; may be negative for
 * `garmanKlass`.
 */
export function rangeVariance(
  estimator: RangeEstimator,
  candle: Candle,
  steps: number = Infinity,
): number | Refused {
  const told = logs(candle);
  if (told === undefined) return refusedCandle(candle);
  return stepsRefused(steps) ?? formulas[estimator](...told) / seenShare(estimator, steps);
}

/**
 * Variance per bar over bars in a row, gaps between a close and the next open included, in squared log price:
 * Yang & Zhang, Journal of Business 73 (2000) 477–491. Needs three bars: the first only gives the close
 * before the second.
 */
export function yangZhang(candles: readonly Candle[], steps: number = Infinity): number | Refused {
  const n = candles.length - 1;
  if (n < 2) return refused('candles', candles.length, 'at least 3 candles');
  const short = stepsRefused(steps);
  if (short !== undefined) return short;
  const overnight: number[] = [];
  const withinDay: number[] = [];
  let rogersSatchell = 0;
  for (const [i, candle] of candles.entries()) {
    const told = logs(candle);
    if (told === undefined) return refusedCandle(candle);
    if (i === 0) continue;
    overnight.push(Math.log(candle.open / (candles[i - 1] as Candle).close));
    withinDay.push(told[2]);
    rogersSatchell += formulas.rogersSatchell(...told) / n;
  }
  const k = 0.34 / (1.34 + (n + 1) / (n - 1));
  return (
    sampleVariance(overnight) +
    k * sampleVariance(withinDay) +
    ((1 - k) * rogersSatchell) / seenShare('rogersSatchell', steps)
  );
}

function sampleVariance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1);
}
