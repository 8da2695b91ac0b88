import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../domain/instrument.ts';
import { type MarketEvent, mid } from '../domain/market.ts';
import { encode } from '../record/canonical.ts';
import { HOUR, MINUTE, SECOND } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { emptyMarket, type MarketState, observe as observeAt } from './observe.ts';
import { type SnapshotRules, takeSnapshot } from './snapshot.ts';

/** Received when it happened. */
function observe(market: MarketState, event: MarketEvent): MarketEvent | null {
  return observeAt(market, event, event.at);
}

const START = 1_700_000_000_000;
const RULES: SnapshotRules = { instruments: {}, staleAfterMs: 10 * SECOND, maxNotional: 1_000 };
const at = (ms: number): Millis => millis(START + ms);

function snapshotOf(now: number, events: readonly MarketEvent[], rules = RULES) {
  const market = emptyMarket();
  for (const event of events) observe(market, event);
  return takeSnapshot(market, at(now), rules);
}

function quote(ms: number, price: number): MarketEvent {
  return {
    kind: 'quote',
    instrument: 'p',
    at: at(ms),
    bid: price - 1,
    ask: price + 1,
    bidSize: 3,
    askSize: 4,
  };
}

function ladder(id: string, price: number, sizes: readonly number[]): MarketEvent {
  const levels = (step: number) => sizes.map((size, i) => ({ price: price + step * (i + 1), size }));
  return { kind: 'depth', instrument: id, at: at(0), depth: { bids: levels(-1), asks: levels(1) } };
}

describe('the quality of a reading', () => {
  it('goes from fresh to stale and back', () => {
    const first = quote(0, 100);
    const qualities = [0, 10_000, 10_001].map((now) => snapshotOf(now, [first]).quotes.p?.quality);
    expect(qualities).toEqual(['fresh', 'fresh', 'stale']);
    const again = snapshotOf(20_000, [first, quote(15_000, 101)]).quotes.p;
    expect(again).toEqual({ bid: 100, ask: 102, bidSize: 3, askSize: 4, at: at(15_000), quality: 'fresh' });
  });

  it('is suspect from an outlier until the next good reading, at the last good value', () => {
    const [good, bad] = [quote(0, 100), quote(1_000, 50)];
    const suspect = { bid: 99, ask: 101, at: at(0), quality: 'suspect' };
    expect(snapshotOf(1_000, [good, bad]).quotes.p).toMatchObject(suspect);
    expect(snapshotOf(60_000, [good, bad]).quotes.p).toMatchObject(suspect);
    expect(snapshotOf(2_000, [good, bad, quote(2_000, 100)]).quotes.p?.quality).toBe('fresh');
    expect(snapshotOf(2_000, [good, bad, quote(2_000, 50)]).quotes.p).toMatchObject({
      bid: 49,
      quality: 'fresh',
    });
  });

  it('is stale when the reading is from the future', () => {
    expect(snapshotOf(0, [quote(10_000, 100)]).quotes.p?.quality).toBe('fresh');
    expect(snapshotOf(0, [quote(10_001, 100)]).quotes.p?.quality).toBe('stale');
  });

  it('of a ladder and of a vol is that of a quote', () => {
    const events = [ladder('p', 100, [1]), { kind: 'vol', underlying: 'BTC', at: at(0), vol: 0.6 } as const];
    for (const [now, quality] of [
      [10_000, 'fresh'],
      [10_001, 'stale'],
    ] as const) {
      const snapshot = snapshotOf(now, events);
      expect(snapshot.depth.p?.quality).toBe(quality);
      expect(snapshot.vols).toEqual({ BTC: { vol: 0.6, at: at(0), quality } });
    }
  });

  it('of funding lasts an interval and a half, and of a rate for good', () => {
    const funding = {
      kind: 'funding',
      instrument: 'p',
      at: at(0),
      rate: 1e-4,
      intervalMs: 8 * HOUR,
    } as const;
    const rate = { kind: 'rate', currency: 'USDT', at: at(0), rate: 0.999 } as const;
    expect(snapshotOf(12 * HOUR, [funding]).funding).toEqual({
      p: { rate: 1e-4, intervalMs: 8 * HOUR, at: at(0), quality: 'fresh' },
    });
    expect(snapshotOf(12 * HOUR + 1, [funding]).funding.p?.quality).toBe('stale');
    expect(snapshotOf(1e6 * HOUR, [rate]).rates).toEqual({
      USDT: { rate: 0.999, at: at(0), quality: 'fresh' },
    });
  });
});

describe('a snapshot', () => {
  it('has no more than was seen', () => {
    expect(snapshotOf(5, [])).toEqual({ at: at(5), quotes: {}, depth: {}, funding: {}, vols: {}, rates: {} });
  });

  it('does not change with the market that it was cut from', () => {
    const market = emptyMarket();
    observe(market, quote(0, 100));
    const before = takeSnapshot(market, at(0), RULES);
    const text = encode(before);
    observe(market, quote(1, 101));
    observe(market, quote(2, 300));
    expect(encode(before)).toBe(text);
  });

  it('keeps a reading under whatever name it was told', () => {
    const rate = { kind: 'rate', currency: '__proto__', at: at(0), rate: 2 } as const;
    const { rates } = snapshotOf(0, [rate]);
    expect(Object.keys(rates)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(rates)).toBe(Object.prototype);
  });
});

describe('depth', () => {
  const sizes = [2, 3, 5, 7, 11];
  const base = { venue: 'v', base: 'BTC', quote: 'USD', tick: 1, lot: 1, multiplier: 1 } as const;
  const linear: Instrument = { ...base, id: 'linear', kind: 'perp', settle: 'USD', inverse: false };
  const inverse: Instrument = { ...base, id: 'inverse', kind: 'perp', settle: 'BTC', inverse: true };
  const coinOption: Instrument = {
    ...{ ...base, id: 'option', kind: 'option', settle: 'BTC', inverse: true },
    ...{ type: 'call', strike: 100, expiry: at(0) },
  };
  const instruments = { linear, inverse, option: coinOption };

  /** Levels kept of five, at about 100 each. */
  function kept(id: string, maxNotional: number, rules: Partial<SnapshotRules> = {}): number | undefined {
    const snapshot = snapshotOf(0, [ladder(id, 100, sizes)], { ...RULES, ...rules, maxNotional });
    const { bids, asks } = snapshot.depth[id] ?? { bids: [], asks: [] };
    expect(asks.map((level) => level.size)).toEqual(sizes.slice(0, asks.length));
    expect(asks).toHaveLength(bids.length);
    return asks.length;
  }

  it.each([
    [1, 1],
    [190, 1],
    [400, 2],
    [950, 3],
    [1e9, 5],
  ])('is cut at the first level that makes a notional of %d: %i levels', (maxNotional, levels) => {
    expect(kept('linear', maxNotional)).toBe(levels);
    expect(kept('linear', maxNotional, { instruments })).toBe(levels);
    expect(kept('option', maxNotional, { instruments })).toBe(levels);
  });

  it.each([
    [2, 1],
    [2.1, 2],
    [10, 3],
    [28, 5],
  ])('of an inverse perp is in quote units: %d of them take %i levels', (maxNotional, levels) => {
    expect(kept('inverse', maxNotional, { instruments })).toBe(levels);
  });

  it('gives the quote as well', () => {
    const { quotes } = snapshotOf(0, [ladder('p', 100, sizes)]);
    expect(quotes.p).toEqual({ bid: 99, ask: 101, bidSize: 2, askSize: 2, at: at(0), quality: 'fresh' });
  });

  it('that is at fault, or an outlier, leaves the last ladder and quote', () => {
    const good = ladder('p', 100, sizes);
    for (const bad of [ladder('p', 100, [NaN]), ladder('p', 200, sizes), ladder('p', 100, [])]) {
      const snapshot = snapshotOf(0, [good, { ...bad, at: at(0) } as MarketEvent]);
      expect(snapshot.depth).toEqual(snapshotOf(0, [good]).depth);
      expect(snapshot.quotes.p).toMatchObject({ bid: 99, ask: 101 });
    }
  });
});

describe('whatever a feed tells', () => {
  const weird = fc.oneof(
    fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, -1, 5e-324, 1e300, 1e18, 1e-18),
    fc.constantFrom('1', null, undefined, true, {}, []),
    fc.double(),
  ) as fc.Arbitrary<number>;
  const price = fc.oneof({ weight: 3, arbitrary: fc.double({ min: 50, max: 200, noNaN: true }) }, weird);
  const time = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: START, max: START + 10 * MINUTE }) },
    weird,
  ) as fc.Arbitrary<Millis>;
  const id = fc.constantFrom('a', 'b', '', '__proto__', 'constructor');
  const level = fc.record({ price, size: price });
  const depth = fc.record({
    bids: fc.array(level, { maxLength: 4 }),
    asks: fc.array(level, { maxLength: 4 }),
  });
  const barFields = { instrument: id, start: time, open: price, high: price, low: price, close: price };
  const event: fc.Arbitrary<MarketEvent> = fc.oneof(
    fc.record({
      ...{ kind: fc.constant('quote' as const), instrument: id, at: time },
      ...{ bid: price, ask: price, bidSize: price, askSize: price },
    }),
    fc.record({ kind: fc.constant('depth' as const), instrument: id, at: time, depth }),
    fc.record({
      ...{ kind: fc.constant('bars' as const), at: time, intervalMs: price },
      bars: fc.array(fc.record({ ...barFields, volume: price }), { maxLength: 4 }),
    }),
    fc.record({
      kind: fc.constant('funding' as const),
      instrument: id,
      at: time,
      rate: price,
      intervalMs: price,
    }),
    fc.record({ kind: fc.constant('vol' as const), underlying: id, at: time, vol: price }),
    fc.record({ kind: fc.constant('rate' as const), currency: id, at: time, rate: price }),
  );

  it('no NaN comes out: a snapshot is plain data, with prices that have mids', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 20, maxLength: 60 }), fc.nat(1e7), (events, now) => {
        const market = emptyMarket();
        for (const one of events) {
          const believed = observe(market, one);
          // What is believed becomes a journal entry, and the journal refuses what is not finite.
          if (believed !== null) encode(believed);
        }
        const snapshot = takeSnapshot(market, at(now), RULES);
        expect(() => encode(snapshot)).not.toThrow();
        const { quotes, depth: ladders, funding, vols, rates } = snapshot;
        for (const reading of Object.values(quotes)) expect(mid(reading)).toBeGreaterThan(0);
        for (const { bids, asks } of Object.values(ladders))
          for (const one of [...bids, ...asks]) expect(one.price * one.size).toBeGreaterThanOrEqual(0);
        for (const reading of Object.values(funding)) expect(reading.intervalMs).toBeGreaterThan(0);
        for (const reading of Object.values(vols)) expect(reading.vol).toBeGreaterThan(0);
        for (const reading of Object.values(rates)) expect(reading.rate).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
