/** How soon a crash was told, as the median over what was recorded of it: instruments and venues. */
import type { Peer } from '../experiment.ts';
import type { CrashRow } from './crashes.ts';

/** Minutes until it was cautious, or only reduced; null where half of the recordings never told that day. */
interface DelaysFrom {
  readonly cautiousMinutes: number | null;
  readonly reduceMinutes: number | null;
}

export interface DelayRow {
  readonly study: 'delay';
  readonly day: string;
  readonly isDeveloped: boolean;
  readonly recordings: number;
  /** In how many of them the breaker tripped after the worst hour had begun. */
  readonly told: number;
  readonly fromTenMinutes: DelaysFrom;
  readonly fromHour: DelaysFrom;
}

/** Never told is later than any time; `median` of the library would interpolate between them. */
function medianOf(values: readonly (number | null)[]): number | null {
  const sorted = values.map((value) => value ?? Infinity).toSorted((one, other) => one - other);
  const last = sorted.length - 1;
  const middle = ((sorted[Math.floor(last / 2)] as number) + (sorted[Math.ceil(last / 2)] as number)) / 2;
  return Number.isFinite(middle) ? middle : null;
}

function delaysFrom(rows: readonly CrashRow[], span: 'tenMinutes' | 'hour'): DelaysFrom {
  return {
    cautiousMinutes: medianOf(rows.map((row) => row[span].cautiousMinutes)),
    reduceMinutes: medianOf(rows.map((row) => row[span].reduceMinutes)),
  };
}

/** A row for each day of which there are rows. */
export function delayRows(crashes: readonly CrashRow[]): readonly DelayRow[] {
  const days = [...new Set(crashes.map(({ day }) => day))].toSorted();
  return days.map((day): DelayRow => {
    const rows = crashes.filter((row) => row.day === day);
    return {
      study: 'delay',
      day,
      isDeveloped: rows.some(({ isDeveloped }) => isDeveloped),
      recordings: rows.length,
      told: rows.filter(({ hour }) => hour.cautiousMinutes !== null).length,
      fromTenMinutes: delaysFrom(rows, 'tenMinutes'),
      fromHour: delaysFrom(rows, 'hour'),
    };
  });
}

/** How many recordings told of each day, and the medians where more than half of them did. */
export function delayPeers(rows: readonly DelayRow[]): readonly Peer[] {
  return rows.flatMap(({ day, recordings, told, fromTenMinutes, fromHour }): readonly Peer[] => {
    const minutes = `${day}: median minutes from the beginning of the worst`;
    const medians = [
      { name: `${minutes} ten until cautious`, reached: fromTenMinutes.cautiousMinutes },
      { name: `${minutes} ten until only reducing`, reached: fromTenMinutes.reduceMinutes },
      { name: `${minutes} hour until cautious`, reached: fromHour.cautiousMinutes },
      { name: `${minutes} hour until only reducing`, reached: fromHour.reduceMinutes },
    ];
    const share = { name: `${day}: recordings that it tripped in, of ${recordings}`, reached: told };
    return [share, ...medians.filter(({ reached }) => reached !== null)];
  });
}
