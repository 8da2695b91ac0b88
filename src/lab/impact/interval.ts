import { mean, standardDeviation } from '../../math/statistics.ts';
import { studentTwoSided } from '../../math/student.ts';

/** A mean and where it lies with 95 %. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const OUTSIDE = 0.05;

/** What |t| is exceeded by with 5 %. */
function critical(freedom: number): number {
  let low = 0;
  let high = 64;
  for (let i = 0; i < 60; i += 1) {
    const middle = 0.5 * (low + high);
    if (studentTwoSided(middle, freedom) > OUTSIDE) low = middle;
    else high = middle;
  }
  return high;
}

/** Student's interval of the mean of at least two `values` that do not depend on each other. */
export function intervalOf(values: readonly number[]): Interval {
  const middle = mean(values);
  const reach = (critical(values.length - 1) * standardDeviation(values)) / Math.sqrt(values.length);
  return { mean: middle, low: middle - reach, high: middle + reach };
}
