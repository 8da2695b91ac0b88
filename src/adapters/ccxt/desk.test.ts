import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBucket } from '../../wire/bucket.ts';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import { ccxtError } from './ccxt-fixture.ts';
import { createDesk } from './desk.ts';
import { meaningOf, Refusal } from './fault.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function desk(capacity = 10) {
  const bucket = createBucket({ capacity, refill: 1, reserve: 0 });
  return {
    bucket,
    desk: createDesk(bucket, meaningOf, { turnMs: 500, answerMs: 1_000, coolMs: 3_000 }),
  };
}
const never = () => new Promise<never>(() => undefined);
const thrown = (name: string) => () => Promise.reject(ccxtError(name));

describe('ask', () => {
  it('tells refusals from silence', async () => {
    const { desk: made, bucket } = desk();
    expect(await made.ask('a', async () => 7)).toBe(7);
    await expect(made.ask('a', thrown('BadRequest'))).rejects.toThrow(Refusal);
    await expect(made.ask('a', thrown('OrderNotFound'))).rejects.toMatchObject({ meaning: 'absent' });
    for (const name of ['NetworkError', 'ExchangeError', 'TypeError'])
      await expect(made.ask('a', thrown(name))).rejects.not.toThrow(Refusal);
    const silent = expect(made.ask('a', never)).rejects.toThrow(/a: no answer within 1000 ms/);
    await vi.advanceTimersByTimeAsync(1_000);
    await silent;
    await expect(made.ask('a', thrown('RateLimitExceeded'))).rejects.toThrow(NoAnswer);
    expect(bucket.level()).toBe(0);
    const refused = expect(made.ask('a', async () => 7)).rejects.toThrow(WireDown);
    await vi.advanceTimersByTimeAsync(500);
    await refused;
  });
});

describe('order', () => {
  it('does not leave after its deadline, and hands errors on', async () => {
    const { desk: made } = desk(0.5);
    const work = vi.fn(async () => 'placed');
    const late = expect(made.order(work, true, performance.now() + 100)).rejects.toThrow(WireDown);
    await vi.advanceTimersByTimeAsync(2_000);
    await late;
    await expect(made.order(work, true, performance.now() - 1)).rejects.toThrow(WireDown);
    expect(work).not.toHaveBeenCalled();
    const { desk: full } = desk();
    expect(await full.order(work, false, performance.now() + 100)).toEqual({
      ...{ kind: 'result', result: 'placed' },
    });
    expect(await full.order(thrown('InvalidOrder'), false, Infinity)).toMatchObject({ kind: 'error' });
    const silent = expect(full.order(never, false, Infinity)).rejects.toThrow(NoAnswer);
    await vi.advanceTimersByTimeAsync(1_000);
    await silent;
  });
});
