import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type Done, type Runner, runPool } from '../lab/pool.ts';
import { sweepReport } from '../lab/report/sweep-report.ts';
import { combinations, type SweptResult, type SweptRow, type SweptValues, sweepTable } from '../lab/sweep.ts';
import { parseConfig } from '../shell/config/config.ts';
import { overridden } from '../shell/config/override.ts';
import type { ConfigError } from '../shell/config/report.ts';
import { EXIT, UsageError } from './exit.ts';
import { refusingInput } from './input-refusals.ts';
import { jsonLine, type Output, refuseConfig } from './output.ts';
import { createProgress } from './progress.ts';
import { madeBy, writeReport } from './report-file.ts';
import type { SweepJob } from './sweep-job.ts';
import { openThread } from './sweep-thread.ts';
import type { BacktestOptions } from './verbs.ts';

/** The key that stands for `--policy`, which the config has no one value for. */
const POLICY = 'policy';

/** What `values` make of the config's `text`, as a job. Throws `UsageError`. */
function jobOf(text: string, values: SweptValues, options: BacktestOptions): SweepJob {
  const { config, data, funding, chains } = options;
  const { [POLICY]: policy = options.policy, ...others } = values;
  const changes = Object.entries(others).map(([path, value]) => ({ path, value }));
  const changed = overridden(text, changes);
  if (changed.kind === 'absent')
    throw new UsageError(
      `${config} has no value ${changed.path} to sweep`,
      'write it in the config first, and its path with dots, as in hedge.BTC.riskAversion',
    );
  return { config, text: changed.text, data, funding, chains, ...(policy === undefined ? {} : { policy }) };
}

/** What is wrong with the configs of `jobs`, each thing once. */
function errorsOf(jobs: readonly SweepJob[]): readonly ConfigError[] {
  const errors = new Map<string, ConfigError>();
  for (const { text, config } of jobs) {
    const read = parseConfig(text, config);
    if (read.kind === 'refused') for (const error of read.errors) errors.set(JSON.stringify(error), error);
  }
  return [...errors.values()];
}

function rowOf(values: SweptValues, done: Done<SweptResult>): SweptRow {
  if (done.kind === 'done') return { values, result: done.result };
  const { error } = done;
  if (error instanceof UsageError) return { values, error: error.message, remedy: error.remedy };
  return { values, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function aligned(table: readonly (readonly string[])[]): readonly string[] {
  const [titles = []] = table;
  const widths = titles.map((_, i) =>
    Math.max(...table.map((line) => (line.length === titles.length ? (line[i] ?? '').length : 0))),
  );
  return table.map((line) =>
    line
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function statusOf(rows: readonly SweptRow[]): number {
  const failed = rows.filter((row) => 'error' in row);
  if (failed.some((row) => !('remedy' in row))) return EXIT.failed;
  if (failed.length > 0) return EXIT.usage;
  return rows.some((row) => 'result' in row && row.result.rowsRefused > 0) ? EXIT.rowsRefused : EXIT.ok;
}

/**
 * `evenkeel backtest CONFIG --data FILE… --sweep KEY=A,B…`: a backtest for each combination of values, some at
 * once, told in the order of the values.
 */
export async function sweep(
  options: BacktestOptions,
  output: Output,
  open: () => Runner<SweepJob, SweptResult> = openThread,
): Promise<number> {
  const { config, sweep: swept = [], workers = availableParallelism(), json, report } = options;
  if (options.journal !== undefined)
    throw new UsageError('a sweep keeps no journal', 'leave out --journal, or run one backtest');
  const all = await refusingInput(async () => combinations(swept));
  const text = await readFile(config, 'utf8');
  const jobs = all.map((values) => jobOf(text, values, options));
  const errors = errorsOf(jobs);
  if (errors.length > 0) return refuseConfig(errors, json, output);
  const progress = createProgress();
  const done = await runPool({ jobs, runners: workers, open, onProgress: progress.show }).finally(
    progress.end,
  );
  const rows = done.map((one, i) => rowOf(all[i] ?? {}, one));
  for (const line of aligned(sweepTable(rows))) output.out(line);
  for (const row of rows) if ('remedy' in row) output.err(`${row.error} — ${row.remedy}`);
  if (report !== undefined) await writeReport(report, sweepReport(config, rows, madeBy()), output);
  if (json) output.out(jsonLine({ config, sweep: swept, rows }));
  return statusOf(rows);
}
