import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBucket } from './bucket.ts';

const TERMS = { capacity: 10, refill: 1, reserve: 0.2 };

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function bucket(terms = TERMS) {
  return createBucket(terms, () => Date.now());
}

/** What the promises have come to so far. */
async function settled(promises: readonly Promise<boolean>[]): Promise<readonly (boolean | 'waits')[]> {
  const results: (boolean | 'waits')[] = promises.map(() => 'waits');
  for (const [i, promise] of promises.entries())
    promise.then((taken) => (results[i] = taken)).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(0);
  return results;
}

describe('createBucket', () => {
  it('gives what it has, keeps the reserve for what is urgent, and lets the rest wait', async () => {
    const tokens = bucket();
    const takes = [tokens.take(8, false, 1e9), tokens.take(1, false, 1e9), tokens.take(2, true, 1e9)];
    expect(await settled(takes)).toEqual([true, 'waits', true]);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(await settled(takes)).toEqual([true, 'waits', true]);
    await vi.advanceTimersByTimeAsync(200);
    expect(await settled(takes)).toEqual([true, true, true]);
  });

  it('lets the urgent overtake', async () => {
    const tokens = bucket();
    await tokens.take(10, true, 1e9);
    const slow = tokens.take(1, false, 1e9);
    const fast = tokens.take(2, true, 1e9);
    await vi.advanceTimersByTimeAsync(2_050);
    expect(await settled([slow, fast])).toEqual(['waits', true]);
    await vi.advanceTimersByTimeAsync(3_050);
    expect(await settled([slow])).toEqual([true]);
  });

  it('refuses at once what could not be had in time, and takes nothing for it', async () => {
    const tokens = bucket();
    await tokens.take(8, false, 1e9);
    expect(await tokens.take(1, false, 900)).toBe(false);
    expect(await tokens.take(2, true, 0)).toBe(true);
    expect(tokens.level()).toBe(0);
  });

  it('is silent for as long as the venue says', async () => {
    const tokens = bucket();
    tokens.drain(5_000);
    const take = tokens.take(1, true, 1e9);
    await vi.advanceTimersByTimeAsync(5_900);
    expect(await settled([take])).toEqual(['waits']);
    await vi.advanceTimersByTimeAsync(200);
    expect(await settled([take])).toEqual([true]);
  });

  it('never gives more than its rate over any stretch of time', async () => {
    const tokens = bucket({ capacity: 5, refill: 10, reserve: 0 });
    let given = 0;
    for (let i = 0; i < 200; i += 1)
      tokens
        .take(1, i % 3 === 0, 1e9)
        .then((taken) => (given += Number(taken)))
        .catch(() => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(given).toBeLessThanOrEqual(105);
    expect(given).toBeGreaterThan(95);
  });

  it('refuses all that wait when it closes', async () => {
    const tokens = bucket();
    await tokens.take(10, true, 1e9);
    const waiting = [tokens.take(1, true, 1e9), tokens.take(1, false, 1e9)];
    tokens.close();
    expect(await settled(waiting)).toEqual([false, false]);
  });
});
