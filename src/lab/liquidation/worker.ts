/** The thread that does jobs of the study, one after the other: see `threads.ts` for the other end. */
import { parentPort } from 'node:worker_threads';
import { type Job, runJob } from './jobs.ts';

parentPort?.on('message', (job: Job) => {
  runJob(job).then(
    (rows) => parentPort?.postMessage({ rows }),
    (error: unknown) => parentPort?.postMessage({ error }),
  );
});
