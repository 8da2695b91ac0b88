import { describe, expect, it } from 'vitest';
import { orderStream } from '../../bench/order-stream.ts';

const SHAPE = { requests: 5_000, crossing: 0.1, cancels: 0.3, reach: 50 };

describe('a stream of orders', () => {
  const stream = orderStream('test', SHAPE);

  it('is the same for the same seed', () => {
    expect(orderStream('test', SHAPE)).toEqual(stream);
    expect(orderStream('other', SHAPE)).not.toEqual(stream);
  });

  it('cancels its share, each order once and only what was placed before', () => {
    const cancelled = [...stream.cancels].filter((order) => order >= 0);
    expect(cancelled.length / SHAPE.requests).toBeCloseTo(SHAPE.cancels, 1);
    expect(new Set(cancelled).size).toBe(cancelled.length);
    for (const [at, order] of stream.cancels.entries()) {
      if (order < 0) expect(stream.lots[at]).toBeGreaterThan(0);
      else expect([order < at, stream.cancels[order]]).toEqual([true, -1]);
    }
  });
});
