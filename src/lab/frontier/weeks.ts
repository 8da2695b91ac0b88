/** Sums over calendar weeks, and what resampling whole weeks says of how sure a figure is. */
import { createRandom } from '../../math/random.ts';
import { DAY } from '../../units/time.ts';
import type { FrontierPoint } from './curve.ts';
import type { Column } from './sweep.ts';
import { BASIS_POINTS, type Forward } from './walk-forward.ts';

/** Sums of one forward's rolls by the week of their deal; weeks counted from the first. */
export interface WeekSums {
  readonly rolls: Float64Array;
  readonly cost: Float64Array;
  readonly squares: Float64Array;
}

const WEEK = 7 * DAY;
/** 1970-01-01 was a Thursday. */
const MONDAY = 4 * DAY;

export function weekOf(at: number): number {
  return Math.floor((at - MONDAY) / WEEK);
}

/** The rolls of `forward` that had a past to choose on, summed by week. */
export function weekly(from: Float64Array, columns: readonly Column[], { choice }: Forward): WeekSums {
  const first = weekOf(from[0] ?? 0);
  const count = from.length === 0 ? 0 : weekOf(from.at(-1) as number) - first + 1;
  const sums = {
    rolls: new Float64Array(count),
    cost: new Float64Array(count),
    squares: new Float64Array(count),
  };
  for (const [roll, at] of from.entries()) {
    const column = columns[choice[roll] as number];
    if (column === undefined) continue;
    const week = weekOf(at) - first;
    sums.rolls[week] = (sums.rolls[week] as number) + 1;
    sums.cost[week] = (sums.cost[week] as number) + (column.cost[roll] as number);
    sums.squares[week] = (sums.squares[week] as number) + (column.squares[roll] as number);
  }
  return sums;
}

/** Mean cost and root mean square error of the rolls of `weeks`, each as often as it is listed, in basis points. */
export function pointOf(sums: WeekSums, weeks: Iterable<number>): FrontierPoint {
  let [rolls, cost, squares] = [0, 0, 0];
  for (const week of weeks) {
    rolls += sums.rolls[week] as number;
    cost += sums.cost[week] as number;
    squares += sums.squares[week] as number;
  }
  if (rolls === 0) return { error: 0, cost: 0 };
  return { error: BASIS_POINTS * Math.sqrt(squares / rolls), cost: (BASIS_POINTS * cost) / rolls };
}

/** 95 % of the resampled figures lie between these. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 300;

/**
 * Resamples `count` weeks in blocks of `block` that follow each other (Künsch, Annals of Statistics 17 (1989)
 * 1217–1241), as rolls that overlap are not independent, and computes `figure` of each. Figures of null are left out;
 * null where more than a tenth are.
 */
export function resampled(
  count: number,
  block: number,
  figure: (weeks: readonly number[]) => number | null,
): Interval | null {
  if (count < 2 * block) return null;
  const random = createRandom('frontier');
  const found: number[] = [];
  for (let draw = 0; draw < RESAMPLES; draw += 1) {
    const weeks: number[] = [];
    while (weeks.length < count) {
      const from = random.int(count - block + 1);
      for (let i = 0; i < block && weeks.length < count; i += 1) weeks.push(from + i);
    }
    const value = figure(weeks);
    if (value !== null) found.push(value);
  }
  if (found.length < 0.9 * RESAMPLES) return null;
  found.sort((a, b) => a - b);
  const at = (p: number): number => found[Math.round(p * (found.length - 1))] as number;
  return { low: at(0.025), high: at(0.975) };
}
