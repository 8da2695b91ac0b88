import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleValue } from '../../domain/instrument.ts';
import { lots } from '../../units/units.ts';
import type { Listing } from '../listing.ts';
import { BINANCE_BTC, BTC_CALL, BTC_FUTURE, BTC_PERP } from './account-fixture.ts';
import { bankruptcyPrice, liquidationFactors, liquidationPrice, type Stake } from './liquidation-price.ts';
import { marginOf } from './margin.ts';

function stake(listing: Listing, count: number, entry: number, mark: number): Stake {
  return { listing, lots: lots(count), mark, cost: settleValue(listing.instrument, lots(count), entry) };
}

/** Equity and maintenance with all marks multiplied by `factor`. */
function health(stakes: readonly Stake[], rest: number, factor: number) {
  let [equity, maintenance] = [rest, 0];
  for (const { listing, lots: count, mark, cost } of stakes) {
    const at = mark * factor;
    equity += settleValue(listing.instrument, count, at) - cost;
    maintenance += marginOf(listing, count, { mark: at, underlying: at }, 1).maintenance;
  }
  return { equity, maintenance };
}

const count = fc.integer({ min: -500_000, max: 500_000 }).filter((n) => n !== 0);
const price = fc.double({ min: 20_000, max: 200_000, noNaN: true });
const cash = fc.double({ min: 0.001, max: 2, noNaN: true });

describe('liquidationFactors', () => {
  it('are the closed forms of one position', () => {
    // 1 BTC long from 100,000 with 10,000: (100,000 − 10,000) / 0.996; short: 110,000 / 1.004.
    const long = stake(BINANCE_BTC, 1_000, 100_000, 100_000);
    const short = stake(BINANCE_BTC, -1_000, 100_000, 100_000);
    expect(liquidationPrice(long, liquidationFactors([long], 10_000))).toBeCloseTo(90_000 / 0.996, 8);
    expect(liquidationPrice(short, liquidationFactors([short], 10_000))).toBeCloseTo(110_000 / 1.004, 8);
    // 100,000 USD inverse from 50,000 (2 BTC) with 0.5 BTC at 1 %.
    const coinLong = stake(BTC_PERP, 10_000, 50_000, 50_000);
    const coinShort = stake(BTC_PERP, -10_000, 50_000, 50_000);
    expect(liquidationPrice(coinLong, liquidationFactors([coinLong], 0.5))).toBeCloseTo(101_000 / 2.5, 8);
    expect(liquidationPrice(coinShort, liquidationFactors([coinShort], 0.5))).toBeCloseTo(99_000 / 1.5, 8);
    expect(liquidationFactors([coinShort], 2)).toEqual({ falling: null, rising: null });
    expect(liquidationFactors([], 1)).toEqual({ falling: null, rising: null });
    expect(liquidationFactors([long], 100_000)).toEqual({ falling: null, rising: null });
  });

  it.each([
    ['linear', [BINANCE_BTC, { ...BINANCE_BTC }], 100_000],
    ['inverse', [BTC_PERP, BTC_FUTURE], 1],
  ] as const)('are where equity is the maintenance margin, %s', (_, listings, unit) => {
    const legs = fc.tuple(count, price, price, fc.option(fc.tuple(count, price), { nil: undefined }));
    let met = 0;
    fc.assert(
      fc.property(legs, cash, ([n, entry, mark, second], coins) => {
        const stakes = [stake(listings[0], n, entry, mark)];
        if (second !== undefined) stakes.push(stake(listings[1], second[0], second[1], mark * 1.01));
        const rest = coins * unit * Math.abs(n) * 0.001;
        const { falling, rising } = liquidationFactors(stakes, rest);
        for (const [factor, way] of [
          [falling, -1],
          [rising, 1],
        ] as const) {
          if (factor === null) continue;
          met += 1;
          const here = health(stakes, rest, factor);
          const scale = stakes.reduce(
            (sum, { listing, lots: size, mark: at, cost }) =>
              sum + Math.abs(settleValue(listing.instrument, size, at * factor)) + Math.abs(cost),
            Math.abs(rest),
          );
          expect(Math.abs(here.equity - here.maintenance) / scale).toBeLessThan(1e-12);
          const beyond = health(stakes, rest, factor * (1 + way * 1e-6));
          expect(beyond.equity).toBeLessThan(beyond.maintenance);
        }
      }),
      { numRuns: 500 },
    );
    expect(met).toBeGreaterThan(200);
  });

  it('leave no other price in between that would liquidate', () => {
    fc.assert(
      fc.property(count, price, cash, fc.double({ min: 0.05, max: 3, noNaN: true }), (n, entry, c, x) => {
        const stakes = [stake(BINANCE_BTC, n, entry, entry)];
        const rest = c * Math.abs(n) * 30;
        const { falling, rising } = liquidationFactors(stakes, rest);
        const { equity, maintenance } = health(stakes, rest, x);
        const isSafe = (falling === null || x > falling) && (rising === null || x < rising);
        if (Math.abs(x - (falling ?? -1)) > 1e-9 && Math.abs(x - (rising ?? -1)) > 1e-9)
          expect(equity > maintenance).toBe(isSafe);
      }),
    );
  });
});

describe('bankruptcyPrice', () => {
  it('leaves nothing when all is closed at it', () => {
    const listing = fc.constantFrom(BINANCE_BTC, BTC_PERP, BTC_FUTURE);
    fc.assert(
      fc.property(
        listing,
        count,
        price,
        fc.double({ min: -0.1, max: 0.5, noNaN: true }),
        (each, n, mark, c) => {
          const worth = Math.abs(settleValue(each.instrument, lots(n), mark));
          const equity = c * worth;
          const at = bankruptcyPrice(each, lots(n), mark, equity);
          expect(at).toBeGreaterThan(0);
          const gain =
            settleValue(each.instrument, lots(n), at) - settleValue(each.instrument, lots(n), mark);
          expect(Math.abs(equity + gain) / worth).toBeLessThan(1e-12);
        },
      ),
    );
  });

  it('is beyond reach where the collateral suffices for any price', () => {
    expect(bankruptcyPrice(BTC_PERP, lots(-10_000), 50_000, 2)).toBe(Infinity);
    expect(bankruptcyPrice(BINANCE_BTC, lots(1_000), 100_000, 100_000)).toBe(0);
    expect(bankruptcyPrice(BTC_CALL, lots(-10), 0.05, 0.2)).toBeCloseTo(0.25, 12);
  });
});
