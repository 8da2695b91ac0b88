/**
 * `lab breakers`: what the breaker on prices does on recorded days, calm and not. Its multiples were decided
 * on 2018 and 2019, from where months do not count; nor do the first two days of each file, which teach the
 * forecast. Nothing is fitted here. Forced trades and books are hardly recorded: what their signals say of
 * them is told, and makes no goal.
 */
import { basename } from 'node:path';
import { median } from '../../math/statistics.ts';
import { MINUTE } from '../../units/time.ts';
import { type BarSeries, readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import type { Chart, Goal, Peer, Study } from '../experiment.ts';
import type { FileReport } from '../recording.ts';
import { CRASH_DAYS, type CrashRow, crashRows } from './crashes.ts';
import { type DelayRow, delayPeers, delayRows } from './delays.ts';
import { readDepths } from './depths.ts';
import { type Drive, driveSeries, mostPerMinute } from './drive.ts';
import { readLiquidations } from './liquidations.ts';
import { type MonthRow, monthRows } from './months.ts';

const TRIPS_TARGET = 1;
const CHANGES_TARGET = 1;
/** Around the end of a fall, in a chart. */
const SPAN = 90 * MINUTE;

interface TripRow {
  readonly study: 'trip';
  readonly asset: string;
  readonly file: string;
  readonly at: string;
  readonly because: string;
}

/**
 * Months without a day that everybody remembers and no wilder than the median of such months. Whatever trips
 * in them is counted as false.
 */
function calmOf(months: readonly MonthRow[]): readonly MonthRow[] {
  const quiet = months.filter(({ isUneventful, isDeveloped }) => isUneventful && !isDeveloped);
  if (quiet.length === 0) return [];
  const middle = median(quiet.map(({ vol }) => vol));
  return quiet.filter(({ vol }) => vol <= middle);
}

function calmGoal(calm: readonly MonthRow[]): Goal {
  const reached = calm.length === 0 ? null : Math.max(...calm.map(({ trips }) => trips));
  return {
    id: 'breaker.calm',
    target: TRIPS_TARGET,
    reached,
    met: reached !== null && reached <= TRIPS_TARGET,
    what: 'trips of the price breaker in the worst calm month (four weeks), all of them false; at most the target',
  };
}

function crashGoal(drives: readonly Drive[], crashes: readonly CrashRow[]): Goal {
  const reached =
    drives.length === 0 ? null : Math.max(...drives.map(({ changes }) => mostPerMinute(changes)));
  return {
    id: 'breaker.crash',
    target: CHANGES_TARGET,
    reached,
    met: reached !== null && crashes.length > 0 && reached <= CHANGES_TARGET,
    what: 'most changes of level within a minute, in all that was recorded; peers state delays; at most the target',
  };
}

function peersOf(calm: readonly MonthRow[], delays: readonly DelayRow[]): readonly Peer[] {
  const trips = calm.reduce((sum, month) => sum + month.trips, 0);
  return [
    { name: 'calm months', reached: calm.length },
    { name: 'trips a calm month, mean', reached: calm.length === 0 ? null : trips / calm.length },
    ...delayPeers(delays),
  ];
}

function chartOf({ at, close, severity }: Drive, { asset, day, hour }: CrashRow): Chart {
  const centre = Date.parse(hour.to);
  const places = [...at.keys()].filter((i) => Math.abs((at[i] as number) - centre) <= SPAN);
  const first = close[places[0] ?? 0] as number;
  const points = (value: (i: number) => number) => places.map((i) => [at[i] as number, value(i)] as const);
  return {
    title: `${asset}, ${day}`,
    kind: 'line',
    time: true,
    x: 'time',
    y: 'price against the first; level, of 3',
    series: [
      { name: 'price', points: points((i) => (close[i] as number) / first) },
      { name: 'level', points: points((i) => (severity[i] as number) / 3) },
    ],
  };
}

function reportOf({ file, length, refused, gaps, sha256 }: BarSeries): FileReport {
  return { file, instruments: [], rows: length, refused, gaps, sha256 };
}

/** What signals other than the price say of the little that was recorded for them. */
async function readOthers(
  paths: readonly string[],
): Promise<{ readonly rows: readonly object[]; readonly files: readonly FileReport[] }> {
  const rows: object[] = [];
  const files: FileReport[] = [];
  for (const path of paths) {
    if (basename(path).includes('liquidations')) {
      const found = await readLiquidations(path);
      rows.push(...found.rows);
      files.push(found.report);
    } else {
      const found = await readDepths(path);
      rows.push(found.row);
      files.push(found.report);
    }
  }
  return { rows, files };
}

export const breakers: Study = async ({ data, chains, onProgress }) => {
  const files: FileReport[] = [];
  const drives: Drive[] = [];
  const warnings: string[] = [];
  const charts: Chart[] = [];
  const months: MonthRow[] = [];
  const crashes: CrashRow[] = [];
  for (const [i, file] of data.entries()) {
    const { base, intervalMs } = readBarFileName(file);
    const series = await readBars(file, intervalMs);
    files.push(reportOf(series));
    onProgress((i + 1) / data.length);
    if (series.intervalMs > 5 * MINUTE) {
      warnings.push(`${file} is left out: the breaker looks at minutes, which takes bars of five or less`);
      continue;
    }
    const drive = driveSeries(series, base ?? file);
    const found = crashRows(drive);
    drives.push(drive);
    crashes.push(...found);
    months.push(...monthRows(drive, CRASH_DAYS));
    charts.push(...found.map((row) => chartOf(drive, row)));
  }
  const calm = calmOf(months);
  const delays = delayRows(crashes);
  const others = await readOthers(chains);
  const trips = drives.flatMap(({ changes, asset, file }) =>
    changes
      .filter(({ from }) => from === 'normal')
      .map(({ at, because }): TripRow => {
        return { study: 'trip', asset, file, at: new Date(at).toISOString(), because };
      }),
  );
  return {
    goals: [calmGoal(calm), crashGoal(drives, crashes)],
    peers: peersOf(calm, delays),
    rows: [
      ...crashes,
      ...delays,
      ...months.map((row) => ({ ...row, isCalm: calm.includes(row) })),
      ...trips,
      ...others.rows,
    ],
    charts,
    files: [...files, ...others.files],
    warnings,
  };
};
