import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../units/time.ts';
import { createLimits, requestsCap } from './limits.ts';

const NOW = 1_800_000_000_000;

function count(times: number, ask: () => boolean): number {
  return Array.from({ length: times }, ask).filter(Boolean).length;
}

describe('createLimits', () => {
  it('lets 1200 of weight through in a minute, for each address', () => {
    const limits = createLimits();
    expect(count(100, () => limits.weigh('a', 20, NOW))).toBe(60);
    expect(limits.weigh('b', 20, NOW)).toBe(true);
    // It comes back evenly, and not beyond a minute's worth.
    expect(count(100, () => limits.weigh('a', 2, NOW + 1_000))).toBe(10);
    expect(count(100, () => limits.weigh('a', 20, NOW + 10 * MINUTE))).toBe(60);
  });

  it('charges long answers afterwards', () => {
    const limits = createLimits();
    limits.charge('a', 1_300, NOW);
    expect(limits.weigh('a', 2, NOW + 4_000)).toBe(false);
    expect(limits.weigh('a', 2, NOW + 6_000)).toBe(true);
  });

  it('lets ten sockets be open, and 30 be opened and 2000 messages sent in a minute', () => {
    const limits = createLimits();
    expect(count(20, () => limits.open('a', NOW))).toBe(10);
    limits.closed('a');
    expect(count(20, () => limits.open('a', NOW))).toBe(1);
    for (let i = 0; i < 10; i++) limits.closed('a');
    expect(count(20, () => limits.open('a', NOW))).toBe(10);
    for (let i = 0; i < 10; i++) limits.closed('a');
    expect(count(20, () => limits.open('a', NOW))).toBe(9);
    expect(count(3_000, () => limits.message('a', NOW))).toBe(2_000);
  });

  it('lets an account send what it has earned by trading', () => {
    const limits = createLimits();
    const act = (some: number, volume: number, isCancel = false, now = NOW) =>
      limits.act({ account: 'ann', count: some, isCancel, volume, now });
    expect(requestsCap(2.5)).toBe(10_002);
    expect(act(10_000, 0)).toBeUndefined();
    expect(act(1, 0)).toMatch(/10001 > 10000.*traded \$0\.00\./);
    expect(act(1, 1)).toBeUndefined();
    expect(act(9_999, 0, true)).toBeUndefined();
    expect(act(1, 0, true)).toMatch(/20001 > 20000/);
    expect(limits.used('ann')).toBe(20_000);
    limits.fine('ann', 5);
    expect(limits.used('ann')).toBe(20_005);
    expect(limits.used('bob')).toBe(0);
  });

  it('can be off, or all used up', () => {
    const limits = createLimits();
    limits.set('none');
    expect(count(200, () => limits.weigh('a', 100, NOW))).toBe(200);
    expect(count(200, () => limits.open('a', NOW))).toBe(200);
    expect(limits.act({ account: 'ann', count: 1e9, isCancel: false, volume: 0, now: NOW })).toBeUndefined();
    limits.set('spent');
    expect(limits.weigh('b', 1, NOW) || limits.open('b', NOW) || limits.message('b', NOW)).toBe(false);
    expect(limits.act({ account: 'bob', count: 1, isCancel: false, volume: 0, now: NOW })).toMatch(
      /Too many/,
    );
    limits.set('real');
    expect(limits.weigh('b', 1, NOW)).toBe(true);
  });
});
