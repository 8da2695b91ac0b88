/** Does one job at a time, perhaps in a thread of its own. */
export interface Runner<Job, Result> {
  readonly run: (job: Job, onProgress: (share: number) => void) => Promise<Result>;
  readonly end: () => Promise<unknown>;
}

/** What became of a job: an error is kept with its job and stops no other. */
export type Done<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface PoolOptions<Job, Result> {
  readonly jobs: readonly Job[];
  /** How many at once. */
  readonly runners: number;
  /** A new runner: at the start, and after one that failed, which is not used again. */
  readonly open: () => Runner<Job, Result>;
  /** Told what share of all jobs is done. */
  readonly onProgress?: (share: number) => void;
}

/** Does all jobs, so many at once; answers in their order, whichever is done first. */
export async function runPool<Job, Result>(
  options: PoolOptions<Job, Result>,
): Promise<readonly Done<Result>[]> {
  const { jobs, runners, open, onProgress } = options;
  const shares = new Float64Array(jobs.length);
  const done: Done<Result>[] = new Array(jobs.length);
  let next = 0;

  const tell = (index: number, share: number): void => {
    shares[index] = share;
    onProgress?.(shares.reduce((sum, one) => sum + one, 0) / jobs.length);
  };

  const work = async (): Promise<void> => {
    let runner = open();
    try {
      while (next < jobs.length) {
        const index = next;
        next += 1;
        try {
          const result = await runner.run(jobs[index] as Job, (share) => tell(index, share));
          done[index] = { kind: 'done', result };
        } catch (error) {
          done[index] = { kind: 'failed', error };
          await runner.end();
          runner = open();
        }
        tell(index, 1);
      }
    } finally {
      await runner.end();
    }
  };

  await Promise.all(Array.from({ length: Math.max(1, Math.min(runners, jobs.length)) }, work));
  return done;
}
