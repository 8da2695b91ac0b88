/** The vols that the options of one expiry are quoted at, as a curve over the logarithm of the strike. */

/** One quoted option. */
export interface SmilePoint {
  /** ln(strike). Any constant may be taken from all: that is what a forward would do. */
  readonly x: number;
  /** Annualised variance; all of one expiry, it stands for total variance. */
  readonly variance: number;
}

/** Sorted by `x`, no two with the same. Not empty. */
export type Smile = readonly SmilePoint[];

/** Quotes as a smile; what a call and a put at one strike say is averaged. */
export function smileOf(points: readonly SmilePoint[]): Smile {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.variance - b.variance);
  const smile: SmilePoint[] = [];
  for (let i = 0; i < sorted.length; ) {
    const x = sorted[i]?.x ?? 0;
    let [sum, count] = [0, 0];
    for (; sorted[i]?.x === x; i += 1) {
      sum += sorted[i]?.variance ?? 0;
      count += 1;
    }
    smile.push({ x, variance: sum / count });
  }
  return smile;
}

/** How many points of `smile` lie at or below `x`. */
function countTo(smile: Smile, x: number): number {
  let [low, high] = [0, smile.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((smile[middle]?.x ?? Infinity) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The vol at `x`, a fraction: total variance in a straight line between the two quoted neighbours. Beyond the last
 * quote its vol holds, for no further than the underlying is likely to go in the `years` that are left: one standard
 * deviation. Undefined further out, as a wing says little of the middle.
 */
export function volAt(smile: Smile, x: number, years: number): number | undefined {
  const count = countTo(smile, x);
  const [below, above] = [smile[count - 1], smile[count]];
  if (below !== undefined && above !== undefined) {
    const share = (x - below.x) / (above.x - below.x);
    return Math.sqrt(below.variance + share * (above.variance - below.variance));
  }
  const end = below ?? above;
  if (end === undefined || Math.abs(x - end.x) > Math.sqrt(end.variance * years)) return undefined;
  return Math.sqrt(end.variance);
}

/**
 * ∂σ/∂ln K at `x`, per unit of log-moneyness: of the straight line from the quoted neighbour below to that above,
 * leaving out a quote at `x` itself, so that one quote's noise counts once. Undefined where a side has no quote.
 */
export function slopeAt(smile: Smile, x: number): number | undefined {
  const count = countTo(smile, x);
  const above = smile[count];
  const at = smile[count - 1];
  const below = at?.x === x ? smile[count - 2] : at;
  if (below === undefined || above === undefined) return undefined;
  return (Math.sqrt(above.variance) - Math.sqrt(below.variance)) / (above.x - below.x);
}
