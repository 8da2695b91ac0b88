import { foldPeriod, type Period, type PeriodState } from '../../forecast/period.ts';
import { type Reading, readingOf, remembered } from '../../forecast/reading.ts';
import { type BarSeries, barAt } from '../data/bar-file.ts';

/** A log variance told from outside for the period that starts at a time, as `Beside` has them. */
export type Told = ReadonlyMap<number, number>;

/** The whole periods in `series` of `periodMs` each, those with at least half of their bars. */
export function periodsOf(series: BarSeries, periodMs: number): Period[] {
  const periods: Period[] = [];
  let state: PeriodState | undefined;
  for (let i = 0; i < series.length; i += 1) {
    const folded = foldPeriod(state, barAt(series, i, ''), series.intervalMs, periodMs);
    if (folded === undefined) continue;
    state = folded.state;
    for (const period of folded.closed)
      if (period.bars >= (0.5 * periodMs) / series.intervalMs) periods.push(period);
  }
  return periods;
}

/** `periods` as models read them, looking back over `memory` of them for the floor. */
export function readingsOf(
  periods: readonly Period[],
  memory: number,
  market: Told = new Map(),
  implied: Told = new Map(),
): Reading[] {
  const readings: Reading[] = [];
  let history: readonly Reading[] = [];
  for (const period of periods) {
    const [others, options] = [market.get(period.start), implied.get(period.start)];
    const beside = {
      ...(others === undefined ? {} : { market: others }),
      ...(options === undefined ? {} : { implied: options }),
    };
    const reading = readingOf(period, history, beside);
    readings.push(reading);
    history = remembered(history, reading, memory);
  }
  return readings;
}

/** For each asset, the mean log variance of the others, by the start of the period. */
export function marketsOf(assets: readonly (readonly Reading[])[]): Told[] {
  return assets.map((_, i) => {
    const all = new Map<number, number[]>();
    for (const [j, readings] of assets.entries()) {
      if (i === j) continue;
      for (const { start, logs } of readings) {
        const values = all.get(start);
        if (values === undefined) all.set(start, [logs.variance]);
        else values.push(logs.variance);
      }
    }
    return new Map([...all].map(([at, logs]) => [at, logs.reduce((sum, x) => sum + x, 0) / logs.length]));
  });
}
