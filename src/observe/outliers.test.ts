import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Option, Perp } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market.ts';
import { MINUTE } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { emptyMarket, type Listing, type MarketState, observe } from './observe.ts';
import { isConfirmed, isOutlier } from './outliers.ts';
import { takeSnapshot } from './snapshot.ts';

const linear = { venue: 'v', base: 'BTC', quote: 'USDT', settle: 'USDT', tick: 0.1, lot: 1 } as const;
const PERP: Perp = { ...linear, id: 'PERP', kind: 'perp', multiplier: 1, inverse: false };
const CALL: Option = {
  ...linear,
  ...{ id: 'CALL', kind: 'option', type: 'call', strike: 60_000, expiry: millis(1e13), multiplier: 1 },
  inverse: false,
};
const PUT: Option = { ...CALL, id: 'PUT', type: 'put' };
const COIN: Option = { ...CALL, id: 'COIN', quote: 'USD', settle: 'BTC', inverse: true };
const INSTRUMENTS = { PERP, CALL, PUT, COIN };
const LISTING: Listing = { instruments: INSTRUMENTS, profiles: { BTC: { index: 'PERP' } } };

function at(price: number) {
  return { bid: price, ask: price, bidSize: 0, askSize: 0 };
}

describe('isOutlier', () => {
  it('doubts a log move of more than a tenth in what is no option, listed or not', () => {
    for (const one of [PERP, undefined]) {
      expect(isOutlier(one, at(100), at(110), 0)).toBe(false);
      expect(isOutlier(one, at(100), at(111), 0)).toBe(true);
      expect(isOutlier(one, at(100), at(111), MINUTE)).toBe(false);
    }
  });

  it('lets an option double, and doubts a tenth of its underlying', () => {
    expect(isOutlier(COIN, at(0.01), at(0.02), 0)).toBe(false);
    expect(isOutlier(COIN, at(0.01), at(0.109), 0)).toBe(false);
    expect(isOutlier(COIN, at(0.01), at(0.111), 0)).toBe(true);
    expect(isOutlier(COIN, at(0.01), at(0.111), MINUTE)).toBe(false);
    expect(isOutlier(PUT, at(500), at(6_400), 0)).toBe(false);
    expect(isOutlier(PUT, at(500), at(6_600), 0)).toBe(true);
    expect(isOutlier(COIN, at(0), at(0.01), 0)).toBe(false);
  });

  it('takes a dollar price told of a coin option for one', () => {
    expect(isOutlier(COIN, at(0.05), at(3_000), 30 * MINUTE)).toBe(true);
  });

  it('never doubts a call or put for a move of its underlying that is not doubted itself', () => {
    const ratios = fc.double({ min: 0.4, max: 2.5, noNaN: true });
    const moves = fc.double({ min: -0.099, max: 0.099, noNaN: true });
    fc.assert(
      fc.property(ratios, moves, fc.boolean(), (ratio, move, isCall) => {
        // Deep in the money, where an option moves by as much as its underlying.
        const spot = 60_000 * (isCall ? 1 + ratio : 1 / (1 + ratio));
        const worth = (price: number) => Math.max(0, isCall ? price - 60_000 : 60_000 - price);
        const [before, after] = [at(worth(spot)), at(worth(spot * (1 + move)))];
        expect(isOutlier(isCall ? CALL : PUT, before, after, 0)).toBe(false);
      }),
    );
  });
});

describe('isConfirmed', () => {
  it('wants a second reading within a fiftieth, of an option within a fiftieth of its underlying', () => {
    expect(isConfirmed(PERP, at(100), at(101.9))).toBe(true);
    expect(isConfirmed(PERP, at(100), at(103))).toBe(false);
    expect(isConfirmed(COIN, at(0.1), at(0.119))).toBe(true);
    expect(isConfirmed(COIN, at(0.1), at(0.121))).toBe(false);
  });
});

const START = 1_700_000_000_000;
const time = (ms: number): Millis => millis(START + ms);

function told(market: MarketState, instrument: string, ms: number, bid: number, ask: number): boolean {
  const event: MarketEvent = { kind: 'quote', instrument, at: time(ms), bid, ask, bidSize: 1, askSize: 1 };
  return observe(market, event, time(ms), LISTING) !== null;
}

const snapshot = (market: MarketState, ms: number) =>
  takeSnapshot(market, time(ms), { staleAfterMs: MINUTE, maxNotional: 1e6, instruments: INSTRUMENTS });

describe('a quote of an option', () => {
  it('is kept with the price of its underlying at that time, which later ticks do not change', () => {
    const market = emptyMarket();
    expect(told(market, 'COIN', 0, 0.04, 0.042)).toBe(true);
    expect(snapshot(market, 0).quotes.COIN).not.toHaveProperty('spot');
    told(market, 'PERP', 1, 59_990, 60_010);
    told(market, 'COIN', 2, 0.08, 0.084);
    told(market, 'PERP', 3, 60_990, 61_010);
    const kept = { bid: 0.08, ask: 0.084, bidSize: 1, askSize: 1, at: time(2), spot: 60_000 };
    expect(snapshot(market, 4).quotes.COIN).toStrictEqual({ ...kept, quality: 'fresh' });
    expect(snapshot(market, 4).quotes.PERP).not.toHaveProperty('spot');
    expect(snapshot(market, 2 + MINUTE + 1).quotes.COIN?.quality).toBe('stale');
  });

  it('is not kept with a price of its underlying that is in doubt', () => {
    const market = emptyMarket();
    told(market, 'PERP', 0, 60_000, 60_000);
    told(market, 'PERP', 1, 90_000, 90_000);
    told(market, 'COIN', 2, 0.04, 0.042);
    expect(snapshot(market, 2).quotes.COIN).not.toHaveProperty('spot');
  });

  it('is not kept with a price of its underlying that is older than a minute', () => {
    const market = emptyMarket();
    told(market, 'PERP', 0, 60_000, 60_000);
    told(market, 'COIN', MINUTE, 0.04, 0.042);
    expect(snapshot(market, MINUTE).quotes.COIN).toMatchObject({ spot: 60_000 });
    told(market, 'COIN', MINUTE + 1, 0.04, 0.042);
    expect(snapshot(market, MINUTE + 1).quotes.COIN).not.toHaveProperty('spot');
  });

  it('may have no bid, as that of a future may not', () => {
    const market = emptyMarket();
    expect(told(market, 'COIN', 0, 0, 0.0005)).toBe(true);
    expect(told(market, 'PERP', 0, 0, 60_000)).toBe(false);
    expect(told(market, 'COIN', 1, 0, 0)).toBe(false);
    expect(snapshot(market, 1).quotes.COIN?.ask).toBe(0.0005);
  });

  it('may have a ladder without bids', () => {
    const market = emptyMarket();
    const depth = { bids: [], asks: [{ price: 0.0005, size: 3 }] };
    const event: MarketEvent = { kind: 'depth', instrument: 'COIN', at: time(0), depth };
    expect(observe(market, event, time(0), LISTING)).toBe(event);
    expect(snapshot(market, 0).quotes.COIN).toMatchObject({ bid: 0, bidSize: 0, ask: 0.0005, askSize: 3 });
    expect(observe(market, { ...event, instrument: 'PERP' }, time(0), LISTING)).toBeNull();
  });

  it('far from the last is suspect until a second one says the same', () => {
    const market = emptyMarket();
    told(market, 'COIN', 0, 0.04, 0.042);
    expect(told(market, 'COIN', 1, 0.4, 0.42)).toBe(false);
    expect(snapshot(market, 1).quotes.COIN).toMatchObject({ bid: 0.04, quality: 'suspect' });
    expect(told(market, 'COIN', 2, 0.4, 0.43)).toBe(true);
    expect(snapshot(market, 2).quotes.COIN).toMatchObject({ bid: 0.4, quality: 'fresh' });
  });
});
