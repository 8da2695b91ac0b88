import type { Millis } from '../units/units.ts';
import type { Period } from './period.ts';

/** One closed period as models read it. `logs` are natural logarithms of variance per period. */
export interface Reading {
  readonly start: Millis;
  readonly move: number;
  readonly variance: number;
  readonly down: number;
  readonly quarticity: number;
  readonly logs: Readonly<Record<Measure, number>>;
}

/** `market`: mean over the other assets; `implied`: told by options. Own variance where there is none. */
export type Measure =
  | 'variance'
  | 'last'
  | 'bipower'
  | 'absolute'
  | 'power'
  | 'fine'
  | 'range'
  | 'market'
  | 'implied';

/** The logarithm of nothing has no end: what is below this share of the mean so far counts as it. */
const FLOOR_SHARE = 0.01;
/** Of a price that never moved. */
const FLOOR = 1e-14;

/** What is known of a period beside its bars. */
export interface Beside {
  /**
   * Mean of the log variances of other assets, and of the variance that options imply, in the same period.
   */
  readonly market?: number;
  readonly implied?: number;
}

/** `period` as it is read after `history`. */
export function readingOf(period: Period, history: readonly Reading[], beside: Beside = {}): Reading {
  let sum = period.variance;
  for (const { variance } of history) sum += variance;
  const floor = Math.max(FLOOR, (FLOOR_SHARE * sum) / (history.length + 1));
  const log = (value: number): number => Math.log(Math.max(value, floor));
  const own = log(period.variance);
  const { start, move, variance, down, quarticity } = period;
  return {
    start,
    move,
    variance,
    down,
    quarticity,
    logs: {
      variance: own,
      last: log(period.last),
      bipower: log(period.bipower),
      absolute: log(period.absolute),
      power: log(period.power),
      fine: log(period.fine),
      range: log(period.range),
      market: beside.market ?? own,
      implied: beside.implied ?? own,
    },
  };
}

/** `history` with `reading` at its end, the newest `length` of it. */
export function remembered(
  history: readonly Reading[],
  reading: Reading,
  length: number,
): readonly Reading[] {
  return [...history.slice(Math.max(0, history.length + 1 - length)), reading];
}
