import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { lots } from '../../units/units.ts';
import type { Activity } from './activity.ts';
import { baseOfLot, isWithin, takeTop, type Want, walk } from './fill.ts';
import { INVERSE, PERP, SPOT } from './paper-fixture.ts';

const free = { half: 0, impact: 0 };
const top = { bid: 15_999, ask: 16_001 };
/** A day in which the price moved by 3 % and 1000 BTC were traded. */
const busy: Activity = { ms: DAY, squares: 0.03 * 0.03, volume: 1_000 };

function buy(count: number, limit: number): Want {
  return { instrument: PERP, side: 'buy', lots: lots(count), price: limit };
}

function sell(count: number, limit: number): Want {
  return { ...buy(count, limit), side: 'sell' };
}

describe('the size of a lot in base units', () => {
  it('is its multiplier, or its quote units at the price when inverse', () => {
    expect(baseOfLot(SPOT, 16_000)).toBe(0.001);
    expect(baseOfLot(PERP, 16_000)).toBe(0.001);
    expect(baseOfLot(INVERSE, 16_000)).toBe(10 / 16_000);
  });
});

describe('a limit', () => {
  it('is kept from below by a buy and from above by a sale', () => {
    expect([99, 100, 101].map((price) => isWithin('buy', price, 100))).toEqual([true, true, false]);
    expect([99, 100, 101].map((price) => isWithin('sell', price, 100))).toEqual([false, true, true]);
  });
});

describe('taking from the top of a book', () => {
  it('pays the far side', () => {
    expect(takeTop(buy(5, 16_100), top, free, busy)).toEqual({ lots: 5, price: 16_001 });
    expect(takeTop(sell(5, 15_900), top, free, busy)).toEqual({ lots: 5, price: 15_999 });
  });

  it('pays the stated half-spread where the quoted one is narrower', () => {
    const spread = { half: 0.001, impact: 0 };
    expect(takeTop(buy(5, 17_000), { bid: 16_000, ask: 16_000 }, spread, busy).price).toBe(16_016);
    expect(takeTop(sell(5, 15_000), { bid: 16_000, ask: 16_000 }, spread, busy).price).toBe(15_984);
    expect(takeTop(buy(5, 17_000), { bid: 15_900, ask: 16_100 }, spread, busy).price).toBe(16_100);
  });

  it('rounds to the tick that favours the other side', () => {
    const spread = { half: 1e-6, impact: 0 };
    expect(takeTop(buy(1, 17_000), { bid: 16_000, ask: 16_000 }, spread, busy).price).toBe(16_000.1);
    expect(takeTop(sell(1, 15_000), { bid: 16_000, ask: 16_000 }, spread, busy).price).toBe(15_999.9);
  });

  it('moves the price by impact times daily vol times the root of the share of daily volume', () => {
    // 10 BTC are a hundredth of the day's volume: 1 · 0.03 · 0.1 of 16000.
    const spread = { half: 0, impact: 1 };
    expect(takeTop(buy(10_000, 20_000), top, spread, busy).price).toBeCloseTo(16_001 + 48, 9);
    expect(takeTop(sell(10_000, 10_000), top, spread, busy).price).toBeCloseTo(15_999 - 48, 9);
  });

  it('has an impact that doubles with four times the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 100_000 }), (count) => {
        const spread = { half: 0, impact: 1 };
        const impact = (n: number) => takeTop(buy(n, 1e6), top, spread, busy).price - top.ask;
        expect(Math.abs(impact(4 * count) - 2 * impact(count))).toBeLessThan(3 * PERP.tick);
      }),
    );
  });

  it('has no impact while no bar is known', () => {
    const unknown = { ms: 0, squares: 0, volume: 0 };
    expect(takeTop(buy(10_000, 20_000), top, { half: 0, impact: 1 }, unknown).price).toBe(16_001);
  });

  it('takes nothing beyond the limit', () => {
    expect(takeTop(buy(5, 16_000.9), top, free, busy).lots).toBe(0);
    expect(takeTop(sell(5, 15_999.1), top, free, busy).lots).toBe(0);
  });

  it('takes as much as the limit allows, and one lot more would break it', () => {
    const wants = fc.record({
      count: fc.integer({ min: 1, max: 1e6 }),
      room: fc.integer({ min: 0, max: 900 }),
    });
    fc.assert(
      fc.property(wants, ({ count, room }) => {
        const spread = { half: 0.0001, impact: 1 };
        const limit = 16_001 + room / 10;
        const taken = takeTop(buy(count, limit), top, spread, busy);
        expect(taken.lots).toBeLessThanOrEqual(count);
        expect(taken.price).toBeLessThanOrEqual(limit);
        if (taken.lots < count) {
          const more = takeTop(buy(taken.lots + 1, 1e6), top, spread, busy);
          expect(more.price).toBeGreaterThan(limit);
        }
      }),
    );
  });
});

describe('walking a ladder', () => {
  const asks = [
    { price: 16_001, size: 0.005 },
    { price: 16_002, size: 0.02 },
    { price: 16_005, size: 1 },
  ];

  it('takes level by level and leaves the rest', () => {
    expect(walk(buy(15, 16_100), asks)).toEqual({
      takes: [
        { lots: 5, price: 16_001 },
        { lots: 10, price: 16_002 },
      ],
      rest: [{ price: 16_002, size: expect.closeTo(0.01, 12) }, asks[2]],
    });
  });

  it('stops at the limit', () => {
    const { takes, rest } = walk(buy(1_000, 16_004.9), asks);
    expect(takes.map((take) => take.lots)).toEqual([5, 20]);
    expect(rest).toEqual([asks[2]]);
  });

  it('walks bids down for a sale', () => {
    const bids = [
      { price: 15_999, size: 0.001 },
      { price: 15_990, size: 0.001 },
    ];
    expect(walk(sell(5, 15_995), bids)).toEqual({ takes: [{ lots: 1, price: 15_999 }], rest: [bids[1]] });
  });

  it('has a lot that needs two levels at the worse price', () => {
    const split = [
      { price: 16_001, size: 0.0004 },
      { price: 16_002, size: 0.0006 },
    ];
    expect(walk(buy(1, 16_100), split)).toEqual({ takes: [{ lots: 1, price: 16_002 }], rest: [] });
  });

  it('never takes more than is there, than is wanted, or beyond the limit', () => {
    const level = fc.record({
      price: fc.integer({ min: 1, max: 100 }),
      size: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    const wanted = fc.record({
      count: fc.integer({ min: 1, max: 5_000 }),
      limit: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(level, { maxLength: 8 }), wanted, (levels, { count, limit }) => {
        const ladder = levels.toSorted((a, b) => a.price - b.price);
        const { takes, rest } = walk(buy(count, limit), ladder);
        const taken = takes.reduce((sum, take) => sum + take.lots, 0);
        const had = ladder.reduce((sum, { size }) => sum + size, 0);
        const left = rest.reduce((sum, { size }) => sum + size, 0);
        expect(taken).toBeLessThanOrEqual(count);
        expect(takes.every((take) => take.price <= limit && take.lots > 0)).toBe(true);
        expect(taken * 0.001 + left).toBeLessThanOrEqual(had + 1e-6);
      }),
    );
  });
});
