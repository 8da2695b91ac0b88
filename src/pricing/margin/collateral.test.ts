import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { countedCollateral, equityOf } from './collateral.ts';
import { accountOf, holdingOf, money, PERP, STANDARD } from './margin-fixture.ts';

const SPOT: Instrument = { ...PERP, kind: 'spot', id: 'BTC/USDT', inverse: false };
const POOL: Instrument = { ...SPOT, kind: 'lp', id: 'pool', lower: 0, upper: 1e30 };
const TERMS: AccountTerms = {
  ...STANDARD,
  joined: {
    unit: 'USDT',
    collateral: { BTC: { haircut: 0.1, cap: 150_000 }, DAI: { haircut: 0.02 }, pool: { haircut: 0.3 } },
  },
};
const coins = (amount: number) => ({ currency: 'BTC', amount, worth: 100_000, underlying: true }) as const;

function counted(...parts: Parameters<typeof accountOf>): number {
  return countedCollateral(TERMS, accountOf(...parts));
}

describe('countedCollateral', () => {
  it('takes haircuts off, and no more than the cap of what lies together', () => {
    expect(counted('USDT', [], [coins(1), money('DAI', 1_000), money('USDT', 500)])).toBeCloseTo(91_480, 8);
    expect(counted('USDT', [], [coins(3)])).toBe(150_000);
    // A coin is one asset, be it money or a position.
    expect(counted('USDT', [holdingOf(SPOT, 1_000)], [coins(1)])).toBe(150_000);
    expect(counted('USDT', [holdingOf(POOL, 10, { mark: 1_000_000 })], [])).toBeCloseTo(7_000, 9);
  });

  it('counts debts in full, and what is not named for nothing', () => {
    expect(counted('USDT', [], [coins(-1), money('DAI', -10), money('USDT', -5)])).toBe(-100_015);
    expect(counted('USDT', [], [money('XYZ', 1_000)])).toBe(0);
    expect(counted('USDT', [holdingOf(SPOT, -1_000)], [coins(1.5)])).toBeCloseTo(45_000, 8);
  });

  it('counts in an account of one currency that alone', () => {
    const account = accountOf('USDT', [holdingOf(SPOT, 1_000)], [money('USDT', 700)]);
    expect(countedCollateral(STANDARD, account)).toBe(700);
    expect(equityOf(account)).toBe(100_700);
  });
});
