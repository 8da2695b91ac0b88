import manifest from '../../package.json' with { type: 'json' };
import type { BacktestOptions as LabOptions } from '../lab/backtest.ts';
import { withPolicy } from '../lab/policy.ts';
import { readRecording, withChains } from '../lab/recording.ts';
import type { AppConfig } from '../shell/config/config.ts';
import { sha256 } from '../shell/hash.ts';
import { loadKernel } from '../shell/kernel.ts';
import type { BacktestOptions } from './verbs.ts';

/** What a backtest is to be run with, its data read. Throws `InputRefused`. */
export async function prepareBacktest(
  config: AppConfig,
  { policy, data, funding, chains }: Pick<BacktestOptions, 'policy' | 'data' | 'funding' | 'chains'>,
): Promise<LabOptions> {
  const engine = policy === undefined ? config.engine : withPolicy(config.engine, policy, config.policies);
  const bars = await readRecording(engine, data, funding);
  const recording = await withChains(bars, engine, config.paper, chains);
  const [kernel, code] = [await loadKernel(), manifest.version];
  return { engine, paper: config.paper, recording, hash: sha256, kernel, code };
}
