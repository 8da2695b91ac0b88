import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { BINANCE_BTC, BTC_CALL } from './account-fixture.ts';
import { initialWithOrders, type Pending, worstLots } from './exposure.ts';

const pending = (side: 'buy' | 'sell', count: number, price = 100_000): Pending => ({
  ...{ side, lots: lots(count), price },
});

describe('initialWithOrders', () => {
  const prices = { mark: 100_000, underlying: 100_000 };
  /** In units of 1 BTC at ten times leverage. */
  const wanted = (held: number, ...orders: readonly Pending[]) =>
    initialWithOrders(BINANCE_BTC, lots(held), orders, prices, 10) / 10_000;

  it('is that of the worse way in which all orders of a side are filled', () => {
    expect(wanted(1_000)).toBe(1);
    expect(wanted(0, pending('buy', 1_000))).toBe(1);
    expect(wanted(0, pending('buy', 1_000), pending('sell', 2_000))).toBe(2);
    expect(wanted(1_000, pending('buy', 500))).toBe(1.5);
    expect(wanted(-1_000, pending('sell', 500), pending('buy', 300))).toBe(1.5);
  });

  it('is no more for orders that lower the position, and the excess of those that turn it', () => {
    expect(wanted(1_000, pending('sell', 1_000))).toBe(1);
    expect(wanted(1_000, pending('sell', 2_000))).toBe(1);
    expect(wanted(1_000, pending('sell', 2_500))).toBe(1.5);
    expect(wanted(-1_000, pending('buy', 2_500))).toBe(1.5);
    expect(worstLots(lots(5), [pending('sell', 3)])).toEqual({ long: 5, short: 0 });
  });

  it('is the price of options to be bought, but for those that buy a short position back', () => {
    const market = { mark: 0.05, underlying: 100_000 };
    const options = (held: number, ...orders: readonly Pending[]) =>
      initialWithOrders(BTC_CALL, lots(held), orders, market, 1);
    expect(options(0, pending('buy', 10, 0.04))).toBeCloseTo(0.04, 12);
    expect(options(-10, pending('buy', 10, 0.04))).toBeCloseTo(0.2, 12);
    expect(options(-10, pending('buy', 10, 0.03), pending('buy', 10, 0.04))).toBeCloseTo(0.24, 12);
    expect(options(10, pending('sell', 10, 0.06))).toBe(0);
    expect(options(0, pending('sell', 10, 0.06))).toBeCloseTo(0.2, 12);
  });
});
