/** Sample statistics in two passes, so that a large offset costs no digits. All throw on too few values. */

type Sample = readonly number[] | Float64Array;

function needs(values: Sample, least: number, what: string): void {
  if (values.length < least)
    throw new RangeError(`${what} needs ${least} values or more, got ${values.length}`);
}

function sumFrom(values: Sample, origin: number): number {
  let sum = 0;
  for (const value of values) sum += value - origin;
  return sum;
}

/** Arithmetic mean of at least one value. */
export function mean(values: Sample): number {
  needs(values, 1, 'mean');
  const rough = sumFrom(values, 0) / values.length;
  return rough + sumFrom(values, rough) / values.length;
}

/** Sample standard deviation (divisor n − 1) of at least two values. */
export function standardDeviation(values: Sample): number {
  needs(values, 2, 'standard deviation');
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) * (value - centre);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * The `p`-quantile, `p` in [0, 1], of at least one value: linear between order statistics, definition 7 of
 * Hyndman & Fan, The American Statistician 50 (1996) 361–365 (the default of R and NumPy).
 */
export function quantile(values: Sample, p: number): number {
  needs(values, 1, 'quantile');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile is of a probability in [0, 1], got ${p}`);
  // A typed array sorts by number; an array would sort by text.
  const sorted = Float64Array.from(values).sort();
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[below + 1] ?? low;
  return low + (place - below) * (high - low);
}

/** The middle value, or the mean of the two in the middle, of at least one value. */
export function median(values: Sample): number {
  return quantile(values, 0.5);
}
