import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bar, mid, type Quote } from '../domain/market.ts';
import { millis } from '../units/units.ts';
import { barFault, depthFault, fundingFault, quoteFault, rateFault, timeFault, volFault } from './faults.ts';

const quote: Quote = { bid: 99, ask: 101, bidSize: 1, askSize: 0 };
const bar: Bar = { instrument: 'p', start: millis(1_000), open: 10, high: 12, low: 9, close: 11, volume: 0 };

/** What no number of a market is. Text too: an adapter may have forgotten to read a decimal. */
const NO_NUMBERS = [NaN, Infinity, -Infinity, -1, 1e19, '5', null, undefined, {}] as unknown as number[];
const NO_PRICES = [...NO_NUMBERS, 0, -0, 5e-324, 1e-19];
const NO_TIMES = [NaN, Infinity, 0.5, 2e16, '5', null, undefined] as unknown as number[];

const barAt = (change: Partial<Bar>) => barFault({ ...bar, ...change }, 500, 2_000);

describe('quoteFault', () => {
  it('finds nothing wrong with a quote, be it locked or without sizes', () => {
    expect(quoteFault(quote)).toBeNull();
    expect(quoteFault({ bid: 100, ask: 100, bidSize: 0, askSize: 0 })).toBeNull();
  });

  it.each(NO_PRICES)('keeps out a price of %s on either side', (price) => {
    expect(quoteFault({ ...quote, bid: price })).toBe('quote: a price is not a number from 1e-18 to 1e18');
    expect(quoteFault({ ...quote, ask: price })).toBe('quote: a price is not a number from 1e-18 to 1e18');
  });

  it.each(NO_NUMBERS)('keeps out a size of %s on either side', (size) => {
    expect(quoteFault({ ...quote, bidSize: size })).toBe('quote: a size is not a number from 0 to 1e18');
    expect(quoteFault({ ...quote, askSize: size })).toBe('quote: a size is not a number from 0 to 1e18');
  });

  it('keeps out a crossed quote', () => {
    expect(quoteFault({ ...quote, bid: 101.01 })).toBe('quote: crossed');
  });

  it('lets an option be without a bid, and nothing else', () => {
    const noBid = { ...quote, bid: 0 };
    expect(quoteFault(noBid, true)).toBeNull();
    expect(quoteFault(noBid, false)).toBe('quote: a price is not a number from 1e-18 to 1e18');
    expect(quoteFault({ ...noBid, ask: 0 }, true)).toBe('quote: a price is not a number from 1e-18 to 1e18');
    expect(quoteFault({ ...quote, bid: -1 }, true)).toBe('quote: a price is not a number from 1e-18 to 1e18');
  });

  it('passes only quotes whose mid, notional and log moves are finite', () => {
    const any = fc.oneof(fc.double(), { weight: 6, arbitrary: fc.double({ min: 1e-18, max: 1e18 }) });
    fc.assert(
      fc.property(any, any, any, any, (bid, ask, bidSize, askSize) => {
        const told = { bid, ask, bidSize, askSize };
        fc.pre(quoteFault(told) === null);
        const price = mid(told);
        expect(price).toBeGreaterThanOrEqual(bid);
        expect(price).toBeLessThanOrEqual(ask);
        for (const finite of [
          price * bidSize,
          price * askSize,
          Math.log(1e18 / price),
          Math.log(1e-18 / price),
        ])
          expect(Number.isFinite(finite)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('barFault', () => {
  it('finds nothing wrong with a bar that has closed, be it a single price', () => {
    expect(barAt({})).toBeNull();
    expect(barFault(bar, 1_000, 2_000)).toBeNull();
    expect(barAt({ open: 10, high: 10, low: 10, close: 10 })).toBeNull();
  });

  it.each(['open', 'high', 'low', 'close'] as const)('keeps out every bad %s', (field) => {
    for (const price of NO_PRICES) {
      expect(barAt({ [field]: price })).toBe('bar: a price is not a number from 1e-18 to 1e18');
    }
  });

  it('keeps out a bad volume', () => {
    for (const volume of NO_NUMBERS) {
      expect(barAt({ volume })).toBe('bar: the volume is not a number from 0 to 1e18');
    }
  });

  it.each([{ open: 12.1 }, { open: 8.9 }, { close: 12.1 }, { close: 8.9 }, { high: 10.9 }, { low: 10.1 }])(
    'keeps out %o, which is not between low and high',
    (change) => {
      expect(barAt(change)).toBe('bar: open or close outside low to high');
    },
  );

  it('keeps out a bar without a time, without a length, or from the future', () => {
    for (const start of NO_TIMES) {
      expect(barAt({ start: start as Bar['start'] })).toBe('bar: the start is not whole milliseconds');
    }
    for (const ms of [NaN, Infinity, 0, -60_000, '5' as unknown as number]) {
      expect(barFault(bar, ms, 2_000)).toBe('bar: the interval is not positive');
    }
    expect(barFault(bar, 1_001, 2_000)).toBe('bar: has not closed yet');
  });
});

describe('depthFault', () => {
  const level = (price: number, size = 1) => ({ price, size });
  const bids = [level(99), level(98), level(97)];
  const asks = [level(100), level(101), level(102)];

  it('finds nothing wrong with a sorted ladder', () => {
    expect(depthFault({ bids, asks })).toBeNull();
    expect(depthFault({ bids: [level(100)], asks })).toBeNull();
  });

  it.each([
    [{ bids: [], asks }, 'depth: a side is empty'],
    [{ bids, asks: [] }, 'depth: a side is empty'],
    [{ bids: [level(100.5), level(99)], asks }, 'depth: crossed'],
    [{ bids: [level(98), level(99)], asks }, 'depth: levels out of order'],
    [{ bids: [level(99), level(99)], asks }, 'depth: levels out of order'],
    [{ bids, asks: [level(100), level(102), level(101)] }, 'depth: levels out of order'],
    [{ bids, asks: [level(100), level(100)] }, 'depth: levels out of order'],
  ])('names what is wrong with %o', (depth, fault) => {
    expect(depthFault(depth)).toBe(fault);
  });

  it('lets an option be without bids, and not without offers', () => {
    expect(depthFault({ bids: [], asks }, true)).toBeNull();
    expect(depthFault({ bids, asks: [] }, true)).toBe('depth: a side is empty');
    expect(depthFault({ bids: [], asks: [level(1), level(1)] }, true)).toBe('depth: levels out of order');
  });

  it.each([0, 1, 2])('keeps out level %i of either side if it is no price and size', (i) => {
    const bad = [
      ...NO_PRICES.map((price) => ({ price, size: 1 })),
      ...NO_NUMBERS.map((size) => ({ price: 99.5, size })),
    ];
    for (const one of bad) {
      // A price beyond the other side's best is crossed before it is anything else.
      const fault = /^depth: (?:a level is not a price and a size|crossed)$/;
      expect(depthFault({ bids: bids.with(i, one), asks })).toMatch(fault);
      expect(depthFault({ bids, asks: asks.with(i, one) })).toMatch(fault);
    }
  });
});

describe('readings of one number', () => {
  it.each([0, 1e-4, -1, 1])('take a funding rate of %d', (rate) => {
    expect(fundingFault({ rate, intervalMs: 1 })).toBeNull();
  });

  it.each([1.01, -1.01, NaN, Infinity])('keep out a funding rate of %d', (rate) => {
    expect(fundingFault({ rate, intervalMs: 1 })).toBe('funding: the rate is not a fraction');
  });

  it.each([0, -1, NaN, Infinity])('keep out a funding interval of %d', (intervalMs) => {
    expect(fundingFault({ rate: 0, intervalMs })).toBe('funding: the interval is not positive');
  });

  it('take vols above 0 and up to 50, and nothing else', () => {
    for (const vol of [1e-6, 0.6, 50]) expect(volFault(vol)).toBeNull();
    for (const vol of [...NO_NUMBERS, 0, 50.1, 60]) {
      expect(volFault(vol)).toBe('vol: not a fraction above 0 and up to 50');
    }
  });

  it('take rates above 0, and nothing else', () => {
    for (const rate of [1e-18, 0.998, 1e18]) expect(rateFault(rate)).toBeNull();
    for (const rate of NO_PRICES) expect(rateFault(rate)).toBe('rate: not a number from 1e-18 to 1e18');
  });

  it('take whole milliseconds for a time, and nothing else', () => {
    for (const at of [0, -1, 1.7e12]) expect(timeFault(at)).toBeNull();
    for (const at of NO_TIMES) expect(timeFault(at)).toBe('event: the time is not whole milliseconds');
  });
});
