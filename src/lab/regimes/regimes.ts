/**
 * `lab regimes`: how soon calm, normal and stress are told apart, how often in vain, and what happened around
 * the days that everybody remembers. Parameters are those of `forecast/regime-model.json` and of
 * `parameters.json`, whatever the files.
 */
import { REGIME_MODEL } from '../../forecast/regime-hours.ts';
import { type BarSeries, readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import { InputRefused } from '../data/input-refused.ts';
import type { Chart, Goal, Peer, Study } from '../experiment.ts';
import type { FileReport } from '../recording.ts';
import { barsOf } from './bars.ts';
import { delayChart, stressCharts } from './charts.ts';
import { type CrashRow, crashRows } from './crashes.ts';
import type { Parameters } from './fit.ts';
import { overallRows } from './overall.ts';
import json from './parameters.json' with { type: 'json' };
import { type ShiftPlan, type ShiftRow, shiftRows } from './shifts.ts';
import { type Trace, traceOf } from './trace.ts';
import { DETECTORS, type Detector } from './watch.ts';
import { type YearRow, yearRows } from './years.ts';

const { fitted: span, thresholds: equal } = json;
export const PARAMETERS: Parameters = { fitted: span, model: REGIME_MODEL, thresholds: equal };

/** Median delay, as a multiple of the cumulative sum's at as many false alarms, that the mean of both may have. */
const DELAY_TARGET = 1.25;
/** Share of the named crash days whose worst bar is to begin in stress. */
const CRASH_TARGET = 0.75;
/** The ratio of volatilities that the cumulative sum is made for. */
const DOUBLED = 2;
const SHIFTS: ShiftPlan = {
  years: 10,
  branches: 200,
  ratios: [1.5, DOUBLED, 3],
  alarmsPerYear: 12,
  seed: 20_191_231,
};

/** Whether bars of `intervalMs` can be put together to those that the parameters are for. */
function isFit(intervalMs: number): boolean {
  return intervalMs > 0 && PARAMETERS.model.intervalMs % intervalMs === 0;
}

function reportOf({ file, length, refused, gaps, sha256 }: BarSeries): FileReport {
  return { file, instruments: [], rows: length, refused, gaps, sha256 };
}

function delayGoal(rows: readonly ShiftRow[]): Goal {
  const hours = (wanted: Detector): number | null =>
    rows.find(({ detector, ratio }) => detector === wanted && ratio === DOUBLED)?.medianHours ?? null;
  const [mine, peer] = [hours('mean'), hours('cusum')];
  const reached = mine === null || peer === null ? null : mine / peer;
  const what =
    'median hours until a doubling of volatility is seen, over those of a cumulative sum made for it, at as many ' +
    'false alarms; at most the target';
  return {
    id: 'regimes.delay',
    target: DELAY_TARGET,
    reached,
    met: reached !== null && reached <= DELAY_TARGET,
    what,
  };
}

/** Share of the named crash days whose worst bar began at alarm; null where there is none. */
function foreseen(rows: readonly CrashRow[], wanted: Detector): number | null {
  const named = rows.filter(({ isNamed, detector }) => isNamed && detector === wanted);
  const early = named.filter(({ leadHours }) => leadHours !== null && leadHours >= 0);
  return named.length === 0 ? null : early.length / named.length;
}

function crashGoal(rows: readonly CrashRow[]): Goal {
  const reached = foreseen(rows, 'held');
  const what = 'share of the named crash days whose worst bar began in stress; at least the target';
  return {
    id: 'regimes.crash',
    target: CRASH_TARGET,
    reached,
    met: reached !== null && reached >= CRASH_TARGET,
    what,
  };
}

function peersOf(shifts: readonly ShiftRow[], crashes: readonly CrashRow[]): readonly Peer[] {
  const delays = shifts
    .filter(({ ratio }) => ratio === DOUBLED)
    .map(({ detector, medianHours }) => ({
      name: `median hours to a doubling: ${detector}`,
      reached: medianHours,
    }));
  const shares = DETECTORS.map((detector) => ({
    name: `named crash days foreseen: ${detector}`,
    reached: foreseen(crashes, detector),
  }));
  return [...delays, ...shares];
}

interface Read {
  readonly report: FileReport;
  readonly trace: Trace;
  readonly warnings: readonly string[];
}

async function readTrace(file: string): Promise<Read> {
  const { base, intervalMs } = readBarFileName(file);
  const series = await readBars(file, intervalMs);
  if (!isFit(series.intervalMs))
    throw new InputRefused(
      `${file} has bars of ${series.intervalMs / 60_000} minutes, for which no regimes were fitted`,
      'give bars of an hour, or of a part of one',
    );
  const { model, fitted } = PARAMETERS;
  const bars = barsOf(series, model.intervalMs);
  const minutes = model.intervalMs / 60_000;
  const fittedTo = base !== null && fitted.bases.includes(base) ? fitted.to : Number.NEGATIVE_INFINITY;
  const trace = traceOf(model, `${base ?? file} ${minutes}m`, bars, fittedTo);
  const warnings: string[] = [];
  if (series.intervalMs !== model.intervalMs)
    warnings.push(`${file}: bars are put together to ${minutes} minutes, which regimes were fitted to`);
  if (trace.stress.every(Number.isNaN))
    warnings.push(`${file}: nothing is told of it, since it ends before the first month has passed`);
  return { report: reportOf(series), trace, warnings };
}

/** The study with `plan` for its seeded part. Without files it measures that part alone. */
export function regimesOf(plan: ShiftPlan): Study {
  return async ({ data, onProgress }) => {
    const { model, thresholds: own } = PARAMETERS;
    const thresholds = new Map(DETECTORS.map((detector) => [detector, own[detector]]));
    const reads: Read[] = [];
    for (const [i, file] of data.entries()) {
      reads.push(await readTrace(file));
      onProgress((0.7 * (i + 1)) / data.length);
    }
    const crashes: CrashRow[] = [];
    const years: YearRow[] = [];
    const charts: Chart[] = [];
    for (const { trace } of reads) {
      const found = crashRows(trace, thresholds);
      crashes.push(...found);
      years.push(...yearRows(trace, thresholds));
      charts.push(...stressCharts(trace, found));
    }
    const shifts = shiftRows(model, plan, (share) => onProgress(0.7 + 0.3 * share));
    return {
      goals: [delayGoal(shifts), crashGoal(crashes)],
      peers: peersOf(shifts, crashes),
      rows: [...shifts, ...crashes, ...overallRows(years, DETECTORS), ...years],
      charts: [delayChart(shifts), ...charts],
      files: reads.map(({ report }) => report),
      warnings: reads.flatMap(({ warnings }) => warnings),
    };
  };
}

export const regimes: Study = regimesOf(SHIFTS);
