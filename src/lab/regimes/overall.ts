/** All years of all files that had no part in the parameters, as one row for each detector. */
import type { Detector } from './watch.ts';
import type { YearRow } from './years.ts';

export interface OverallRow {
  readonly study: 'overall';
  readonly detector: Detector;
  readonly days: number;
  readonly alarmsPerYear: number;
  /** As in the rows of years; years weigh by their days, and the idle share of alarms by their number. */
  readonly idle: number;
  readonly idleBars: number;
  readonly time: number;
  readonly covered: number;
  readonly switchesPerYear: number;
}

function weighed(
  rows: readonly YearRow[],
  value: (row: YearRow) => number | null,
  weight: (row: YearRow) => number,
): number {
  let [sum, all] = [0, 0];
  for (const row of rows) {
    const one = value(row);
    if (one === null) continue;
    sum += weight(row) * one;
    all += weight(row);
  }
  return all === 0 ? 0 : sum / all;
}

/** None where every year had a part in the parameters. */
export function overallRows(rows: readonly YearRow[], detectors: readonly Detector[]): readonly OverallRow[] {
  const fresh = rows.filter(({ isFitted }) => !isFitted);
  if (fresh.length === 0) return [];
  return detectors.map((wanted): OverallRow => {
    const own = fresh.filter(({ detector }) => detector === wanted);
    const byDays = (value: (row: YearRow) => number | null): number =>
      weighed(own, value, ({ days }) => days);
    return {
      study: 'overall',
      detector: wanted,
      days: own.reduce((sum, { days }) => sum + days, 0),
      alarmsPerYear: byDays(({ alarmsPerYear }) => alarmsPerYear),
      idle: weighed(
        own,
        ({ idle }) => idle,
        ({ days, alarmsPerYear }) => days * alarmsPerYear,
      ),
      idleBars: byDays(({ idleBars }) => idleBars),
      time: byDays(({ time }) => time),
      covered: byDays(({ covered }) => covered),
      switchesPerYear: byDays(({ switchesPerYear }) => switchesPerYear),
    };
  });
}
