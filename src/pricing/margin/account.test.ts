import { describe, expect, it } from 'vitest';
import type { AccountTerms } from '../../domain/margin.ts';
import { lots } from '../../units/units.ts';
import { standingOf } from './account.ts';
import { healthFactor } from './lending.ts';
import {
  accountOf,
  answered,
  BRACKETS,
  COIN_PERP,
  holdingOf,
  money,
  optionOf,
  PERP,
  STANDARD,
} from './margin-fixture.ts';

/** 20 coins from 90,000, now at 100,000: 2,000,000 of notional, in the second bracket. */
const LONG = holdingOf(PERP, 20_000, { cost: 1_800_000 });

describe('standingOf', () => {
  it('counts gains, brackets and what is accrued', () => {
    const account = { ...accountOf('USDT', [LONG], [money('USDT', 50_000)]), accrued: -300 };
    expect(standingOf(STANDARD, account)).toEqual({
      ...{ equity: 249_700, balance: 249_700, initial: 100_000, free: 149_700 },
      // 0.005 of the first million and 0.01 of the second.
      maintenance: 15_000,
    });
    const terms = { ...STANDARD, liquidationFee: 0.002 };
    expect(answered(standingOf(terms, account)).maintenance).toBeCloseTo(19_000, 9);
  });

  it('asks half of the initial rate where Hyperliquid does', () => {
    const terms: AccountTerms = { ...STANDARD, model: { kind: 'hyperliquid' } };
    const tiers = BRACKETS.tiers.map((tier) => ({ ...tier, maintenance: 0.0001 }));
    const own = { ...terms, contracts: { [PERP.id]: { tiers, leverage: 20 } } };
    const { initial, maintenance } = answered(standingOf(own, accountOf('USDT', [LONG], [])));
    expect([initial, maintenance]).toEqual([100_000, 15_000]);
  });

  it('counts an inverse contract in coin, and the same in dollars', () => {
    const short = holdingOf(COIN_PERP, -5_000, { cost: 0.5, mark: 80_000, index: 80_000 });
    const coin = answered(standingOf(STANDARD, accountOf('BTC', [short], [money('BTC', 1)])));
    // 50,000 dollars short from 100,000: 0.625 coins now against 0.5.
    expect(coin.equity).toBeCloseTo(1.125, 12);
    expect(coin.maintenance).toBeCloseTo(250 / 80_000, 12);
    const joined = { unit: 'USD', collateral: { BTC: { haircut: 0.1 } } };
    const dollars = answered(
      standingOf(
        { ...STANDARD, joined },
        accountOf('USD', [{ ...short, rate: 80_000 }], [{ ...money('BTC', 1), worth: 80_000 }]),
      ),
    );
    expect(dollars.equity).toBeCloseTo(90_000, 8);
    expect(dollars.balance).toBeCloseTo(82_000, 8);
    expect(dollars.maintenance).toBeCloseTo(250, 10);
  });

  it('keeps Deribit’s standard margin of short options, and none of long ones', () => {
    const mark = 0.05;
    const coins = [money('BTC', 1)];
    const call = holdingOf(optionOf('call', 105_000, true), -1, { mark });
    const put = holdingOf(optionOf('put', 70_000, true), -1, { mark });
    const of = (holding: typeof call) => answered(standingOf(STANDARD, accountOf('BTC', [holding], coins)));
    expect(of(call)).toMatchObject({ equity: 0.95, balance: 1 });
    expect(of(call).initial).toBeCloseTo(0.1 + 0.05, 12);
    expect(of(call).maintenance).toBeCloseTo(0.125, 12);
    expect(of(put).initial).toBeCloseTo(0.15, 12);
    expect(of({ ...call, lots: lots(1) })).toMatchObject({ equity: 1.05, balance: 1, initial: 0 });
    const linear = holdingOf(optionOf('call', 105_000), -1, { mark: mark * 100_000 });
    const { initial } = answered(standingOf(STANDARD, accountOf('USDT', [linear], [])));
    expect(initial).toBeCloseTo(15_000, 8);
  });

  it('lets an isolated position die by itself', () => {
    const terms: AccountTerms = { ...STANDARD, mode: 'isolated' };
    const holdings = [
      { ...LONG, cost: 2_000_000, isolated: 14_000 },
      holdingOf(COIN_PERP, 0, { instrument: { ...PERP, id: 'B' }, lots: lots(10), cost: 0, isolated: 500 }),
    ];
    const contracts = { ...STANDARD.contracts, B: BRACKETS };
    const account = accountOf('USDT', holdings, [money('USDT', 9_000)]);
    const standing = answered(standingOf({ ...terms, contracts }, account));
    // The first lacks 1,000, whatever the second gained and the cash would cover.
    expect(standing.balance - standing.maintenance).toBeCloseTo(-1_000, 8);
    expect(standing.free).toBe(9_000);
    expect(standing.equity).toBeCloseTo(14_000 + 500 + 1_000 + 9_000, 8);
  });

  it('counts open orders by the worse side, and what lowers a position not at all', () => {
    const order = { ...holdingOf(PERP, 0), price: 99_000 };
    const of = (...counts: number[]) => {
      const orders = counts.map((count) => ({ ...order, lots: lots(count) }));
      return answered(standingOf(STANDARD, { ...accountOf('USDT', [LONG], []), orders })).initial;
    };
    expect(of(-20_000)).toBe(100_000);
    expect(of(-50_000)).toBe(150_000);
    expect(of(4_000, -50_000)).toBe(150_000);
    expect(of(10_000, 4_000)).toBe(170_000);
  });

  it('is a lending market’s health factor', () => {
    const assets = {
      BTC: { loanToValue: 0.7, threshold: 0.8 },
      USDC: { loanToValue: 0.75, threshold: 0.78 },
    };
    const terms: AccountTerms = { model: { kind: 'lending', assets }, mode: 'cross', contracts: {} };
    const account = accountOf(
      'USD',
      [],
      [
        { currency: 'BTC', amount: 2, worth: 100_000, underlying: true },
        { currency: 'USDC', amount: -100_000, worth: 1 },
      ],
    );
    const standing = answered(standingOf(terms, account));
    expect(standing).toEqual({
      ...{ equity: 100_000, balance: 160_000, initial: 120_000, maintenance: 100_000, free: 40_000 },
    });
    expect(healthFactor(standing)).toBe(1.6);
    const fallen = answered(standingOf(terms, account, { moves: { BTC: 0.625 } }));
    expect(healthFactor(fallen)).toBeCloseTo(1, 12);
    expect(healthFactor({ ...standing, maintenance: 0 })).toBe(Infinity);
  });

  it('is after a shock what it would be at those prices', () => {
    const account = accountOf('USDT', [LONG], [money('USDT', 50_000)]);
    const there = accountOf('USDT', [{ ...LONG, mark: 80_000, index: 80_000 }], account.cash);
    expect(standingOf(STANDARD, account, { moves: { BTC: 0.8 } })).toEqual(standingOf(STANDARD, there));
    // Where the stablecoin itself falls, what is quoted in it rises.
    const joined = { unit: 'USD', collateral: { USDT: { haircut: 0 } } };
    const depeg = answered(
      standingOf({ ...STANDARD, joined }, { ...account, unit: 'USD' }, { moves: { USDT: 0.9 } }),
    );
    expect(depeg.equity).toBeCloseTo((50_000 + 2_000_000 / 0.9 - 1_800_000) * 0.9, 6);
  });

  it.each([
    ['contracts.BTCUSDT', { ...STANDARD, contracts: {} }, LONG],
    ['contracts.BTCUSDT.tiers', { ...STANDARD, contracts: { BTCUSDT: { tiers: [], leverage: 1 } } }, LONG],
    [
      'contracts.BTCUSDT.leverage',
      { ...STANDARD, contracts: { BTCUSDT: { ...BRACKETS, leverage: 0 } } },
      LONG,
    ],
    ['BTCUSDT.mark', STANDARD, { ...LONG, mark: Number.NaN }],
    ['BTC-PERPETUAL.settle', STANDARD, holdingOf(COIN_PERP, 1)],
    ['BTCUSDT.isolated', { ...STANDARD, mode: 'isolated' }, LONG],
    ['unit', { ...STANDARD, joined: { unit: 'USD', collateral: {} } }, LONG],
    ['liquidationFee', { ...STANDARD, liquidationFee: -1 }, LONG],
  ] as const)('refuses %s', (field, terms, holding) => {
    const refusal = standingOf(terms as AccountTerms, accountOf('USDT', [holding], []));
    expect(refusal).toMatchObject({ kind: 'refused', field });
  });

  it('refuses to value an option after a shock without its vol', () => {
    const call = holdingOf(optionOf('call', 100_000), -1, { mark: 5_000 });
    const account = accountOf('USDT', [call], [money('USDT', 1)]);
    expect(standingOf(STANDARD, account, { moves: { BTC: 0.9 } })).toMatchObject({
      field: 'BTC-100000-call.vol',
    });
    expect(standingOf(STANDARD, account, { moves: { BTC: 0 } })).toMatchObject({ field: 'moves.BTC' });
    expect('kind' in standingOf(STANDARD, account, { moves: { ETH: 0.9 } })).toBe(false);
  });
});
