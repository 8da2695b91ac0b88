import { describe, expect, it } from 'vitest';
import { createClockOffset } from './offset.ts';

describe('createClockOffset', () => {
  it('believes the fastest answer', () => {
    const offset = createClockOffset();
    expect([offset.ms, offset.within]).toEqual([0, Infinity]);
    offset.sample(1_000, 1_900, 1_400);
    expect([offset.ms, offset.within]).toEqual([700, 200]);
    offset.sample(2_000, 2_510, 2_020);
    expect([offset.ms, offset.within]).toEqual([500, 10]);
    offset.sample(3_000, 9_000, 3_100);
    expect(offset.ms).toBe(500);
  });

  it('forgets, as clocks drift', () => {
    const offset = createClockOffset();
    offset.sample(0, 100, 2);
    for (let i = 0; i < 16; i += 1) offset.sample(1_000, 1_310, 1_020);
    expect(offset.ms).toBe(300);
  });

  it('forgets at once what was before a clock was set', () => {
    const offset = createClockOffset();
    for (let i = 0; i < 16; i += 1) offset.sample(1_000, 1_310, 1_020);
    // Ours was put back by five minutes, and answers take longer now.
    offset.sample(1_000, 301_350, 1_100);
    offset.sample(2_000, 302_340, 2_080);
    expect(offset.ms).toBe(300_300);
  });

  it('is within half a round trip of the truth, however the two ways differ', () => {
    for (const [there, back] of [
      [1, 99],
      [50, 50],
      [99, 1],
    ] as const) {
      const offset = createClockOffset();
      offset.sample(0, there + 5_000, there + back);
      expect(Math.abs(offset.ms - 5_000)).toBeLessThanOrEqual(offset.within);
    }
  });
});
