import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar, MarketEvent } from '../domain/market.ts';
import { MINUTE, SECOND } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { emptyMarket, type MarketState, observe as observeAt, rememberedMarket } from './observe.ts';

/** Received when it happened. */
function observe(market: MarketState, event: MarketEvent): MarketEvent | null {
  return observeAt(market, event, event.at);
}

const OUTLIER = 'quote: outlier, waiting for a second reading';
const START = 1_700_000_000_000;
const at = (ms: number): Millis => millis(START + ms);

function quote(ms: number, price: number): MarketEvent {
  return { kind: 'quote', instrument: 'p', at: at(ms), bid: price, ask: price, bidSize: 1, askSize: 2 };
}

function bar(start: number, close = 100, change: Partial<Bar> = {}): Bar {
  const prices = { open: close, high: close, low: close, close };
  return { instrument: 'p', start: at(start), ...prices, volume: 1, ...change };
}

function bars(ms: number, ...told: readonly Bar[]): Extract<MarketEvent, { kind: 'bars' }> {
  return { kind: 'bars', at: at(ms), intervalMs: MINUTE, bars: told };
}

function fed(...events: readonly MarketEvent[]): MarketState {
  const market = emptyMarket();
  for (const event of events) observe(market, event);
  return market;
}

/** Faults counted so far. */
function counts(market: MarketState): Record<string, number> {
  return Object.fromEntries(market.refused);
}

function bidOf(market: MarketState): number | undefined {
  return market.quotes.get('p')?.bid;
}

describe('a quote', () => {
  it('is kept, and nothing of the event but the quote', () => {
    const market = fed(Object.assign(quote(0, 100), { junk: 1 }));
    const kept = { bid: 100, ask: 100, bidSize: 1, askSize: 2, at: at(0), doubted: null };
    expect(market.quotes.get('p')).toStrictEqual(kept);
    expect(counts(market)).toEqual({});
  });

  it('that is at fault changes nothing, is counted, and is not believed', () => {
    const market = fed(quote(0, 100));
    const before = structuredClone(market.quotes);
    const crossed = { ...quote(1, 100), ask: 99 } as MarketEvent;
    expect(observe(market, crossed)).toBeNull();
    expect(observe(market, crossed)).toBeNull();
    expect(observe(market, quote(2, NaN))).toBeNull();
    expect(market.quotes).toEqual(before);
    expect(counts(market)).toEqual({
      'quote: crossed': 2,
      'quote: a price is not a number from 1e-18 to 1e18': 1,
    });
  });

  it('may come twice at one time, but not from before the last', () => {
    const market = fed(quote(5, 100), quote(5, 101));
    expect(bidOf(market)).toBe(101);
    expect(observe(market, quote(4, 102))).toBeNull();
    expect(bidOf(market)).toBe(101);
    expect(counts(market)).toEqual({ 'quote: time went back': 1 });
  });

  it('without a time is kept out, so that the next is not', () => {
    const market = fed({ ...quote(0, 100), at: NaN as Millis } as MarketEvent, quote(1, 101));
    expect(bidOf(market)).toBe(101);
    expect(counts(market)).toEqual({ 'event: the time is not whole milliseconds': 1 });
  });

  it('of one instrument has nothing to do with another', () => {
    const other = { ...quote(0, 5_000), instrument: 'other' } as MarketEvent;
    expect(counts(fed(quote(9, 100), other))).toEqual({});
  });
});

describe('an outlier', () => {
  /** Silence, and the log move up to which a quote is believed after it. */
  it.each([
    [0, 0.1],
    [MINUTE, 0.1 * Math.SQRT2],
    [3 * MINUTE, 0.2],
    [5 * MINUTE, 0.1 * Math.sqrt(6)],
    [24 * 60 * MINUTE, 0.1 * Math.sqrt(1_441)],
  ])('after %d ms of silence is a log move of more than %d', (silence, limit) => {
    for (const sign of [1, -1]) {
      const inside = 100 * Math.exp(sign * (limit - 1e-6));
      const outside = 100 * Math.exp(sign * (limit + 1e-6));
      expect(bidOf(fed(quote(0, 100), quote(silence, inside)))).toBe(inside);
      const market = fed(quote(0, 100), quote(silence, outside));
      expect(bidOf(market)).toBe(100);
      expect(counts(market)).toEqual({ [OUTLIER]: 1 });
    }
  });

  it('that reverts leaves no trace but its count', () => {
    const [first, back] = [quote(0, 100), quote(2, 100.5)];
    fc.assert(
      fc.property(fc.double({ min: 0.11, max: 5, noNaN: true }), fc.boolean(), (move, up) => {
        const market = fed(first, quote(1, 100 * Math.exp(up ? move : -move)));
        expect(market.quotes.get('p')).toMatchObject({ bid: 100, at: at(0) });
        expect(market.quotes.get('p')?.doubted).not.toBeNull();
        expect(observe(market, back)).toBe(back);
        expect(market.quotes).toEqual(fed(first, back).quotes);
        expect(counts(market)).toEqual({ [OUTLIER]: 1 });
      }),
    );
  });

  it('is believed once a later reading comes within 2% of it', () => {
    const market = fed(quote(0, 100), quote(1, 80));
    expect(observe(market, quote(2, 81.5))).not.toBeNull();
    expect(market.quotes.get('p')).toMatchObject({ bid: 81.5, at: at(2), doubted: null });
    expect(counts(market)).toEqual({ [OUTLIER]: 1 });
  });

  it('is not confirmed by another as far away as itself, but that one may be', () => {
    const market = fed(quote(0, 100), quote(1, 80), quote(2, 82));
    expect(bidOf(market)).toBe(100);
    expect(observe(market, quote(3, 82.1))).not.toBeNull();
    expect(bidOf(market)).toBe(82.1);
    expect(counts(market)).toEqual({ [OUTLIER]: 2 });
  });

  it('is not confirmed by being told twice, nor by one from before it', () => {
    const market = fed(quote(0, 100), quote(5, 80), quote(5, 80), quote(4, 80));
    expect(bidOf(market)).toBe(100);
    expect(counts(market)).toEqual({ [OUTLIER]: 3 });
  });

  it('that came first costs the true price one reading', () => {
    expect(bidOf(fed(quote(0, 1_000), quote(1, 100)))).toBe(1_000);
    expect(bidOf(fed(quote(0, 1_000), quote(1, 100), quote(2, 100)))).toBe(100);
  });

  it('is nothing that ticks below the threshold can be', () => {
    const moves = fc.array(fc.double({ min: -0.0999, max: 0.0999, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(moves, (all) => {
        let price = 100;
        const ticks = all.map((move, i) => {
          price *= Math.exp(move);
          return quote(i * SECOND, price);
        });
        const market = fed(quote(0, 100), ...ticks);
        expect(market.refused.size).toBe(0);
        expect(bidOf(market)).toBe(price);
      }),
    );
  });
});

describe('funding, vols and rates', () => {
  const funding = (ms: number, rate: number): MarketEvent => ({
    ...{ kind: 'funding', instrument: 'p', at: at(ms), rate, intervalMs: MINUTE },
  });
  const vol = (ms: number, told: number): MarketEvent => ({
    kind: 'vol',
    underlying: 'p',
    at: at(ms),
    vol: told,
  });
  const rate = (ms: number, told: number): MarketEvent => ({
    kind: 'rate',
    currency: 'p',
    at: at(ms),
    rate: told,
  });

  it.each([
    ['funding', funding],
    ['vols', vol],
    ['rates', rate],
  ] as const)('of %s the last is kept, be it of the same time, and none from before it', (map, event) => {
    const market = fed(event(5, 0.1), event(5, 0.2));
    expect(market[map].get('p')).toEqual(event(5, 0.2));
    expect(observe(market, event(4, 0.3))).toBeNull();
    expect(observe(market, event(6, NaN))).toBeNull();
    expect(market[map].get('p')).toEqual(event(5, 0.2));
    expect(counts(market)).toMatchObject({ 'reading: time went back': 1 });
    expect(market.refused.size).toBe(2);
  });
});

describe('bars', () => {
  it('are believed as they are when nothing is wrong', () => {
    const event = bars(3 * MINUTE, bar(0), bar(MINUTE), bar(2 * MINUTE), bar(0, 7, { instrument: 'q' }));
    expect(observe(emptyMarket(), event)).toEqual(event);
  });

  it('are believed but for the bad ones, each of which is counted', () => {
    const good = [bar(0), bar(MINUTE, 105)];
    const bad = [bar(0, NaN), bar(0, 100, { volume: -1 }), bar(0, 100, { high: 99 }), bar(2 * MINUTE)];
    const market = emptyMarket();
    const event = bars(2 * MINUTE, ...bad, ...good, bar(MINUTE));
    expect(observe(market, event)).toEqual({ ...event, bars: good });
    expect(counts(market)).toEqual({
      'bar: a price is not a number from 1e-18 to 1e18': 1,
      'bar: the volume is not a number from 0 to 1e18': 1,
      'bar: open or close outside low to high': 1,
      'bar: has not closed yet': 1,
      'bar: time did not go forward': 1,
    });
  });

  it('are not believed at all when none is good, or none is told', () => {
    const market = fed(bars(MINUTE, bar(0)));
    expect(observe(market, bars(MINUTE, bar(0)))).toBeNull();
    expect(observe(market, bars(MINUTE))).toBeNull();
    expect(counts(market)).toEqual({ 'bar: time did not go forward': 1 });
  });

  it('that are at fault do not stand in the way of those to come', () => {
    const market = emptyMarket();
    const never = { ...bars(MINUTE, bar(0, 100, { start: NaN as Millis })), intervalMs: MINUTE };
    for (const bad of [never, bars(MINUTE, bar(9e11)), { ...bars(MINUTE, bar(0)), intervalMs: NaN }])
      expect(observe(market, bad)).toBeNull();
    expect(observe(market, bars(MINUTE, bar(0)))).not.toBeNull();
  });

  it('all end up either believed or counted', () => {
    const weird = fc.oneof(fc.constantFrom(NaN, Infinity, 0, -1), fc.constantFrom(99, 100, 101));
    const told = fc.record({ open: weird, high: weird, low: weird, close: weird, volume: weird });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 9 }), (all) => {
        const market = emptyMarket();
        const event = bars(99 * MINUTE, ...all.map((prices, i) => bar(i * MINUTE, 100, prices)));
        const believed = observe(market, event);
        const refused = [...market.refused.values()].reduce((sum, count) => sum + count, 0);
        expect((believed?.kind === 'bars' ? believed.bars.length : 0) + refused).toBe(all.length);
      }),
    );
  });
});

describe('a remembered market', () => {
  it('believes nothing that it remembers until a reading agrees', () => {
    const market = rememberedMarket({ p: 100 }, at(0));
    expect(market.quotes.get('p')).toMatchObject({ bid: 100, ask: 100, at: at(0), doubted: { bid: 100 } });
    expect(observe(market, quote(SECOND, 101))).not.toBeNull();
    expect(market.quotes.get('p')).toMatchObject({ bid: 101, doubted: null });
  });

  it('doubts a first reading far from it, as it would between two ticks, until another agrees', () => {
    const market = rememberedMarket({ p: 100 }, at(0));
    expect(observe(market, quote(SECOND, 150))).toBeNull();
    expect(counts(market)).toEqual({ [OUTLIER]: 1 });
    expect(observe(market, quote(2 * SECOND, 150))).not.toBeNull();
    expect(market.quotes.get('p')).toMatchObject({ bid: 150, doubted: null });
  });

  it('knows no instrument but those, and lets what was long ago move far', () => {
    const market = rememberedMarket({ p: 100 }, at(0));
    expect(market.quotes.get('q')).toBeUndefined();
    expect(observe(market, quote(100 * MINUTE, 200))).not.toBeNull();
  });
});
