import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../domain/instrument.ts';
import { lotDelta } from '../domain/instrument.ts';
import { type MarketSnapshot, mid, type QuoteReading } from '../domain/market.ts';
import { encode } from '../record/canonical.ts';
import { lots, millis } from '../units/units.ts';
import { type ChoiceRequest, choose } from './choice.ts';
import type { RouteRequest } from './leg.ts';

const at = millis(1_000_000);
const perp = { kind: 'perp', base: 'BTC', quote: 'USD', tick: 0.5 } as const;
const LISTED: readonly Instrument[] = [
  { ...perp, id: 'a', venue: 'a', settle: 'USD', inverse: false, lot: 0.001, multiplier: 1 },
  { ...perp, id: 'b', venue: 'b', settle: 'BTC', inverse: true, lot: 1, multiplier: 100 },
  { ...perp, id: 'c', kind: 'spot', venue: 'c', settle: 'USD', inverse: false, lot: 0.01, multiplier: 1 },
];
const SETTINGS = { maxSlippage: 0.002, orderLifeMs: 1_000, ackWithinMs: 100 };

interface Market {
  readonly price: number;
  readonly half: number;
  readonly sizes: readonly number[];
  readonly funding: number;
  readonly fee: number;
  readonly room: number;
}

const markets = fc.array(
  fc.record<Market>({
    price: fc.double({ min: 90, max: 110, noNaN: true }),
    half: fc.constantFrom(0, 0.5, 5, 150),
    sizes: fc.array(fc.constantFrom(0, 0.001, 0.02, 1, 40, 1e6), { maxLength: 4 }),
    funding: fc.constantFrom(0, 1e-4, -3e-3, 0.5),
    fee: fc.constantFrom(-1e-4, 0, 5e-4, 2e-3),
    room: fc.constantFrom(0, 1, 30, 1e6),
  }),
  { minLength: 1, maxLength: 3 },
);

function caseOf(told: readonly Market[], trade: number, reduceOnly: boolean) {
  const snapshot: MarketSnapshot = { at, quotes: {}, depth: {}, funding: {}, vols: {}, rates: {} };
  const ways = told.map((market, i): RouteRequest => {
    const instrument = LISTED[i] as Instrument;
    const [bid, ask] = [Math.max(0, market.price - market.half), market.price + market.half];
    const quote: QuoteReading = { bid, ask, bidSize: 0, askSize: 0, at, quality: 'fresh' };
    const levels = (sign: number, top: number) =>
      market.sizes.map((size, k) => ({ price: Math.max(0.5, top + sign * k), size })).filter(() => top > 0);
    Object.assign(snapshot.quotes, { [instrument.id]: quote });
    Object.assign(snapshot.depth, {
      [instrument.id]: { bids: levels(-1, bid), asks: levels(1, ask), at, quality: 'fresh' },
    });
    Object.assign(snapshot.funding, {
      [instrument.id]: { rate: market.funding, intervalMs: 28_800_000, at, quality: 'fresh' },
    });
    return {
      ...{ underlying: 'BTC', trade, instrument, reduceOnly, rate: 1, index: 100 },
      terms: { id: instrument.venue, takerFee: market.fee, makerFee: 0 },
      room: { lots: lots(market.room), limit: 'maxPositionNotional' },
    };
  });
  const request: ChoiceRequest = { underlying: 'BTC', trade, cutBy: null, ways, left: [] };
  return { request, snapshot };
}

describe('a trade that may be made with several instruments', () => {
  it('is met within every room, never beyond what is wanted, and told in numbers that can be written', () => {
    fc.assert(
      fc.property(
        markets,
        fc.constantFrom(-20, -0.5, -1e-4, 0.003, 2, 500),
        fc.boolean(),
        (told, trade, reduceOnly) => {
          const { request, snapshot } = caseOf(told, trade, reduceOnly);
          const chosen = choose(request, snapshot, SETTINGS);
          expect(() => encode(chosen)).not.toThrow();
          if (typeof chosen === 'string') return;
          // A bid that would be below zero is none, and so moves the mid.
          const lotOf = (one: Instrument): number =>
            lotDelta(one, mid(snapshot.quotes[one.id] as QuoteReading));
          let delta = 0;
          for (const leg of chosen.legs) {
            const i = LISTED.findIndex(({ id }) => id === leg.instrument);
            expect(Math.sign(leg.lots)).toBe(Math.sign(trade));
            expect(Math.abs(leg.lots)).toBeLessThanOrEqual(told[i]?.room ?? 0);
            delta += leg.lots * lotOf(LISTED[i] as Instrument);
          }
          expect(Math.abs(delta)).toBeLessThanOrEqual(Math.abs(trade) * (1 + 1e-9));
          // Where anything is left that is worth an order, it is said why.
          const left = Math.abs(trade) - Math.abs(delta);
          const lot = Math.max(...told.map((_, i) => lotOf(LISTED[i] as Instrument)));
          if (left > Math.max(lot, 0.05 * Math.abs(trade)) * (1 + 1e-6))
            expect(chosen.why).toContain('is left');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of nothing with a price says so', () => {
    const { request } = caseOf([{ price: 100, half: 0, sizes: [], funding: 0, fee: 0, room: 5 }], 1, false);
    const empty = { at, quotes: {}, depth: {}, funding: {}, vols: {}, rates: {} };
    expect(choose(request, empty, SETTINGS)).toBe('a: no price of a');
  });

  it('is measured against the same worth everywhere: a perp below its index is cheaper to buy', () => {
    const market = { half: 0.5, sizes: [1e6], funding: 0, fee: 0, room: 1e6 };
    const { request, snapshot } = caseOf(
      [
        { ...market, price: 100.2 },
        { ...market, price: 100 },
      ],
      2,
      false,
    );
    const chosen = choose(request, snapshot, SETTINGS);
    if (typeof chosen === 'string') throw new Error(chosen);
    expect(chosen.legs.map(({ instrument }) => instrument)).toEqual(['b']);
    expect(mid(snapshot.quotes.b as QuoteReading)).toBe(100);
  });
});
