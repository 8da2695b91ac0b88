import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instruments, Spot } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { millis } from '../units/units.ts';
import { type Conversion, type ConvertRequest, convertPlan } from './convert.ts';

const SPOT: Spot = {
  ...{ id: 'BTC-USDT', kind: 'spot', venue: 'v', base: 'BTC', quote: 'USDT', settle: 'USDT' },
  ...{ tick: 0.1, lot: 0.0001, multiplier: 1, inverse: false },
};
const DEAR: Spot = { ...SPOT, id: 'BTC-USDT-DEAR' };
const SETTINGS = { maxSlippage: 0.001, orderLifeMs: 30_000, ackWithinMs: 5_000 };
const T = millis(1_767_614_400_000);

function snapshotOf(half = 5, quality: 'fresh' | 'stale' = 'fresh'): MarketSnapshot {
  const at = (spread: number) => ({
    ...{ bid: 60_000 - spread, ask: 60_000 + spread, bidSize: 1, askSize: 1, at: T, quality },
  });
  const quotes = { [SPOT.id]: at(half), [DEAR.id]: at(10 * half) };
  return {
    at: T,
    quotes,
    vols: {},
    optionVols: {},
    depth: {},
    funding: {},
    rates: {},
  } as unknown as MarketSnapshot;
}

const REQUEST: ConvertRequest = {
  terms: { id: 'v', takerFee: 0.0005, makerFee: 0 },
  ...{ from: 'USDT', to: 'BTC', amount: 0.5, cash: 100_000, rates: { USDT: 1, BTC: 60_000 } },
};

function planned(
  change: Partial<ConvertRequest>,
  listed: Instruments = { [SPOT.id]: SPOT },
  snapshot = snapshotOf(),
): Conversion | string {
  return convertPlan({ ...REQUEST, ...change }, listed, snapshot, SETTINGS);
}

function plan(change: Partial<ConvertRequest>): Conversion {
  const found = planned(change);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

describe('a conversion', () => {
  it('buys what is wanted with what there is, within the bound that any order has', () => {
    const { leg, gets } = plan({});
    expect(leg).toMatchObject({ instrument: 'BTC-USDT', venue: 'v', reduceOnly: false });
    // Half a coin and the fee on it, in lots of 0.0001: 5002.501 of them.
    expect(leg.lots).toBe(5_003);
    expect(leg.limit).toBe(60_065);
    expect(gets).toBeGreaterThanOrEqual(0.5);
  });

  it('costs half the spread and the fee', () => {
    const { leg } = plan({});
    const size = 0.5003;
    expect(leg.cost.total).toBeCloseTo(size * 5 + size * 60_000 * 0.0005, 6);
  });

  it('sells what there is where what is wanted is the quote', () => {
    const { leg, pays } = plan({ from: 'BTC', to: 'USDT', amount: 30_000, cash: 1 });
    expect(leg.lots).toBeLessThan(0);
    expect(leg.limit).toBe(59_935.1);
    expect(pays).toBeCloseTo(0.5009 * 1.0005, 3);
  });

  it('is had of any size, at the worst price and with the fee in either currency', () => {
    const amounts = fc.double({ min: 1e-3, max: 1, noNaN: true });
    const fees = fc.double({ min: 0, max: 0.01, noNaN: true });
    fc.assert(
      fc.property(amounts, fees, fc.boolean(), (coins, takerFee, isBuying) => {
        const ends = isBuying
          ? { from: 'USDT', to: 'BTC', amount: coins }
          : { from: 'BTC', to: 'USDT', amount: coins * 60_000 };
        const terms = { ...REQUEST.terms, takerFee };
        const { leg, pays, gets } = plan({ ...ends, cash: 1e9, terms });
        const size = Math.abs(leg.lots) * 0.0001;
        // What is a billionth of a lot off a whole number of them counts as one.
        expect(gets + (2e-9 * gets) / Math.abs(leg.lots)).toBeGreaterThanOrEqual(ends.amount * (1 - 1e-12));
        // One lot fewer would not do.
        expect(gets * (1 - 1 / Math.abs(leg.lots))).toBeLessThan(ends.amount);
        expect(pays).toBeGreaterThanOrEqual(isBuying ? size * leg.limit : size);
      }),
      { numRuns: 300, examples: [[1e-3, 1e-11, true]] },
    );
  });

  it('takes the cheaper of two', () => {
    const both = { [DEAR.id]: DEAR, [SPOT.id]: SPOT };
    expect(planned({}, both)).toMatchObject({ leg: { instrument: SPOT.id } });
  });

  it.each([
    ['there is no such pair', { to: 'ETH' }, 'v lists no spot of USDT and ETH'],
    ['it is elsewhere', { terms: { ...REQUEST.terms, id: 'w' } }, 'w lists no spot of USDT and BTC'],
    ['there is too little', { cash: 100 }, 'BTC-USDT asks for up to'],
    ['a rate is missing', { rates: {} }, 'the rate of USDT is not known'],
    ['nothing is wanted', { amount: 0 }, '0 BTC is nothing to convert'],
  ])('is refused where %s', (_, change, why) => {
    expect(planned(change)).toContain(why);
  });

  it('is refused on a price in doubt', () => {
    expect(planned({}, { [SPOT.id]: SPOT }, snapshotOf(5, 'stale'))).toBe('the price of BTC-USDT is stale');
    expect(planned({}, { x: { ...SPOT, id: 'x' } })).toBe('the price of x is not known');
  });
});
