import fc from 'fast-check';
import { expect, it } from 'vitest';
import { YEAR } from '../../units/time.ts';
import { deal, mark, openAccount, pay, shareOf, TERMS } from './account.ts';

const price = fc.double({ min: 100, max: 200, noNaN: true });
const prices = fc.record({ spot: price, perp: price });
const coins = fc.double({ min: 0, max: 0.01, noNaN: true });
const NO_CASH = { ...TERMS, cash: 0 };

it('earns the difference of the legs, and pays for each trade once', () => {
  fc.assert(
    fc.property(prices, prices, coins, coins, (first, second, some, other) => {
      const account = openAccount();
      deal(account, NO_CASH, some, first);
      mark(account, NO_CASH, first, second, YEAR);
      deal(account, NO_CASH, other, second);
      const spotCost = (n: number, at: number) => n * at * (TERMS.spotFee + TERMS.halfSpread);
      const perpCost = (n: number, at: number) => n * at * (TERMS.perpFee + TERMS.halfSpread);
      const gained = some * (second.spot - first.spot) - some * (second.perp - first.perp);
      const moved = Math.abs(other - some);
      const costs =
        spotCost(some, first.spot) +
        perpCost(some, first.perp) +
        spotCost(moved, second.spot) +
        perpCost(moved, second.perp);
      expect(account.equity).toBeCloseTo(1 + gained - costs, 12);
      expect(shareOf(account, second)).toBeCloseTo((other * second.spot) / account.equity, 12);
    }),
  );
});

it('earns cash on what is not tied up, and funding on the perp', () => {
  const at = { spot: 100, perp: 100 };
  const idle = openAccount();
  mark(idle, TERMS, at, at, YEAR / 4);
  expect(idle.equity).toBeCloseTo(1.01, 12);
  const full = { ...openAccount(), coins: 1 / 120 };
  mark(full, TERMS, at, at, YEAR);
  expect(full.equity).toBeCloseTo(1, 12);
  pay(full, 1e-4, at);
  expect(full.equity).toBeCloseTo(1 + 1e-4 / 1.2, 12);
  pay(full, -1e-4, at);
  expect(full.equity).toBeCloseTo(1, 12);
});
