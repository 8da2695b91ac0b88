import { describe, expect, it } from 'vitest';
import { createBucket } from '../../wire/bucket.ts';
import { WireDown } from '../../wire/protocol.ts';
import type { Called } from './calls.ts';
import { createDesk } from './desk.ts';
import type { Values } from './signing.ts';

const FULL = { capacity: 10, refill: 1, reserve: 0 };

function desk(answer: Called = { kind: 'result', result: {} }, terms = FULL) {
  const sent: { method: string; params: Values }[] = [];
  const orders = createBucket(terms);
  let isLate = false;
  const made = createDesk({
    calls: {
      call: async (method, params) => {
        sent.push({ method, params });
        return answer;
      },
      settle: () => false,
      lost: () => undefined,
    },
    key: { id: 'k', secret: 's' },
    weights: createBucket(FULL),
    orders,
    time: () => 1_000_000.7,
    late: () => {
      isLate = true;
    },
  });
  return { desk: made, sent, orders, isLate: () => isLate };
}

const error = (code: number, retryMs = 0): Called => ({
  kind: 'error',
  fault: { code, message: 'm', status: 400, retryMs },
});

describe('createDesk', () => {
  it('makes an order good until its deadline, and no longer', async () => {
    const { desk: made, sent } = desk();
    await made.place({ symbol: 'BTCUSDT' }, false, 1_000_250);
    const { timestamp, recvWindow, signature } = sent[0]?.params ?? {};
    expect(Number(timestamp) + Number(recvWindow)).toBe(1_000_250);
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    await made.place({ symbol: 'BTCUSDT' }, false, 2_000_000);
    expect(sent[1]?.params.recvWindow).toBe(60_000);
  });

  it('sends nothing after the deadline, or where the limit leaves no room before it', async () => {
    const { desk: made, sent } = desk();
    await expect(made.place({}, false, 1_000_000)).rejects.toThrow(WireDown);
    const spent = desk(undefined, { capacity: 1, refill: 0.01, reserve: 0 });
    await spent.desk.place({}, false, 1_000_100);
    await expect(spent.desk.place({}, false, 1_000_100)).rejects.toThrow(/rate limit/);
    expect([sent.length, spent.sent.length]).toEqual([0, 1]);
  });

  it('keeps some of the limit for what lowers risk', async () => {
    const { desk: made, sent } = desk(undefined, { capacity: 2, refill: 0.01, reserve: 0.5 });
    await made.place({}, false, 1_000_100);
    await expect(made.place({}, false, 1_000_100)).rejects.toThrow(WireDown);
    await made.place({}, true, 1_000_100);
    expect(sent).toHaveLength(2);
  });

  it('stays away where it is told to, and reads the clock where it was too late', async () => {
    const busy = desk(error(-1003));
    await busy.desk.place({}, false, 1_000_100);
    expect(busy.orders.level()).toBe(0);
    const banned = desk(error(-1003, 120_000));
    await banned.desk.place({}, true, 1_000_100);
    await expect(banned.desk.place({}, true, 1_060_000)).rejects.toThrow(/rate limit/);
    expect(banned.sent).toHaveLength(1);
    const late = desk(error(-1021));
    await late.desk.place({}, false, 1_000_100);
    expect(late.isLate()).toBe(true);
  });
});
