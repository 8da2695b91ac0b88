/** Pictures of the rows. */
import { DAY } from '../../units/time.ts';
import type { Chart } from '../experiment.ts';
import type { CrashRow } from './crashes.ts';
import type { ShiftRow } from './shifts.ts';
import type { Trace } from './trace.ts';
import { DETECTORS } from './watch.ts';

/** Around the worst bar. */
const SPAN = 2 * DAY;

export function delayChart(rows: readonly ShiftRow[]): Chart {
  return {
    title: 'Hours until a shift of volatility is seen, at as many false alarms',
    kind: 'line',
    x: 'volatility after the shift, as a multiple',
    y: 'median hours',
    series: DETECTORS.map((name) => ({
      name,
      points: rows
        .filter(({ detector, medianHours }) => detector === name && medianHours !== null)
        .map(({ ratio, medianHours }) => [ratio, medianHours ?? 0] as const),
    })),
  };
}

/** The probability of stress and the price around each named day of `rows`. */
export function stressCharts(trace: Trace, rows: readonly CrashRow[]): readonly Chart[] {
  return rows
    .filter(({ detector, isNamed }) => detector === 'held' && isNamed)
    .map(({ day, worst }): Chart => {
      const centre = Date.parse(worst);
      const places = [...trace.starts.keys()].filter(
        (i) => Math.abs((trace.starts[i] as number) - centre) <= SPAN,
      );
      const first = trace.closes[places[0] ?? 0] as number;
      const points = (value: (i: number) => number) =>
        places.map((i) => [(trace.starts[i] as number) + trace.intervalMs, value(i)] as const);
      return {
        title: `${trace.name}, ${day}`,
        kind: 'line',
        time: true,
        x: 'time',
        y: 'probability; price against the first',
        series: [
          { name: 'probability of stress', points: points((i) => trace.stress[i] as number) },
          { name: 'in stress', points: points((i) => Number(trace.regimes[i] === 2)) },
          { name: 'price', points: points((i) => (trace.closes[i] as number) / first) },
        ],
      };
    });
}
