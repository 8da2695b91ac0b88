import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Runner } from '../lab/pool.ts';
import type { SweptResult } from '../lab/sweep.ts';
import { UsageError } from './exit.ts';
import type { SweepJob } from './sweep-job.ts';

/** What a sweep's thread tells. */
export type SweepReply =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done'; readonly result: SweptResult }
  | { readonly kind: 'refused'; readonly message: string; readonly remedy: string }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Beside us in the bundle. */
const WORKER = new URL('./sweep-worker.js', import.meta.url);

/** A thread for backtests of a sweep. One that ends by itself fails the job that it was at. */
export function openThread(file: URL = WORKER): Runner<SweepJob, SweptResult> {
  // Said here, as the thread itself would only say that a module is missing.
  if (!existsSync(file)) throw new Error(`${fileURLToPath(file)} is missing: run \`npm run build\``);
  const worker = new Worker(file);
  return {
    run: (job, onProgress) =>
      new Promise((resolve, reject) => {
        const ended = (code: number): void => reject(new Error(`the thread ended with ${code}`));
        const told = (reply: SweepReply): void => {
          if (reply.kind === 'progress') {
            onProgress(reply.share);
            return;
          }
          worker.off('message', told).off('error', reject).off('exit', ended);
          if (reply.kind === 'done') resolve(reply.result);
          else if (reply.kind === 'refused') reject(new UsageError(reply.message, reply.remedy));
          else reject(reply.error);
        };
        worker.on('message', told).on('error', reject).on('exit', ended);
        worker.postMessage(job);
      }),
    end: () => worker.terminate(),
  };
}
