import { describe, expect, it } from 'vitest';
import {
  alone,
  because,
  CALL,
  memberLike,
  profileLike,
  situationLike,
  toolLike,
  tradeOf,
  tradesOf,
} from './member-fixture.ts';
import type { Found } from './optimal.ts';

describe('further instruments', () => {
  it('are not bought for gamma and vega alone where they cost more than they save', () => {
    const found = alone(memberLike(situationLike(0), profileLike(), { also: [CALL] }));
    expect(found.decision.kind).toBe('hold');
    expect(because(found).optimum?.exposures).toEqual([
      { name: 'delta of BTC', before: 0, after: 0 },
      { name: 'gamma of BTC', before: -2e-4, after: -2e-4 },
      { name: 'vega of BTC', before: -10_000, after: -10_000 },
    ]);
  });

  it('bring vega to the nearest edge of its band, and the hedge takes away the delta that they bring', () => {
    const vegaBand = [-2_000, 5_000] as const;
    const member = memberLike(situationLike(0), profileLike(), { also: [CALL], vegaBand });
    const found = alone(member);
    const { hedge = 0, CALL: bought = 0 } = tradesOf(found);
    expect(bought).toBeCloseTo(8_000 / CALL.vega, 6);
    const { optimum, lower, upper } = because(found);
    const [delta, , vega] = optimum?.exposures ?? [];
    expect(vega).toMatchObject({ least: -2_000, most: 5_000 });
    expect(vega?.after).toBeCloseTo(-2_000, 3);
    expect(delta?.after).toBeCloseTo(hedge + bought * CALL.delta, 12);
    expect(delta?.after).toBeLessThanOrEqual(upper + 1e-8);
    expect(delta?.after).toBeGreaterThanOrEqual(lower);
    expect(optimum?.limits).toEqual([
      { name: 'vega of BTC', side: 'lower', price: expect.closeTo(52 / CALL.vega, 2) },
    ]);
  });

  it('that may not be traded are left out and named, and what cannot be met then is told by name', () => {
    const stale = toolLike('CALL', { lower: 0, upper: 0, leftOut: 'stale, 900000 ms old' });
    const idle = alone(memberLike(situationLike(5), profileLike(), { also: [stale] }));
    expect(because(idle).optimum?.notes).toEqual(['CALL left out: stale, 900000 ms old']);
    expect(tradeOf(idle)).toBeCloseTo(tradeOf(alone(memberLike(situationLike(5)))), 9);
    const vegaBand = [-2_000, 5_000] as const;
    const stuck = alone(memberLike(situationLike(5), profileLike(), { also: [stale], vegaBand }));
    expect(because(stuck).fallback).toMatch(
      /^infeasible: vega of BTC misses its lower limit by 8000(\.\d+)?: Whalley-Wilmott on net gamma$/,
    );
    expect(tradeOf(stuck)).toBeCloseTo(tradeOf(idle), 9);
  });

  it('that would bring two bands against each other name both', () => {
    const bands = { gammaBand: [-1e-3, -1.8e-4], vegaBand: [0, 5_000] } as const;
    const found = alone(memberLike(situationLike(0), profileLike(), { also: [CALL], ...bands }));
    expect(because(found).fallback).toMatch(/gamma of BTC .*vega of BTC|vega of BTC .*gamma of BTC/);
  });

  it('go as far as one order may where that is not far enough, and say so', () => {
    const small = { ...CALL, upper: 0.5, lot: 0.1 };
    const vegaBand = [-2_000, 5_000] as const;
    const found = alone(memberLike(situationLike(0), profileLike(), { also: [small], vegaBand }));
    expect(tradesOf(found).CALL).toBe(0.5);
    const { optimum, fallback } = because(found);
    expect(fallback).toBeNull();
    expect(optimum?.notes).toEqual([
      expect.stringMatching(/^room for one order brings vega of BTC no further than -6575$/),
    ]);
  });

  it('are ordered within what the hour has left', () => {
    const vegaBand = [-9_000, 5_000] as const;
    const member = memberLike(situationLike(5), profileLike(), { also: [CALL], vegaBand });
    const free = tradesOf(alone(member));
    const worth = (trades: Record<string, number>) =>
      Object.values(trades).reduce((sum, trade) => sum + Math.abs(trade) * 60_000, 0);
    const budget = worth(free) / 2;
    const bound = alone(member, { budget });
    expect(worth(tradesOf(bound))).toBeCloseTo(budget, 0);
    expect(bound.isShort).toBe(true);
    expect(because(bound).optimum?.limits.map(({ name }) => name)).toContain('maxHourlyTurnover');
    const none = because(alone(member, { budget: 1 }));
    expect(none.fallback).toContain('infeasible: maxHourlyTurnover misses its upper limit');
  });

  it('are traded in whole lots', () => {
    const coarse = { ...CALL, lot: 0.1 };
    const vegaBand = [-2_000, 5_000] as const;
    const member = memberLike(situationLike(0), profileLike(), { also: [coarse], vegaBand });
    for (const delta of [-3, 0, 3]) {
      const situation = situationLike(delta);
      const found = alone({ ...member, situation, hedge: { ...member.hedge, lot: 0.001 } });
      const { CALL: bought = 0, hedge = 0 } = tradesOf(found);
      expect(bought).toBeCloseTo(1.2, 12);
      expect(hedge / 0.001).toBeCloseTo(Math.round(hedge / 0.001), 9);
      // What the option's lots bring beyond what was planned is the hedge's to take away.
      const left = delta + hedge + bought * CALL.delta;
      const { lower, upper } = because(found);
      if (delta !== 0) expect(Math.abs(left - (delta > 0 ? upper : lower))).toBeLessThan(0.001);
    }
  });
});

describe('a gate', () => {
  it('holds what is paused, and says of what is halted what would be traded', () => {
    const member = memberLike(situationLike(5), profileLike(), { also: [CALL] });
    const [paused, halted, running] = (['paused', 'halted', 'running'] as const).map((gate) =>
      alone(member, { gate }),
    );
    expect(paused?.decision).toMatchObject({ kind: 'hold', because: { reason: 'paused', delta: 5 } });
    expect(halted?.decision).toMatchObject({ kind: 'halt', because: { reason: 'halted' } });
    expect(tradesOf(halted as Found)).toEqual(tradesOf(running as Found));
  });
});
