/** Days that everybody remembers: how long after the worst hour began did the breaker speak? */
import { severityOf } from '../../guard/breakers/ladder.ts';
import { DAY, HOUR, MINUTE } from '../../units/time.ts';
import type { Drive } from './drive.ts';

/** What the breaker's multiples were decided on ends here: nothing before it counts for a goal. */
export const DEVELOPED_TO: number = Date.UTC(2020, 0, 1);

/** UTC, of those that a recording of minutes holds. */
export const CRASH_DAYS: readonly string[] = [
  ...['2018-11-14', '2018-11-19', '2019-06-27', '2019-09-24', '2020-03-12', '2021-05-19', '2021-09-20'],
  ...['2022-01-21', '2023-04-26', '2023-08-17', '2024-08-05'],
];

export interface CrashRow {
  readonly study: 'crash';
  readonly day: string;
  readonly asset: string;
  readonly file: string;
  readonly intervalMinutes: number;
  /** Whether the day was known when the multiples were decided on. */
  readonly isDeveloped: boolean;
  /** The steepest fall within an hour that day, and within ten minutes. */
  readonly hour: FallRow;
  readonly tenMinutes: FallRow;
}

interface FallRow {
  readonly from: string;
  readonly to: string;
  /** In log price. */
  readonly fall: number;
  /**
   * Minutes from its beginning until the breaker was cautious, or only reduced; 0: it was already. Null: not
   * that day.
   */
  readonly cautiousMinutes: number | null;
  readonly reduceMinutes: number | null;
  /** Share of the fall that had passed when it was cautious. */
  readonly passed: number | null;
}

/** A day that fell less within any hour of what is recorded of it is no crash there. */
const FALL_MIN = 0.02;

interface Fall {
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** The steepest fall from one close to another within `spanMs`, between the bars `first` and `end`. */
export function steepest({ at, close }: Drive, first: number, end: number, spanMs: number): Fall {
  let worst: Fall = { from: first, to: first, size: 0 };
  for (let to = first; to < end; to += 1) {
    for (let from = to - 1; from >= first && (at[to] as number) - (at[from] as number) <= spanMs; from -= 1) {
      const size = Math.log((close[from] as number) / (close[to] as number));
      if (size > worst.size) worst = { from, to, size };
    }
  }
  return worst;
}

/** Minutes from bar `from` to the first before `end` that is at `severity` or above. */
function delay({ at, severity }: Drive, from: number, end: number, asked: number): number | null {
  for (let i = from; i < end; i += 1)
    if ((severity[i] as number) >= asked) return ((at[i] as number) - (at[from] as number)) / MINUTE;
  return null;
}

function fallRow(drive: Drive, { from, to, size }: Fall, end: number): FallRow {
  const { at, close, severity } = drive;
  const told = severity.findIndex((grave, i) => i >= from && i < end && grave >= 1);
  return {
    from: new Date(at[from] as number).toISOString(),
    to: new Date(at[to] as number).toISOString(),
    fall: size,
    cautiousMinutes: delay(drive, from, end, severityOf('cautious')),
    reduceMinutes: delay(drive, from, end, severityOf('reduceOnly')),
    passed: told < 0 ? null : Math.log((close[from] as number) / (close[told] as number)) / size,
  };
}

/** A row for each of `days` that `drive` has, from after its first two days, which teach the forecast. */
export function crashRows(drive: Drive, days: readonly string[] = CRASH_DAYS): readonly CrashRow[] {
  const { at, asset, file, intervalMs } = drive;
  return days.flatMap((day): readonly CrashRow[] => {
    const start = Date.parse(`${day}T00:00:00Z`);
    const first = at.findIndex((time) => time >= start);
    if (first < 0 || start - (at[0] as number) < 2 * DAY) return [];
    const next = at.findIndex((time) => time >= start + DAY);
    const end = next < 0 ? at.length : next;
    const hour = steepest(drive, first, end, HOUR);
    if (hour.size < FALL_MIN) return [];
    const isDeveloped = start < DEVELOPED_TO;
    return [
      {
        ...{ study: 'crash', day, asset, file, intervalMinutes: intervalMs / MINUTE, isDeveloped },
        hour: fallRow(drive, hour, end),
        tenMinutes: fallRow(drive, steepest(drive, first, end, 10 * MINUTE), end),
      },
    ];
  });
}
