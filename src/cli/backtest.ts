import { type BacktestResult, runBacktest } from '../lab/backtest.ts';
import { backtestReport } from '../lab/report/backtest-report.ts';
import { createTrace, type Trace } from '../lab/report/trace.ts';
import { summarise } from '../lab/summary.ts';
import type { AppConfig } from '../shell/config/config.ts';
import { loadConfig } from '../shell/config/load.ts';
import { openJournal } from '../shell/journals.ts';
import { EXIT, UsageError } from './exit.ts';
import { refusingInput } from './input-refusals.ts';
import { jsonLine, type Output, refuseConfig, terminal } from './output.ts';
import { prepareBacktest } from './prepare-backtest.ts';
import { createProgress } from './progress.ts';
import { checkReport, madeBy, writeReport } from './report-file.ts';
import { sweep } from './sweep.ts';
import type { BacktestOptions } from './verbs.ts';

type Kept = ReturnType<typeof openJournal>;

/** The folder's journal, which must be new: a backtest begins with its book. */
function newJournal(path: string): Kept {
  const journal = openJournal(path);
  if (journal.length === 0) return journal;
  void journal.close();
  throw new UsageError(`${path} already has a journal of ${journal.length} entries`, 'name a new folder');
}

interface Run {
  readonly result: BacktestResult;
  /** Followed for the report. */
  readonly trace: Trace;
}

async function run(config: AppConfig, options: BacktestOptions): Promise<Run> {
  const prepared = await prepareBacktest(config, options);
  const { journal: path, report } = options;
  // Opened last, so that what cannot be run leaves no folder behind.
  const journal = path === undefined ? undefined : newJournal(path);
  const progress = createProgress();
  const trace = createTrace(prepared.recording, prepared.engine.profiles);
  try {
    const result = await runBacktest({
      ...prepared,
      ...(journal === undefined ? {} : { journal }),
      ...(report === undefined ? {} : { onAppended: trace.take }),
      onProgress: progress.show,
    });
    return { result, trace };
  } finally {
    progress.end();
    await journal?.close();
  }
}

/** `evenkeel backtest CONFIG --data FILE…`: the same engine as live, over recorded prices. */
export async function main(options: BacktestOptions, output: Output = terminal): Promise<number> {
  checkReport(options.report);
  const read = await loadConfig(options.config);
  if (read.kind === 'refused') return refuseConfig(read.errors, options.json, output);
  if (options.sweep !== undefined) return sweep(options, output);
  const { result, trace } = await refusingInput(() => run(read.value, options));
  const { journal: path, json, report } = options;
  for (const line of summarise(result)) output.out(line);
  if (path !== undefined) output.err(`evenkeel replay ${path} re-runs every decision in it`);
  if (report !== undefined) {
    const { reporting } = read.value.engine;
    await writeReport(report, backtestReport(result, trace, reporting, madeBy()), output);
  }
  if (json) output.out(jsonLine({ ...result, journal: { ...result.journal, path: path ?? null } }));
  return result.rowsRefused > 0 ? EXIT.rowsRefused : EXIT.ok;
}
