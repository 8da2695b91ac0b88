/** Kills of the engine in the middle of orders on a simulated exchange, each with a restart on the same journal. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/cli/project-root.ts';
import { type BenchResult, resultOf } from './bench.ts';
import { killTrials } from './kill9-trials.ts';

const WANTED = 100;

/** Goal `kill9`: after each restart position, cash and fills are the exchange's, and no order was sent twice. */
export async function run(): Promise<BenchResult> {
  // Beside the checkout, as the system's folder for temporary files may be in memory.
  const cache = join(projectRoot(), 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-kill9-'));
  try {
    const onKill = (kill: number, moment: string): void => {
      process.stderr.write(`kill ${kill}: ${moment}\n`);
    };
    const { where, faults, ...counts } = await killTrials({ wanted: WANTED, seed: 1, folder, onKill });
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    const met = faults.length === 0 && counts.midOrder >= WANTED;
    const what =
      'kill -9 in the middle of an order, after which nothing was lost, booked or sent twice; at least';
    return resultOf('kill9', {
      data: ['one book on one journal, hedged on a simulated Deribit over sockets'],
      peers: [],
      rows: [{ ...counts, ...where, faults: faults.length }],
      goals: [{ id: 'kill9', target: WANTED, reached: faults.length === 0 ? counts.midOrder : 0, met, what }],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
