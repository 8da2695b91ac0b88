/** The thread that runs backtests of a sweep, one after the other: see `sweep-thread.ts` for the other end. */
import { parentPort } from 'node:worker_threads';
import { UsageError } from './exit.ts';
import { runJob, type SweepJob } from './sweep-job.ts';
import type { SweepReply } from './sweep-thread.ts';

function reply(message: SweepReply): void {
  parentPort?.postMessage(message);
}

async function answer(job: SweepJob): Promise<void> {
  try {
    reply({ kind: 'done', result: await runJob(job, (share) => reply({ kind: 'progress', share })) });
  } catch (error) {
    if (error instanceof UsageError) reply({ kind: 'refused', message: error.message, remedy: error.remedy });
    else reply({ kind: 'failed', error });
  }
}

parentPort?.on('message', (job: SweepJob) => {
  void answer(job);
});
