import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import type { MarginTier } from '../listing.ts';
import { BINANCE_BTC, BTC_CALL, BTC_PERP, BTC_PUT } from './account-fixture.ts';
import { maintenanceLines, marginOf, maxLeverage } from './margin.ts';

const flat = (mark: number) => ({ mark, underlying: mark });

/** BTCUSDT's brackets as Binance printed them in 2021 with their maintenance amounts. */
const PRINTED = [
  [0, 0.004, 0],
  [50_000, 0.005, 50],
  [250_000, 0.01, 1_300],
  [3_000_000, 0.025, 46_300],
  [20_000_000, 0.05, 546_300],
  [40_000_000, 0.1, 2_546_300],
  [100_000_000, 0.125, 5_046_300],
  [120_000_000, 0.15, 8_046_300],
  [200_000_000, 0.25, 28_046_300],
] as const;

describe('maintenanceLines', () => {
  it('have the amounts that Binance printed', () => {
    const tiers: MarginTier[] = PRINTED.map(([fromNotional, maintenance]) => ({
      ...{ fromNotional, maintenance, initial: 1 },
    }));
    for (const [i, line] of maintenanceLines(tiers).entries())
      expect(line.deduction).toBeCloseTo(PRINTED[i]?.[2] ?? -1, 6);
  });

  it('make the margin continuous and rising in size', () => {
    const size = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(size, (n) => {
        const less = marginOf(BINANCE_BTC, lots(n), flat(100_000), 20).maintenance;
        const more = marginOf(BINANCE_BTC, lots(n + 1), flat(100_000), 20).maintenance;
        expect(more).toBeGreaterThan(less);
        // A lot is 100 USDT and no bracket is above 10 %.
        expect(more - less).toBeLessThan(10 + 1e-6);
      }),
    );
  });
});

describe('marginOf', () => {
  it('is a share of notional for a linear perp, its leverage capped by the bracket', () => {
    expect(marginOf(BINANCE_BTC, lots(1_000), flat(100_000), 20)).toEqual({
      initial: 5_000,
      maintenance: 400,
    });
    // 10 BTC at 100,000: bracket of 75 times, 0.65 %, less 1,500.
    const larger = marginOf(BINANCE_BTC, lots(-10_000), flat(100_000), 125);
    expect(larger.initial).toBeCloseTo(1e6 / 75, 8);
    expect(larger.maintenance).toBeCloseTo(6_500 - 1_500, 8);
  });

  it('is coins for an inverse perp', () => {
    const margin = marginOf(BTC_PERP, lots(10_000), flat(50_000), 50);
    expect(margin.initial).toBeCloseTo(0.04, 12);
    expect(margin.maintenance).toBeCloseTo(0.02, 12);
    expect(marginOf(BTC_PERP, lots(-10_000), flat(50_000), 10).initial).toBeCloseTo(0.2, 12);
  });

  it('is what Deribit wants of short options', () => {
    // Strike 100,000 and 10 lots, which are one coin.
    const at = (mark: number, underlying: number) => ({ mark, underlying });
    const short = lots(-10);
    const call = (mark: number, underlying: number) => marginOf(BTC_CALL, short, at(mark, underlying), 1);
    const put = (mark: number, underlying: number) => marginOf(BTC_PUT, short, at(mark, underlying), 1);
    expect(call(0.05, 100_000).initial).toBeCloseTo(0.15 + 0.05, 12);
    expect(call(0.05, 100_000).maintenance).toBeCloseTo(0.075 + 0.05, 12);
    // Out of the money by 3/97: 0.15 − 0.0309; by a quarter: the floor of 0.1.
    expect(call(0.02, 97_000).initial).toBeCloseTo(0.15 - 3 / 97 + 0.02, 12);
    expect(call(0.001, 80_000).initial).toBeCloseTo(0.1 + 0.001, 12);
    expect(put(0.02, 103_000).initial).toBeCloseTo(0.15 - 3 / 103 + 0.02, 12);
    expect(put(0.001, 150_000).maintenance).toBeCloseTo(0.075 + 0.001, 12);
    // A put worth two coins: 0.075 · 2 of it, and its first margin no less than its later one.
    expect(put(2.2, 31_250).maintenance).toBeCloseTo(0.075 * 2.2 + 2.2, 12);
    expect(put(2.2, 31_250).initial).toBeCloseTo(0.075 * 2.2 + 2.2, 12);
  });

  it('is nothing for a long option and for no position', () => {
    const prices = { mark: 0.05, underlying: 100_000 };
    expect(marginOf(BTC_CALL, lots(10), prices, 1)).toEqual({ initial: 0, maintenance: 0 });
    expect(marginOf(BTC_PERP, lots(0), prices, 1)).toEqual({ initial: 0, maintenance: 0 });
  });

  it('is the underlying times as much for a linear option', () => {
    const instrument = {
      ...BTC_CALL.instrument,
      inverse: false,
      settle: 'USD',
    } as typeof BTC_CALL.instrument;
    const prices = { mark: 2_000, underlying: 97_000 };
    const linear = marginOf({ ...BTC_CALL, instrument }, lots(-10), prices, 1);
    const coin = marginOf(BTC_CALL, lots(-10), { mark: 2_000 / 97_000, underlying: 97_000 }, 1);
    expect(linear.initial).toBeCloseTo(97_000 * coin.initial, 8);
    expect(linear.maintenance).toBeCloseTo(97_000 * coin.maintenance, 8);
  });
});

describe('maxLeverage', () => {
  it('is that of the first bracket', () => {
    expect(maxLeverage(BINANCE_BTC)).toBe(125);
    expect(maxLeverage(BTC_PERP)).toBe(50);
    expect(maxLeverage(BTC_CALL)).toBe(1);
  });
});
