import { describe, expect, it } from 'vitest';
import type { Depth } from '../../domain/depth.ts';
import type { MarketEvent } from '../../domain/market.ts';
import { MINUTE } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { bar, type Driven, drive, PERP, PLAIN, plus, quote, SPOT, START } from './paper-fixture.ts';

const models = { ...PLAIN, fee: { taker: 0.0005, maker: -0.0001 } };
const hour = { deadline: plus(60 * MINUTE) };

function depth(at: Millis, sides: Partial<Depth>): MarketEvent {
  return { kind: 'depth', instrument: PERP.id, at, depth: { bids: [], asks: [], ...sides } };
}

/** Lots at price of every fill so far. */
function fills(driven: Driven): readonly string[] {
  return driven.all('fill').map(({ lots, price }) => `${lots}@${price}`);
}

describe('an order that arrives', () => {
  it('takes at once what is within its limit, at the better price, as taker', () => {
    const driven = drive({ models });
    driven.market(quote(PERP.id, START, 15_998, 16_000));
    driven.place({ lots: 10, limit: 16_050 });
    expect(driven.all('fill')).toMatchObject([{ lots: 10, price: 16_000, fee: 8_000_000n }]);
    expect(driven.all('closed')).toMatchObject([{ reason: 'filled', filled: 10 }]);
  });

  it('rests when the market is beyond its limit, or unknown', () => {
    const driven = drive();
    driven.place({ id: 'unknown' });
    driven.market(quote(PERP.id, START, 16_001, 16_002));
    driven.place({ id: 'beyond' });
    expect(fills(driven)).toEqual([]);
    expect(driven.venue.truth().orders.map(({ request }) => request.id)).toEqual(['unknown', 'beyond']);
  });

  it('fills in part by participation, and rests with the rest', () => {
    const driven = drive({ models: { ...PLAIN, participation: 0.1 } });
    driven.market(bar(PERP.id, START, { volume: 0.04 }));
    driven.place({ lots: 10, limit: 16_010, ...hour });
    expect(fills(driven)).toEqual(['4@16000']);
    // More quotes of the same minute are no more volume.
    driven.market(quote(PERP.id, plus(1_000), 16_000), quote(PERP.id, plus(2_000), 16_000));
    expect(fills(driven)).toHaveLength(1);
    driven.market(bar(PERP.id, plus(MINUTE), { volume: 0.03, low: 15_990 }));
    driven.market(bar(PERP.id, plus(2 * MINUTE), { volume: 1, low: 15_990 }));
    expect(fills(driven)).toEqual(['4@16000', '3@16010', '3@16010']);
    expect(driven.all('closed')).toMatchObject([{ reason: 'filled', filled: 10 }]);
  });

  it('shares the volume with other orders', () => {
    const driven = drive({ models: { ...PLAIN, participation: 0.5 } });
    driven.market(bar(PERP.id, START, { volume: 0.01 }));
    driven.place({ id: 'a', lots: 3 });
    driven.place({ id: 'b', lots: -3 });
    expect(fills(driven)).toEqual(['3@16000', '-2@16000']);
  });

  it('takes only what impact leaves within its limit', () => {
    const driven = drive({ models: { ...PLAIN, spread: { half: 0, impact: 1 } } });
    driven.market(bar(PERP.id, START, { open: 15_900, close: 16_000, volume: 1 }));
    driven.place({ lots: 1_000_000, limit: 16_100, ...hour });
    const [taken] = driven.all('fill');
    expect(taken?.lots).toBeGreaterThan(0);
    expect(taken?.lots).toBeLessThan(1_000_000);
    expect(taken?.price).toBeGreaterThan(16_099);
    expect(taken?.price).toBeLessThanOrEqual(16_100);
  });

  it('walks a ladder, and nobody takes the same level twice', () => {
    const driven = drive();
    const asks = [
      { price: 16_000, size: 0.004 },
      { price: 16_010, size: 0.004 },
      { price: 16_020, size: 0.004 },
    ];
    driven.market(depth(START, { asks }));
    driven.place({ id: 'a', lots: 6, limit: 16_015 });
    driven.place({ id: 'b', lots: 6, limit: 16_015 });
    expect(fills(driven)).toEqual(['4@16000', '2@16010', '2@16010']);
    driven.market(depth(plus(1), { asks }));
    driven.place({ id: 'c', lots: 1, limit: 16_000 });
    expect(fills(driven).slice(3)).toEqual(['4@16015']);
  });
});

describe('a resting order', () => {
  it('fills as maker at its limit when a quote reaches it', () => {
    const driven = drive({ models });
    driven.place({ lots: 10, limit: 16_000 });
    driven.market(quote(PERP.id, plus(1), 16_000, 16_000.1));
    expect(fills(driven)).toEqual([]);
    driven.market(quote(SPOT.id, plus(2), 15_000));
    driven.market(quote(PERP.id, plus(2), 15_900, 15_900.1));
    expect(driven.all('fill')).toMatchObject([{ lots: 10, price: 16_000, fee: -1_600_000n }]);
  });

  it('fills by no more than a ladder has for it', () => {
    const driven = drive();
    driven.place({ lots: -10, limit: 16_000 });
    const bids = [
      { price: 16_100, size: 0.003 },
      { price: 16_000, size: 0.002 },
      { price: 15_900, size: 5 },
    ];
    driven.market(depth(plus(1), { bids }));
    expect(fills(driven)).toEqual(['-5@16000']);
  });

  it('fills when a bar goes through its limit, not when it only touches', () => {
    const driven = drive();
    driven.place({ id: 'buy', lots: 1, limit: 15_990, ...hour });
    driven.place({ id: 'sell', lots: -1, limit: 16_010, ...hour });
    driven.market(bar(PERP.id, plus(MINUTE), { low: 15_990, high: 16_010 }));
    expect(fills(driven)).toEqual([]);
    driven.market(bar(PERP.id, plus(2 * MINUTE), { low: 15_989.9, high: 16_010.1 }));
    expect(fills(driven)).toEqual(['1@15990', '-1@16010']);
  });

  it('is not filled by what a bar did before the order came', () => {
    const driven = drive();
    driven.to(MINUTE / 2);
    driven.place({ lots: 1, limit: 15_990, ...hour });
    driven.market(bar(PERP.id, plus(MINUTE), { low: 15_900 }));
    expect(fills(driven)).toEqual([]);
    driven.market(bar(PERP.id, plus(2 * MINUTE), { close: 15_980 }));
    expect(fills(driven)).toEqual(['1@15990']);
  });

  it('is filled by the close of the bar that it came in', () => {
    const driven = drive();
    driven.to(MINUTE / 2);
    driven.place({ lots: 1, limit: 15_990, ...hour });
    driven.market(bar(PERP.id, plus(MINUTE), { close: 15_980 }));
    expect(fills(driven)).toEqual(['1@15990']);
  });

  describe('that may not take', () => {
    const rests = { lots: 10, limit: 15_999, postOnly: true, ...hour } as const;

    it('is not filled by a quote at its price, but by one through it, at its price and as maker', () => {
      const driven = drive({ models });
      driven.market(quote(PERP.id, START, 15_998, 16_000));
      driven.place(rests);
      driven.place({ ...rests, id: 'sale', lots: -10, limit: 16_001 });
      driven.market(quote(PERP.id, plus(1), 15_990, 15_999), quote(PERP.id, plus(2), 16_001, 16_010));
      expect(fills(driven)).toEqual([]);
      driven.market(quote(PERP.id, plus(3), 15_990, 15_998.9));
      expect(driven.all('fill')).toMatchObject([{ lots: 10, price: 15_999, fee: -1_599_900n }]);
      driven.market(quote(PERP.id, plus(4), 16_001.1, 16_010));
      expect(fills(driven)).toEqual(['10@15999', '-10@16001']);
    });

    it('is filled by no more than a ladder has beyond its price', () => {
      const driven = drive();
      driven.market(quote(PERP.id, START, 15_998, 16_000));
      driven.place(rests);
      const asks = [
        { price: 15_998.9, size: 0.003 },
        { price: 15_999, size: 5 },
      ];
      driven.market(depth(plus(1), { asks }));
      expect(fills(driven)).toEqual(['3@15999']);
    });

    it('is filled by no more than its share of the volume', () => {
      const driven = drive({ models: { ...PLAIN, participation: 0.1 } });
      driven.market(bar(PERP.id, START, { volume: 1 }));
      driven.place(rests);
      driven.market(bar(PERP.id, plus(MINUTE), { low: 15_999, volume: 1 }));
      expect(fills(driven)).toEqual([]);
      driven.market(bar(PERP.id, plus(2 * MINUTE), { low: 15_998, volume: 0.04 }));
      expect(fills(driven)).toEqual(['4@15999']);
    });
  });

  it('reduces and never reverses', () => {
    const driven = drive();
    driven.market(quote(PERP.id, START, 16_000));
    driven.place({ id: 'open', lots: 5 });
    driven.place({ id: 'one', lots: -4, limit: 16_100, reduceOnly: true });
    driven.place({ id: 'two', lots: -4, limit: 16_100, reduceOnly: true });
    driven.place({ id: 'three', lots: -4, limit: 16_200, reduceOnly: true });
    driven.market(quote(PERP.id, plus(1), 16_300));
    expect(fills(driven)).toEqual(['5@16000', '-4@16100', '-1@16100']);
    expect(driven.venue.truth()).toMatchObject({ positions: {}, orders: [] });
    const ends = driven.all('closed').map(({ order, reason, filled }) => [order, reason, filled]);
    expect(ends.slice(1)).toEqual([
      ['one', 'filled', 4],
      ['two', 'cancelled', 1],
      ['three', 'cancelled', 0],
    ]);
  });

  it('ignores the prices of instruments that are not listed', () => {
    const driven = drive();
    driven.place({});
    driven.market(quote('unlisted', plus(1), 1), bar('unlisted', plus(1), { close: 1 }));
    expect(fills(driven)).toEqual([]);
  });
});
