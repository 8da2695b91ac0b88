import { runBacktest } from '../lab/backtest.ts';
import { keptOf, type SweptResult } from '../lab/sweep.ts';
import { parseConfig } from '../shell/config/config.ts';
import { UsageError } from './exit.ts';
import { refusingInput } from './input-refusals.ts';
import { prepareBacktest } from './prepare-backtest.ts';
import type { BacktestOptions } from './verbs.ts';

/** One backtest of a sweep, as plain data: it is sent to another thread. */
export interface SweepJob extends Pick<BacktestOptions, 'data' | 'funding' | 'chains' | 'policy'> {
  readonly config: string;
  /** The config's text, with this run's values in it. */
  readonly text: string;
}

/** Runs one backtest of a sweep. Throws `UsageError` where the config or the data do not allow it. */
export async function runJob(job: SweepJob, onProgress: (share: number) => void): Promise<SweptResult> {
  const read = parseConfig(job.text, job.config);
  if (read.kind === 'refused') {
    const [first] = read.errors;
    throw new UsageError(first?.message ?? 'the config was refused', first?.remedy ?? 'check it');
  }
  return refusingInput(async () => {
    const options = await prepareBacktest(read.value, job);
    return keptOf(await runBacktest({ ...options, onProgress }));
  });
}
