import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Level } from '../domain/depth.ts';
import { type Instrument, lotDelta, notional } from '../domain/instrument.ts';
import { type MarketSnapshot, mid, type Quote } from '../domain/market.ts';
import { lots, millis } from '../units/units.ts';
import type { RouteRequest } from './leg.ts';
import type { Leg } from './plan.ts';
import { route } from './route.ts';

const at = millis(1_000_000);
const contract = { venue: 'v', base: 'BTC', quote: 'USD', tick: 0.5, lot: 0.001, multiplier: 1 } as const;
const perp: Instrument = { ...contract, id: 'perp', kind: 'perp', settle: 'USD', inverse: false };
const inverse: Instrument = {
  ...contract,
  ...{ id: 'inverse', kind: 'perp', settle: 'BTC', lot: 1, multiplier: 10, inverse: true },
};
const settings = { maxSlippage: 0.002, orderLifeMs: 60_000, ackWithinMs: 5_000 };
const plenty = { lots: lots(1e9), limit: 'maxOrderNotional' } as const;

function quoteOf(bid: number, ask: number): Quote {
  return { bid, ask, bidSize: 0, askSize: 0 };
}

function snapshotOf(quote: Quote, more: Partial<MarketSnapshot> = {}): MarketSnapshot {
  const reading = { ...quote, at, quality: 'fresh' } as const;
  const quotes = { perp: reading, inverse: reading };
  return { at, quotes, depth: {}, funding: {}, vols: {}, rates: {}, ...more };
}

function request(trade: number, more: Partial<RouteRequest> = {}): RouteRequest {
  const terms = { id: 'v', takerFee: 0.0005, makerFee: 0.0002 };
  return {
    underlying: 'BTC',
    trade,
    instrument: perp,
    terms,
    room: plenty,
    reduceOnly: false,
    rate: 1,
    index: 60_000,
    ...more,
  };
}

/** The one leg that `given` leads to. */
function legOf(given: RouteRequest, snapshot: MarketSnapshot, slippage = settings.maxSlippage): Leg {
  const { legs } = route([given], snapshot, { ...settings, maxSlippage: slippage });
  const [leg] = legs;
  if (leg === undefined || legs.length > 1) throw new Error('expected one leg');
  return leg;
}

const around60k = snapshotOf(quoteOf(59_990, 60_010));
const prices = fc
  .tuple(fc.double({ min: 1, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 0.01, noNaN: true }))
  .map(([bid, spread]) => quoteOf(bid, bid * (1 + spread)));
const trades = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const instruments = fc.constantFrom(perp, inverse);

describe('lots', () => {
  it.each([
    [0.9, 900],
    [-0.9, -900],
    [0.0019, 1],
    [-0.0019, -1],
    [0.3, 300], // 0.3 / 0.001 is 299.99999999999994
  ])('trade %d base units as %i lots, toward zero', (trade, count) => {
    expect(legOf(request(trade), around60k).lots).toBe(count);
  });

  it('never trade more than was asked, and fall short by less than a lot', () => {
    fc.assert(
      fc.property(trades, prices, instruments, (trade, quote, instrument) => {
        const { legs, dropped } = route([request(trade, { instrument })], snapshotOf(quote), settings);
        const lot = lotDelta(instrument, mid(quote));
        const traded = (legs[0]?.lots ?? 0) * lot;
        expect(legs.length + dropped.length).toBe(1);
        expect(Math.abs(traded)).toBeLessThanOrEqual(Math.abs(trade) * (1 + 1e-8) + 1e-12);
        expect(Math.abs(trade - traded)).toBeLessThan(lot);
        expect(traded * trade).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of an inverse contract come from what one is worth in base units', () => {
    // A lot is 10 quote units: at 60,000 that is 1/6,000 of a coin.
    expect(legOf(request(0.5, { instrument: inverse }), around60k).lots).toBe(3_000);
  });

  it('are dropped below one, saying so', () => {
    expect(route([request(0.0009)], around60k, settings)).toEqual({
      legs: [],
      dropped: [{ underlying: 'BTC', why: 'less than one lot' }],
    });
  });

  it('are dropped where the instrument has no price', () => {
    const unquoted = { ...around60k, quotes: {} };
    const { dropped } = route([request(1)], unquoted, settings);
    expect(dropped).toEqual([{ underlying: 'BTC', why: 'no price of perp' }]);
  });
});

describe('room', () => {
  it.each(['maxOrderNotional', 'maxPositionNotional', 'reduceOnly'] as const)(
    'cuts by %s and names it',
    (limit) => {
      const room = { lots: lots(250), limit };
      const bought = legOf(request(0.9, { room }), around60k);
      expect([bought.lots, bought.cutBy]).toEqual([250, limit]);
      const sold = legOf(request(-0.9, { room }), around60k);
      expect([sold.lots, sold.cutBy]).toEqual([-250, limit]);
    },
  );

  it('that is just enough cuts nothing', () => {
    const leg = legOf(request(0.9, { room: { lots: lots(900), limit: 'maxOrderNotional' } }), around60k);
    expect([leg.lots, leg.cutBy]).toEqual([900, null]);
  });

  it('of nothing drops the leg and names the limit', () => {
    const none = request(0.9, { room: { lots: lots(0), limit: 'maxPositionNotional' } });
    expect(route([none], around60k, settings).dropped).toEqual([
      { underlying: 'BTC', why: 'no room under maxPositionNotional' },
    ]);
  });

  it('is each request’s own: one that is dropped leaves the others', () => {
    const requests = [request(0.0001, { underlying: 'A' }), request(-1, { underlying: 'B' })];
    const { legs, dropped } = route(requests, around60k, settings);
    expect(legs.map((leg) => leg.underlying)).toEqual(['B']);
    expect(dropped.map((one) => one.underlying)).toEqual(['A']);
  });
});

describe('the order', () => {
  it('bears the venue, a deadline, the mid and the flag it was asked with', () => {
    const leg = legOf(request(-2, { reduceOnly: true }), around60k);
    expect(leg).toMatchObject({ venue: 'v', instrument: 'perp', underlying: 'BTC', reduceOnly: true });
    expect(leg).toMatchObject({ deadline: 1_060_000, reference: 60_000, notional: 120_000 });
  });

  it('states its notional in the reporting currency', () => {
    expect(legOf(request(1, { rate: 0.9 }), around60k).notional).toBeCloseTo(54_000, 8);
  });

  it('has its limit on the grid, past the far side of the quote, and never beyond the slippage allowed', () => {
    const slippages = fc.double({ min: 0, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(prices, slippages, fc.constantFrom(1, -1), (quote, slippage, sign) => {
        const { limit } = legOf(request(sign), snapshotOf(quote), slippage);
        const ticks = limit / perp.tick;
        expect(Math.abs(ticks - Math.round(ticks))).toBeLessThan(1e-6);
        const bound = sign > 0 ? quote.ask * (1 + slippage) : quote.bid * (1 - slippage);
        const inside = sign * (bound - limit);
        expect(inside).toBeGreaterThanOrEqual(-1e-9 * bound);
        expect(inside).toBeLessThan(perp.tick + 1e-9 * bound);
      }),
    );
  });

  it('sells at one tick at least, however large the slippage', () => {
    expect(legOf(request(-1), snapshotOf(quoteOf(0.3, 0.4)), 1).limit).toBe(perp.tick);
  });
});

const sizes = fc.double({ min: 0.001, max: 5, noNaN: true });
/** A ladder from 100 up, at most ten levels deep. */
const ladders = fc.array(fc.record({ step: fc.integer({ min: 1, max: 20 }), size: sizes }), {
  minLength: 1,
  maxLength: 10,
});

function ladderOf(rungs: readonly { step: number; size: number }[], sign: number): Level[] {
  let price = 100;
  return rungs.map(({ step, size }, i) => {
    price += i === 0 ? 0 : sign * step * 0.5;
    return { price, size };
  });
}

/** Takes a thousandth of a base unit at a time, which is one lot of `perp`. */
function bruteForce(levels: readonly Level[], count: number): number {
  const left = levels.map(({ size }) => size);
  const last = levels.length - 1;
  let cost = 0;
  for (let i = 0; i < count; i += 1) {
    let wanted = perp.lot;
    for (let k = 0; wanted > 1e-12; k = Math.min(last, k + 1)) {
      const has = left[k] ?? 0;
      const taken = k === last ? wanted : Math.min(wanted, has);
      left[k] = has - taken;
      wanted -= taken;
      cost += taken * Math.abs((levels[k]?.price ?? 0) - 100);
    }
  }
  return cost;
}

describe('expected cost', () => {
  it('is the sum of its parts', () => {
    fc.assert(
      fc.property(trades, prices, fc.double({ min: -0.01, max: 0.01, noNaN: true }), (trade, quote, rate) => {
        const funding = { perp: { rate, intervalMs: 1, at, quality: 'fresh' as const } };
        const snapshot = snapshotOf(quote, { funding });
        fc.pre(Math.abs(trade) >= 0.002);
        const { cost } = legOf(request(trade), snapshot);
        expect(cost.total).toBe(cost.fee + cost.spread + cost.depth + cost.funding);
        expect(Math.min(cost.fee, cost.spread, cost.depth)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has the taker fee on notional and half the spread on size, in the reporting currency', () => {
    const { cost } = legOf(request(2, { rate: 0.5 }), around60k);
    expect(cost.fee).toBeCloseTo(2 * 60_000 * 0.0005 * 0.5, 10);
    expect(cost.spread).toBeCloseTo(2 * 10 * 0.5, 10);
    expect(cost.depth).toBe(0);
  });

  it.each([
    ['longs pay', 0.0001, 1, 6],
    ['longs pay, so a sale earns', 0.0001, -1, -6],
    ['shorts pay', -0.0001, -1, 6],
    ['shorts pay, so a purchase earns', -0.0001, 1, -6],
  ])('has funding by its sign: %s', (_what, rate, trade, expected) => {
    const funding = { perp: { rate, intervalMs: 1, at, quality: 'fresh' as const } };
    const { cost } = legOf(request(trade), snapshotOf(quoteOf(59_990, 60_010), { funding }));
    expect(cost.funding).toBeCloseTo(expected, 10);
  });

  it('walks the ladder on the side that is taken, the last level holding all the rest', () => {
    const counts = fc.integer({ min: 1, max: 3_000 });
    fc.assert(
      fc.property(ladders, counts, fc.constantFrom(1, -1), (rungs, count, sign) => {
        const levels = ladderOf(rungs, sign);
        const one: Level[] = [{ price: 100, size: 1 }];
        const depth = { perp: { bids: sign > 0 ? one : levels, asks: sign > 0 ? levels : one, at } };
        const reading = { perp: { ...depth.perp, quality: 'fresh' as const } };
        const leg = legOf(
          request(sign * count * perp.lot),
          snapshotOf(quoteOf(100, 100), { depth: reading }),
        );
        expect(Math.abs(leg.lots)).toBe(count);
        expect(leg.cost.depth).toBeCloseTo(bruteForce(levels, count), 6);
      }),
      { numRuns: 50 },
    );
  });

  it('reads the ladder of an inverse contract in quote units', () => {
    // 60,000 quote units rest at each level: one coin and a bit less. Buying two takes both and a rest.
    const asks = [60_000, 60_100, 60_200].map((price) => ({ price, size: 60_000 }));
    const depth = { inverse: { bids: asks, asks, at, quality: 'fresh' as const } };
    const leg = legOf(request(2, { instrument: inverse }), snapshotOf(quoteOf(60_000, 60_000), { depth }));
    const second = 60_000 / 60_100;
    expect(notional(inverse, leg.lots, 60_000, 60_000)).toBe(120_000);
    expect(leg.cost.depth).toBeCloseTo(second * 100 + (1 - second) * 200, 8);
  });
});
