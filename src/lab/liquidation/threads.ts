import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Runner } from '../pool.ts';
import type { BookRow } from './goals.ts';
import { type Job, runJob } from './jobs.ts';

/** Beside us in the bundle. */
const WORKER = new URL('./liquidation-worker.js', import.meta.url);

type Answer = { readonly rows: readonly BookRow[] } | { readonly error: unknown };

/** Runs jobs in a thread of its own, or in this one where nothing was built. */
export function openRunner(): Runner<Job, readonly BookRow[]> {
  if (!existsSync(WORKER)) return { run: runJob, end: async () => undefined };
  const worker = new Worker(WORKER);
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        const ended = (code: number): void => reject(new Error(`the thread ended with ${code}`));
        const told = (answer: Answer): void => {
          worker.off('message', told).off('error', reject).off('exit', ended);
          if ('rows' in answer) resolve(answer.rows);
          else reject(answer.error);
        };
        worker.on('message', told).on('error', reject).on('exit', ended);
        worker.postMessage(job);
      }),
    end: () => worker.terminate(),
  };
}
