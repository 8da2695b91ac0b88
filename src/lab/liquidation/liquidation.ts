/**
 * `lab liquidation`: how many hedged books a crash takes away, with protection and without, and what protection
 * costs. Books and leverage are in a committed file and were fixed before any was run; the planner's numbers were
 * decided by reasoning and tried on other seeds (`liquidation/developing`, `liquidation/judging`). A thousand
 * crash paths have gaps of 10 to 25 % within one step, transfers that are late or never arrive, orders that fail
 * and venues that are out. Crash days that were recorded are replayed by the minute, and all recorded months by
 * the hour tell the cost. Venues liquidate by the simulated exchange's margin, protection plans by
 * `pricing/margin`. Prices of perps are those of spot and funding is left out: both fall on a book whether or not
 * it is protected.
 */
import { availableParallelism } from 'node:os';
import { HOUR, MINUTE } from '../../units/time.ts';
import { readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import type { Chart, Study, StudySetting } from '../experiment.ts';
import { runPool } from '../pool.ts';
import type { FileReport } from '../recording.ts';
import { type BookRow, goalsOf, peersOf } from './goals.ts';
import type { Job, Pair } from './jobs.ts';
import { openRunner } from './threads.ts';

const PATHS = 1000;
/** Of one job. */
const PATHS_AT_ONCE = 25;
const MONTH_JOBS = 4;

/** What of a file of bars decides which others it is run with. */
interface Span {
  readonly file: string;
  readonly base: string;
  readonly intervalMs: number;
  readonly from: number;
  readonly to: number;
}

/** Bitcoin's bars and Ether's beside them, where both were recorded in the same span and step. */
function pairsOf(spans: readonly Span[]): readonly Pair[] {
  return spans
    .filter(({ base }) => base === 'BTC')
    .map((btc): Pair => {
      const middle = (btc.from + btc.to) / 2;
      const eth = spans.find(
        ({ base, intervalMs, from, to }) =>
          base === 'ETH' && intervalMs === btc.intervalMs && from <= middle && to >= middle,
      );
      return { btc: btc.file, eth: eth?.file ?? null };
    });
}

function jobsOf(paths: number, spans: readonly Span[]): readonly Job[] {
  const jobs: Job[] = [];
  for (const pair of pairsOf(spans.filter(({ intervalMs }) => intervalMs === HOUR)))
    for (let from = 0; from < MONTH_JOBS; from += 1)
      jobs.push({ kind: 'months', pair, from, every: MONTH_JOBS });
  for (const pair of pairsOf(spans.filter(({ intervalMs }) => intervalMs <= 5 * MINUTE)))
    jobs.push({ kind: 'days', pair });
  for (let from = 0; from < paths; from += PATHS_AT_ONCE)
    jobs.push({ kind: 'paths', from, to: Math.min(paths, from + PATHS_AT_ONCE) });
  return jobs;
}

/** A day that two recordings hold is told once, by the one with more books or shorter bars. */
function withoutRepeats(rows: readonly BookRow[]): readonly BookRow[] {
  const seen = new Set<string>();
  return rows.filter(({ part, of, book }) => {
    const key = `${part}/${of}/${book}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function chartOf(rows: readonly BookRow[]): Chart {
  const paths = rows.filter(({ part }) => part === 'path');
  const largest = (row: BookRow) => Math.max(0, ...row.gaps.map(Math.abs));
  const edges = [0.1, 0.125, 0.15, 0.175, 0.2, 0.225];
  const points = (isDead: (row: BookRow) => boolean) =>
    edges.map((edge): readonly [number, number] => {
      const found = paths.filter((row) => largest(row) >= edge && largest(row) < edge + 0.025);
      return [edge + 0.0125, found.length === 0 ? 0 : found.filter(isDead).length / found.length];
    });
  return {
    title: 'Books liquidated, by the largest gap of their path',
    kind: 'line',
    x: 'largest gap',
    y: 'share of books',
    series: [
      { name: 'without protection', points: points(({ off }) => off.diedAt !== null) },
      { name: 'with protection', points: points(({ on }) => on.diedAt !== null) },
    ],
  };
}

async function readFiles(data: readonly string[]): Promise<{
  readonly files: readonly FileReport[];
  readonly spans: readonly Span[];
}> {
  const files: FileReport[] = [];
  const spans: Span[] = [];
  for (const file of data) {
    const { base, intervalMs } = readBarFileName(file);
    const series = await readBars(file, intervalMs);
    const { length, refused, gaps, sha256, starts } = series;
    files.push({ file, instruments: [], rows: length, refused, gaps, sha256 });
    const [from, to] = [starts[0] as number, starts[length - 1] as number];
    spans.push({ file, base: base ?? file, intervalMs: series.intervalMs, from, to });
  }
  return { files, spans: spans.toSorted((one, other) => one.intervalMs - other.intervalMs) };
}

/** The study on `paths` crash paths. */
export async function runLiquidation(
  paths: number,
  { data, onProgress }: Pick<StudySetting, 'data' | 'onProgress'>,
): ReturnType<Study> {
  const { files, spans } = await readFiles(data);
  const done = await runPool({
    ...{ jobs: jobsOf(paths, spans), runners: availableParallelism(), open: openRunner, onProgress },
  });
  const rows = withoutRepeats(
    done.flatMap((each) => {
      if (each.kind === 'failed') throw each.error;
      return each.result;
    }),
  );
  return { goals: goalsOf(rows), peers: peersOf(rows), charts: [chartOf(rows)], rows, files, warnings: [] };
}

/** The study at full effort. */
export const liquidation: Study = (setting) => runLiquidation(PATHS, setting);
