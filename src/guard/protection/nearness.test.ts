import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liquidationFactors } from '../../pricing/margin/liquidation.ts';
import {
  accountOf,
  answered,
  holdingOf,
  money,
  optionOf,
  PERP,
  STANDARD,
} from '../../pricing/margin/margin-fixture.ts';
import { lots } from '../../units/units.ts';
import { lowersLiquidationRisk, type Nearness, nearnessOf } from './nearness.ts';
import { guardedOf } from './protection-fixture.ts';

const near = (distance: number | null, room = 10, gross = 100): Nearness => ({
  room,
  gross,
  edges: [],
  distance,
});

describe('how near liquidation is', () => {
  it('is what the formula says, of any account of contracts', () => {
    const coins = fc.double({ min: -40, max: 40, noNaN: true });
    const cash = fc.double({ min: 1_000, max: 2_000_000, noNaN: true });
    fc.assert(
      fc.property(coins, cash, (size, amount) => {
        const { terms, account } = guardedOf({ venue: 'a', cash: amount, coins: size });
        const { distance, room } = answered(nearnessOf(terms, account, 2));
        const factors = answered(liquidationFactors(terms, account, 'BTC'));
        const nearest = Math.min(1 - (factors.falling ?? -9), (factors.rising ?? 9) - 1);
        if (room < 0) expect(distance).toBe(0);
        else if (nearest > 0.75) expect(distance).toBeNull();
        else expect(distance).toBeCloseTo(Math.max(0, nearest), 5);
      }),
    );
  });

  it('sees what all underlyings do together, and what one does alone', () => {
    const together = guardedOf({ venue: 'a', cash: 20_000, coins: -1, ether: -1 });
    const apart = guardedOf({ venue: 'a', cash: 20_000, coins: -1, ether: 1 });
    const both = answered(nearnessOf(together.terms, together.account, 0));
    const one = answered(nearnessOf(apart.terms, apart.account, 0));
    expect(both.distance).toBeCloseTo((20_000 - 500) / (100_000 * 1.005), 3);
    expect(one.distance).toBeGreaterThan(1.9 * (both.distance as number));
    expect(both.edges.map(({ underlying }) => underlying)).toEqual(['BTC', 'ETH', null]);
  });

  it('is nearer for a short option where vols move with prices', () => {
    const call = holdingOf(optionOf('call', 100_000), -1, {
      mark: 8_000,
      vol: 0.6,
      years: 0.1,
      lots: lots(-1),
    });
    const account = accountOf('USDT', [call], [money('USDT', 40_000)]);
    const [still, moving] = [0, 2.4].map((perMove) => answered(nearnessOf(STANDARD, account, perMove)));
    expect(moving?.distance).toBeLessThan(still?.distance as number);
  });

  it('refuses contracts whose brackets are not known', () => {
    const account = accountOf('USDT', [holdingOf(PERP, 1)], [money('USDT', 1)]);
    expect(nearnessOf({ ...STANDARD, contracts: {} }, account, 0)).toMatchObject({ kind: 'refused' });
  });
});

describe('whether an order brings it nearer', () => {
  it.each<[string, Nearness | null, Nearness | null, boolean, boolean]>([
    ['farther', near(0.2), near(0.3), false, true],
    ['as far', near(0.2), near(0.2), true, false],
    ['nearer, though it reduces', near(0.2), near(0.1), true, false],
    ['away for good', near(0.2), near(null), true, true],
    ['not near before', near(null), near(0.4), true, false],
    ['due, and some closed', near(0, -2, 100), near(0, -1, 50), true, true],
    ['due, and more of it', near(0, -2, 100), near(0, -1, 120), false, false],
    ['due, and lacking more', near(0, -2, 100), near(0, -3, 50), true, false],
    ['due, and out of it', near(0, -2, 100), near(0.1, 3, 50), true, true],
    ['not known, and it reduces', null, null, true, true],
    ['not known, and it does not', near(0.1), null, false, false],
  ])('%s', (_what, before, after, isReducing, lowers) => {
    expect(lowersLiquidationRisk(before, after, isReducing)).toBe(lowers);
  });

  it('tells that closing one leg of two may', () => {
    // Two perps on one coin in one account: one is the other's hedge.
    const perp = (venue: string, coins: number) => guardedOf({ venue, cash: 10_000, coins }).account.holdings;
    const { terms, account } = guardedOf({ venue: 'a', cash: 10_000, coins: 1 });
    const contracts = { ...terms.contracts, ...guardedOf({ venue: 'b', cash: 1 }).terms.contracts };
    const hedged = { ...account, holdings: [...account.holdings, ...perp('b', -0.9)] };
    const before = nearnessOf({ ...terms, contracts }, hedged, 0);
    const after = nearnessOf({ ...terms, contracts }, account, 0);
    expect(lowersLiquidationRisk(before, after, true)).toBe(false);
    expect(lowersLiquidationRisk(after, before, false)).toBe(true);
  });
});
