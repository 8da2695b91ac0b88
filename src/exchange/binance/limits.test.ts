import { describe, expect, it } from 'vitest';
import { Limits } from './limits.ts';

const NOW = 1_800_000_000_000 - (1_800_000_000_000 % 60_000);

describe('Limits', () => {
  it('refuses an address from its 2 401st weight of a minute on, and no other', () => {
    const limits = new Limits();
    expect(limits.weigh('a', 2_400, NOW)).toBeUndefined();
    const over = limits.weigh('a', 1, NOW + 15_000);
    expect(over).toMatchObject({ fault: { status: 429, code: -1003 }, retryAfter: 45 });
    expect(limits.weigh('b', 1, NOW + 15_000)).toBeUndefined();
    expect(limits.weigh('a', 1, NOW + 60_000)).toBeUndefined();
    expect(limits.used('a', NOW + 60_000)).toBe(1);
  });

  it('bans who does not stop for two minutes, whatever it asks for', () => {
    const limits = new Limits();
    limits.weigh('a', 4_800, NOW);
    expect(limits.weigh('a', 1, NOW)).toMatchObject({ fault: { status: 418, code: -1003 }, retryAfter: 120 });
    expect(limits.weigh('a', 1, NOW + 119_000)?.fault.status).toBe(418);
    expect(limits.weigh('a', 1, NOW + 120_000)).toBeUndefined();
  });

  it('counts orders by ten seconds and by the minute', () => {
    const limits = new Limits();
    expect(limits.order('me', 300, NOW)).toBeUndefined();
    expect(limits.order('me', 1, NOW + 9_999)).toMatchObject({ status: 429, code: -1015 });
    expect(limits.order('you', 1, NOW)).toBeUndefined();
    for (const second of [10, 20, 30]) expect(limits.order('me', 300, NOW + second * 1_000)).toBeUndefined();
    expect(limits.order('me', 1, NOW + 40_000)?.msg).toContain('1200 orders per minute');
    expect(limits.order('me', 1, NOW + 60_000)).toBeUndefined();
    expect(limits.ordered('me', NOW + 60_000)).toEqual({ in10s: 1, in1m: 1 });
  });

  it('refuses everything when spent and nothing when there are none', () => {
    const limits = new Limits();
    limits.mode = 'spent';
    expect(limits.weigh('a', 1, NOW)?.fault.status).toBe(429);
    limits.mode = 'none';
    expect(limits.weigh('a', 99_999, NOW)).toBeUndefined();
    expect(limits.order('me', 9_999, NOW)).toBeUndefined();
  });
});
