import type { BenchResult } from '../../bench/bench.ts';
import { EXIT, UsageError } from './exit.ts';
import { jsonLine, type Output, terminal } from './output.ts';
import type { BenchOptions } from './verbs.ts';

const BENCHES: Readonly<Record<string, () => Promise<{ readonly run: () => Promise<BenchResult> }>>> = {
  american: () => import('../../bench/american.ts'),
  backtest: () => import('../../bench/backtest.ts'),
  book: () => import('../../bench/book.ts'),
  greeks: () => import('../../bench/greeks.ts'),
  iv: () => import('../../bench/iv.ts'),
  journal: () => import('../../bench/journal.ts'),
  kill9: () => import('../../bench/kill9.ts'),
  match: () => import('../../bench/match.ts'),
  qp: () => import('../../bench/qp.ts'),
  route: () => import('../../bench/route.ts'),
  sim: () => import('../../bench/sim.ts'),
  start: () => import('../../bench/start.ts'),
  step: () => import('../../bench/step.ts'),
  wire: () => import('../../bench/wire.ts'),
};

/** `evenkeel bench NAME`: measures a hot path beside its peers in one run, and says which goals are met. */
export async function main(options: BenchOptions, output: Output = terminal): Promise<number> {
  const load = BENCHES[options.name];
  if (load === undefined) {
    throw new UsageError(`there is no bench ${options.name}`, `one of ${Object.keys(BENCHES).join(', ')}`);
  }
  const { run } = await load();
  const report = await run();
  for (const { id, target, reached, met, what } of report.goals) {
    output.err(`${met ? 'met    ' : 'NOT MET'} ${id}: ${reached ?? 'nothing'} (goal ${target}) — ${what}`);
  }
  if (options.json) output.out(jsonLine(report));
  return EXIT.ok;
}
