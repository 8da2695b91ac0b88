import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySettlement, applyTrade, EMPTY_BOOK } from '../../domain/book.ts';
import { type Future, type Option, payoff, sizeOf } from '../../domain/instrument.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { atoms, lots, millis } from '../../units/units.ts';
import { settleByDelivery, settleFuture, settleInCash } from './exercise.ts';

const contract = { venue: 'v', base: 'BTC', quote: 'USD', tick: 0.5, lot: 1, expiry: millis(0) } as const;
const call: Option = {
  ...{ ...contract, id: 'c', kind: 'option', type: 'call', strike: 50_000 },
  ...{ settle: 'USD', multiplier: 0.01, inverse: false },
};
const put: Option = { ...call, type: 'put' };
const coin: Option = { ...call, settle: 'BTC', inverse: true };
const linear: Future = {
  ...contract,
  ...{ id: 'f', kind: 'future', settle: 'USD', multiplier: 0.001, inverse: false },
};
const inverse: Future = { ...linear, settle: 'BTC', multiplier: 10, inverse: true };

const price = fc.double({ min: 10_000, max: 200_000, noNaN: true });
const count = fc.integer({ min: -1e5, max: 1e5 }).filter((n) => n !== 0);

function given<T extends { readonly kind: string }>(result: T): Exclude<T, { readonly kind: 'refused' }> {
  if (result.kind === 'refused') throw new Error('refused');
  return result as Exclude<T, { readonly kind: 'refused' }>;
}

describe('settleInCash', () => {
  it('pays the payoff in the quote, or over the price in coin', () => {
    expect(settleInCash(call, lots(300), 60_000)).toEqual({
      ...{ kind: 'cash', exercised: true, price: 10_000, currency: 'USD' },
      paid: atoms(3_000_000_000_000n),
    });
    expect(settleInCash(coin, lots(-300), 62_500)).toEqual({
      ...{ kind: 'cash', exercised: true, price: 0.2, currency: 'BTC' },
      paid: atoms(-60_000_000n),
    });
    expect(settleInCash(put, lots(300), 60_000)).toMatchObject({ exercised: false, paid: 0n });
  });

  it('is not exercised at the strike', () => {
    for (const option of [call, put, coin]) {
      expect(settleInCash(option, lots(7), 50_000)).toMatchObject({ exercised: false, paid: 0n, price: 0 });
      expect(settleByDelivery(option, lots(7), 50_000)).toMatchObject({
        exercised: false,
        base: 0n,
        quote: 0n,
      });
    }
  });

  it('moves the cash that the book books at its price', () => {
    fc.assert(
      fc.property(fc.constantFrom(call, put, coin), count, price, (option, n, at) => {
        const trade = { lots: lots(n), price: 0.01, fee: atoms(0n), feeCurrency: 'USD' };
        const book = applyTrade(EMPTY_BOOK, option, trade);
        const settled = given(settleInCash(option, lots(n), at));
        const after = applySettlement(book, option, settled.price);
        const cash = (b: typeof book) => b.cash.v?.[settled.currency] ?? atoms(0n);
        expect(cash(after) - cash(book)).toBe(settled.paid);
        expect(after.positions).toEqual({});
      }),
    );
  });
});

describe('settleByDelivery', () => {
  it('is worth the payoff, whatever side is held', () => {
    fc.assert(
      fc.property(fc.constantFrom(call, put), count, price, (option, n, at) => {
        const { base, quote } = given(settleByDelivery(option, lots(n), at));
        const gain = sizeOf(option, lots(n)) * payoff(option, at);
        expect(Math.abs(fromAtoms(base) * at + fromAtoms(quote) - gain)).toBeLessThan(1e-8 * (at + 1));
      }),
    );
    expect(settleByDelivery(put, lots(-100), 40_000)).toMatchObject({
      base: 100_000_000n,
      quote: -5_000_000_000_000n,
    });
  });
});

describe('settleFuture', () => {
  it('pays what the book books, linear and inverse', () => {
    fc.assert(
      fc.property(fc.constantFrom(linear, inverse), count, price, price, (future, n, entry, at) => {
        const trade = { lots: lots(n), price: entry, fee: atoms(0n), feeCurrency: future.settle };
        const book = applyTrade(EMPTY_BOOK, future, trade);
        const cost = book.positions[future.id]?.cost ?? atoms(0n);
        const settled = given(settleFuture(future, lots(n), cost, at));
        const after = applySettlement(book, future, at);
        const held = (b: typeof book) => b.cash.v?.[future.settle] ?? atoms(0n);
        expect(held(after) - held(book)).toBe(settled.paid);
        const size = sizeOf(future, lots(n));
        const gain = future.inverse ? size * (1 / entry - 1 / at) : size * (at - entry);
        expect(Math.abs(fromAtoms(settled.paid) - gain)).toBeLessThan(2e-8 + 1e-15 * Math.abs(size) * at);
      }),
    );
  });
});

describe('hostile prices', () => {
  it('are refused by field', () => {
    for (const value of [Number.NaN, 0, -1, Infinity]) {
      const refusal = { kind: 'refused', field: 'settlementPrice', value };
      expect(settleInCash(call, lots(1), value)).toMatchObject(refusal);
      expect(settleByDelivery(call, lots(1), value)).toMatchObject(refusal);
      expect(settleFuture(linear, lots(1), atoms(0n), value)).toMatchObject(refusal);
    }
    const endless: Option = { ...call, strike: 0, multiplier: 1e305 };
    expect(settleInCash(endless, lots(1e6), 1e5)).toMatchObject({ field: 'count' });
    expect(settleByDelivery({ ...endless, strike: 1 }, lots(1e6), 1e5)).toMatchObject({ field: 'count' });
    const wide: Future = { ...linear, multiplier: 1e305 };
    expect(settleFuture(wide, lots(1e6), atoms(0n), 1)).toMatchObject({ field: 'count' });
  });
});
