import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../domain/instrument.ts';
import { black76 } from '../black-scholes.ts';
import { inverseOption } from '../inverse-option.ts';
import { valuePosition } from '../uniswap-v3/uniswap-v3.ts';
import type { MarginHolding } from './account.ts';
import { equityOf } from './collateral.ts';
import { accountOf, answered, COIN_PERP, holdingOf, money, optionOf, PERP } from './margin-fixture.ts';
import { shockedAccount, shockedClaim } from './shocked.ts';

const LP: Instrument = {
  ...PERP,
  ...{ kind: 'lp', id: 'pool', inverse: false, lower: 80_000, upper: 125_000, multiplier: 1 },
};
const factor = fc.double({ min: 0.3, max: 3, noNaN: true });

describe('shockedClaim', () => {
  it('is an option at its formula’s price there, and what its mark was off by', () => {
    const type = fc.constantFrom('call' as const, 'put' as const);
    fc.assert(
      fc.property(type, fc.boolean(), factor, factor, (kind, isInverse, price, change) => {
        const [strike, vol, years] = [95_000, 0.6, 0.2];
        const quote = (forward: number, at: number) => {
          const { price: worth } = answered(
            black76({ type: kind, strike, forward, vol: at, years, rate: 0 }),
          );
          return isInverse ? worth / forward : worth;
        };
        const off = isInverse ? 0.001 : 100;
        const mark = quote(100_000, vol) + off;
        const claim = holdingOf(optionOf(kind, strike, isInverse), -1, { mark, vol, years });
        const then = answered(shockedClaim(claim, 'USDT', { moves: { BTC: price }, vol: change }));
        const expected = quote(100_000 * price, vol * change) + off;
        expect(Math.abs(then.mark - expected)).toBeLessThan(1e-12 * (isInverse ? 1 : 100_000));
        expect(then.index).toBe(100_000 * price);
        expect(then.vol).toBeCloseTo(vol * change, 12);
        expect(then.rate).toBe(isInverse ? price : 1);
      }),
    );
  });

  it('is liquidity at its value there', () => {
    const valueAt = (price: number) =>
      answered(valuePosition({ liquidity: 1, lower: 80_000, upper: 125_000, price })).value;
    const claim = holdingOf(LP, 10, { mark: valueAt(100_000) });
    for (const price of [0.5, 0.9, 1.1, 2]) {
      const then = answered(shockedClaim(claim, 'USDT', { moves: { BTC: price } }));
      expect(then.mark).toBeCloseTo(valueAt(100_000 * price), 9);
    }
  });
});

describe('shockedAccount', () => {
  it('moves equity by its delta, gamma and vega', () => {
    const [vol, years] = [0.6, 0.2];
    const at = { type: 'call', strike: 105_000, vol, years } as const;
    const inverse = answered(inverseOption({ ...at, forward: 100_000, index: 100_000 }));
    const linear = answered(black76({ ...at, forward: 100_000, rate: 0 }));
    const holdings: MarginHolding[] = [
      holdingOf(PERP, 1_500, { cost: 140_000 }),
      // From 80,000: a delta of 1/80,000 a dollar, whatever the price.
      holdingOf(COIN_PERP, -2_000, { cost: 0.25, rate: 100_000 }),
      holdingOf(optionOf('call', 105_000, true), -2, { mark: inverse.coin.price, rate: 100_000, vol, years }),
      holdingOf(optionOf('call', 105_000), 1, { mark: linear.price, vol, years }),
    ];
    const coins = { currency: 'BTC', amount: 0.7, worth: 100_000, underlying: true } as const;
    const account = accountOf('USD', holdings, [coins, money('USDT', 1_000)]);
    const delta = 1.5 - 0.25 - 2 * inverse.quote.delta + linear.delta + 0.7;
    const gamma = -2 * inverse.quote.gamma + linear.gamma;
    const vega = -2 * inverse.quote.vega + linear.vega;
    const equity = (price: number, change: number) =>
      equityOf(answered(shockedAccount(account, { moves: { BTC: price }, vol: change })));
    const h = 1e-3;
    const slope = (equity(1 + h, 1) - equity(1 - h, 1)) / (2 * h * 100_000);
    const bend = (equity(1 + h, 1) - 2 * equity(1, 1) + equity(1 - h, 1)) / (h * h * 1e10);
    expect(slope).toBeCloseTo(delta, 6);
    expect(bend / gamma).toBeCloseTo(1, 4);
    expect((equity(1, 1 + h) - equity(1, 1 - h)) / (2 * h * vol)).toBeCloseTo(vega, 1);
  });

  it('does not depend on the unit that it is counted in', () => {
    fc.assert(
      fc.property(factor, (price) => {
        const dollars = accountOf(
          'USD',
          [holdingOf(PERP, 700, { cost: 60_000 }), holdingOf(COIN_PERP, -900, { cost: 0.1, rate: 100_000 })],
          [{ currency: 'BTC', amount: 0.4, worth: 100_000, underlying: true }, money('USDT', 500)],
        );
        const scaled = <T extends { readonly rate: number }>(each: T) => ({ ...each, rate: each.rate / 1e5 });
        const coins = {
          ...dollars,
          unit: 'BTC',
          holdings: dollars.holdings.map(scaled),
          cash: dollars.cash.map((each) => ({ ...each, worth: each.worth / 100_000 })),
        };
        const shock = { moves: { BTC: price } };
        const inDollars = equityOf(answered(shockedAccount(dollars, shock)));
        const inCoins = equityOf(answered(shockedAccount(coins, shock)));
        expect(inCoins * 100_000 * price).toBeCloseTo(inDollars, 6);
      }),
    );
  });
});
