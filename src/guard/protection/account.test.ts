import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCash, applyTrade, cashOf, EMPTY_BOOK } from '../../domain/book.ts';
import { fromAtoms, toAtoms } from '../../units/rounding.ts';
import { lots } from '../../units/units.ts';
import { afterTrade, withCash } from './account.ts';
import { guardedOf, marketOf, PRICE, perpAt } from './protection-fixture.ts';

const PERP = perpAt('a');

describe('an account after a trade', () => {
  it('is what the book makes of it', () => {
    const count = fc.integer({ min: -5_000, max: 5_000 });
    const price = fc.integer({ min: 20_000, max: 100_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(count, price), { maxLength: 6 }), (trades) => {
        let { account } = guardedOf({ venue: 'a', cash: 100_000 });
        let book = addCash(EMPTY_BOOK, 'a', 'USDT', toAtoms(100_000, 'nearest'));
        for (const [size, mark] of trades) {
          const market = { ...marketOf(PERP), mark };
          account = afterTrade(account, market, lots(size));
          const fee = toAtoms(market.cost * Math.abs(size) * 0.001 * mark, 'nearest');
          book = applyTrade(book, PERP, { lots: lots(size), price: mark, fee, feeCurrency: 'USDT' });
        }
        const [held] = account.holdings;
        expect(held?.lots ?? 0).toBe(book.positions[PERP.id]?.lots ?? 0);
        const cost = book.positions[PERP.id]?.cost;
        expect(held?.cost ?? 0).toBeCloseTo(cost === undefined ? 0 : fromAtoms(cost), 4);
        expect(account.cash[0]?.amount).toBeCloseTo(fromAtoms(cashOf(book, 'a', 'USDT')), 4);
      }),
    );
  });

  it('knows money that it knew, and its own unit', () => {
    const { account } = guardedOf({ venue: 'a', cash: 5 });
    expect(withCash(account, 'USDT', 2)?.cash).toEqual([{ currency: 'USDT', amount: 7, worth: 1 }]);
    expect(withCash({ ...account, cash: [] }, 'USDT', 2)?.cash).toEqual([
      { currency: 'USDT', amount: 2, worth: 1 },
    ]);
    expect(withCash(account, 'BTC', 2)).toBeUndefined();
    expect(PRICE).toBeGreaterThan(0);
  });
});
