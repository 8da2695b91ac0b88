import { HOUR } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';

/** Periods of UTC that prints of any interval are laid over: the longest that venues pay by. */
export const PERIOD: number = 8 * HOUR;

/** A period that is being filled. Plain data. */
export interface Filling {
  /** When it begins: a multiple of `PERIOD`. */
  readonly start: Millis;
  /** Of the time that prints have told of, how much there was, and the integral of the rate. */
  readonly coveredMs: number;
  readonly sum: number;
}

/** A period that is over: the mean rate over what was told of it. */
export interface Period {
  readonly start: Millis;
  readonly mean: number;
}

/** Share of a period that must have been told of: less would stand for hours of which nothing is known. */
const COVER_LEAST = 0.5;

function closed({ start, coveredMs, sum }: Filling): readonly Period[] {
  return coveredMs >= COVER_LEAST * PERIOD ? [{ start, mean: sum / coveredMs }] : [];
}

/**
 * A rate that held from `from` to `to`, laid over periods: those that are over with it, oldest first, and the one
 * that is not, if it reaches into one. A period is over at its end, or as soon as a later one is told of.
 */
export function laid(
  filling: Filling | null,
  rate: number,
  from: Millis,
  to: Millis,
): { readonly over: readonly Period[]; readonly filling: Filling | null } {
  const over: Period[] = [];
  let current = filling;
  for (let start = Math.floor(from / PERIOD) * PERIOD; start < to; start += PERIOD) {
    if (current !== null && current.start !== start) {
      over.push(...closed(current));
      current = null;
    }
    const told = Math.min(to, start + PERIOD) - Math.max(from, start);
    const before: Filling = current ?? { start: millis(start), coveredMs: 0, sum: 0 };
    current = { start: before.start, coveredMs: before.coveredMs + told, sum: before.sum + rate * told };
    if (to >= start + PERIOD) {
      over.push(...closed(current));
      current = null;
    }
  }
  return { over, filling: current };
}
