import { describe, expect, it } from 'vitest';
import { type Runner, runPool } from './pool.ts';

/** Runners that take as many turns of the event loop as the job says, and fail on a job below zero. */
function counted() {
  const told = { open: 0, ended: 0, at: 0, most: 0 };
  const open = (): Runner<number, string> => {
    told.open += 1;
    let isLive = true;
    return {
      run: async (job, onProgress) => {
        expect(isLive).toBe(true);
        told.at += 1;
        told.most = Math.max(told.most, told.at);
        for (let i = 0; i < Math.abs(job); i += 1) {
          onProgress(i / Math.abs(job));
          await new Promise((resolve) => setImmediate(resolve));
        }
        told.at -= 1;
        if (job < 0) throw new Error(`no ${job}`);
        return `did ${job}`;
      },
      end: async () => {
        isLive = false;
        told.ended += 1;
      },
    };
  };
  return { told, open };
}

describe('runPool', () => {
  it('answers in the order of the jobs, whichever is done first', async () => {
    const { told, open } = counted();
    const jobs = [9, 1, 5, 2, 7, 1];
    const done = await runPool({ jobs, runners: 3, open });
    expect(done).toEqual(jobs.map((job) => ({ kind: 'done', result: `did ${job}` })));
    expect(told).toEqual({ open: 3, ended: 3, at: 0, most: 3 });
  });

  it('keeps an error with its job, and does the others with a new runner', async () => {
    const { told, open } = counted();
    const done = await runPool({ jobs: [1, -2, 3], runners: 1, open });
    expect(done.map(({ kind }) => kind)).toEqual(['done', 'failed', 'done']);
    expect(done[1]).toMatchObject({ error: { message: 'no -2' } });
    expect([told.open, told.ended]).toEqual([2, 2]);
  });

  it('opens no more runners than there are jobs', async () => {
    const { told, open } = counted();
    await runPool({ jobs: [1, 1], runners: 8, open });
    expect(told.open).toBe(2);
  });

  it('tells its progress from beginning to end', async () => {
    const shares: number[] = [];
    await runPool({
      jobs: [4, -3, 6],
      runners: 2,
      open: counted().open,
      onProgress: (share) => shares.push(share),
    });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});
