import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Option } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { approve } from '../guard/guard.ts';
import { RUNNING } from '../guard/standing.ts';
import { lots, millis } from '../units/units.ts';
import type { RouteRequest } from './leg.ts';
import type { Leg } from './plan.ts';
import { route } from './route.ts';

const at = millis(1_000_000);
/** A lot is 0.1 coins; paid for in coins, quoted in dollars of 1.1 of what is reported in. */
const COIN: Option = {
  ...{ id: 'coin', kind: 'option', venue: 'v', base: 'BTC', quote: 'USD', settle: 'BTC', inverse: true },
  ...{ tick: 0.0001, lot: 0.1, multiplier: 1, type: 'call', strike: 60_000, expiry: millis(1e12) },
};
const LINEAR: Option = { ...COIN, id: 'linear', settle: 'USD', inverse: false, tick: 1 };
const RATE = 1.1;
const INDEX = 60_000;

function snapshotOf(bid: number, ask: number, depth: MarketSnapshot['depth'] = {}): MarketSnapshot {
  const reading = { bid, ask, bidSize: 0, askSize: 0, at, quality: 'fresh' } as const;
  const rates = { USD: { rate: RATE, at, quality: 'fresh' } } as const;
  return { at, quotes: { coin: reading, linear: reading }, depth, funding: {}, vols: {}, rates };
}

function request(trade: number, instrument: Option, more: Partial<RouteRequest> = {}): RouteRequest {
  return {
    ...{ underlying: 'BTC', trade, instrument, terms: { id: 'v', takerFee: 0.0003, makerFee: 0 } },
    ...{ room: { lots: lots(1e9), limit: 'maxOrderNotional' }, reduceOnly: false, rate: RATE, index: INDEX },
    ...more,
  };
}

const SETTINGS = { maxSlippage: 0.002, orderLifeMs: 60_000, ackWithinMs: 5_000 };

function legOf(given: RouteRequest, snapshot: MarketSnapshot): Leg {
  const [leg] = route([given], snapshot, SETTINGS).legs;
  if (leg === undefined) throw new Error('expected a leg');
  return leg;
}

describe('a leg in an option', () => {
  it('has lots of what it is a claim on, and counts as much of its underlying', () => {
    const leg = legOf(request(-1.29, COIN), snapshotOf(0.05, 0.052));
    expect(leg).toMatchObject({ lots: -12, reference: expect.closeTo(0.051, 12) });
    expect(leg.notional).toBeCloseTo(1.2 * INDEX * RATE, 6);
  });

  it('costs a share of its underlying, half the spread and no funding, in coin or not', () => {
    for (const [one, unit] of [
      [COIN, 1],
      [LINEAR, INDEX],
    ] as const) {
      const { cost } = legOf(request(2, one), snapshotOf(0.05 * unit, 0.052 * unit));
      expect(cost.fee).toBeCloseTo(2 * 0.0003 * INDEX * RATE, 6);
      expect(cost.spread).toBeCloseTo(2 * 0.001 * INDEX * RATE, 6);
      expect([cost.depth, cost.funding]).toEqual([0, 0]);
      expect(cost.total).toBeCloseTo(cost.fee + cost.spread, 9);
    }
  });

  it('costs at most an eighth of its price in fees', () => {
    const { cost } = legOf(request(1, COIN), snapshotOf(0.001, 0.001));
    expect(cost.fee).toBeCloseTo(0.125 * 0.001 * INDEX * RATE, 9);
  });

  it('walks a ladder whose sizes are coins', () => {
    const asks = [0.05, 0.06].map((price) => ({ price, size: 1 }));
    const depth = { coin: { bids: asks, asks, at, quality: 'fresh' as const } };
    const { cost } = legOf(request(1.5, COIN), snapshotOf(0.05, 0.05, depth));
    expect(cost.depth).toBeCloseTo(0.5 * 0.01 * INDEX * RATE, 6);
  });

  it.each([
    ['buying, at a share of its underlying', 1, 0.05, 0.052, 0.054],
    ['selling', -1, 0.05, 0.052, 0.048],
    ['cheap, at a tenth of its price', 1, 0.0098, 0.01, 0.011],
    ['cheaper, at a tick', 1, 0.0003, 0.0004, 0.0005],
    ['selling the cheapest, at a tick', -1, 0.0001, 0.0002, 0.0001],
  ])('has a limit: %s', (_what, trade, bid, ask, limit) => {
    expect(legOf(request(trade, COIN), snapshotOf(bid, ask)).limit).toBe(limit);
  });

  it('is dropped where nobody bids, or where its underlying has no price', () => {
    const why = (given: RouteRequest, bid: number) =>
      route([given], snapshotOf(bid, 0.001), SETTINGS).dropped;
    expect(why(request(-1, COIN), 0)).toEqual([{ underlying: 'BTC', why: 'nobody bids for coin' }]);
    expect(why(request(1, COIN), 0)).toEqual([]);
    const blind = request(1, COIN, { index: 0 });
    expect(why(blind, 0.001)).toEqual([{ underlying: 'BTC', why: 'no price of BTC for coin' }]);
  });

  it('is what the guard passes, whatever it is quoted at', () => {
    const prices = fc.double({ min: 0.0001, max: 0.9, noNaN: true });
    const spreads = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(prices, spreads, fc.boolean(), fc.boolean(), (bid, spread, buys, isCoin) => {
        const [one, unit] = isCoin ? [COIN, 1] : [LINEAR, INDEX];
        const snapshot = snapshotOf(bid * unit, bid * unit * (1 + spread));
        const plan = route([request(buys ? 1 : -1, one)], snapshot, SETTINGS);
        const limits = { maxOrderNotional: 1e6, maxPositionNotional: 1e6, maxDailyLoss: 1 };
        const verdict = approve(plan, {
          ...{ limits, maxSlippage: SETTINGS.maxSlippage, standing: RUNNING, exposure: {}, snapshot },
          ...{
            instruments: { coin: COIN, linear: LINEAR },
            reporting: 'EUR',
            turnover: 0,
            slippage: undefined,
            level: 'normal' as const,
          },
          worths: { BTC: INDEX * RATE },
        });
        expect(verdict.kind).toBe('approved');
      }),
    );
  });
});
