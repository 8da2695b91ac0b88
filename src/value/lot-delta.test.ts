import { describe, expect, it } from 'vitest';
import {
  bookOf,
  CALL,
  CALM,
  COIN,
  EXPIRY,
  marksAt,
  money,
  PERP,
  PUT,
  unitOf,
  valuedAt,
} from '../../test/support/books.ts';
import type { Book } from '../domain/book.ts';
import { boughtDelta } from './lot-delta.ts';

describe('what a purchase adds to delta', () => {
  it('is the size of what is no option, at its price', () => {
    expect(boughtDelta(PERP, 60_000, null)).toBe(0.01);
    expect(boughtDelta(COIN, 50_000, marksAt())).toBe(10 / 50_000);
  });

  it('is the delta of an option that is paid for in dollars', () => {
    expect(boughtDelta(CALL, 1, marksAt())).toBeCloseTo(0.01 * unitOf(CALL, CALM).delta, 14);
  });

  it('is what a valuation finds once it is bought, of one paid for in coins too', () => {
    const marks = { ...marksAt(), indexQuote: { BTC: 'USD' }, index: { BTC: 60_000 } };
    const deltaOf = (book: Book) => valuedAt(book, marks).greeks.BTC?.delta ?? 0;
    const coins = unitOf(PUT, { ...CALM, spot: 60_000, usdt: 1 }).price / 60_000;
    const before = deltaOf(bookOf([], { BTC: money(1) }));
    // A hundred lots are one coin of the option; what they cost has left the account.
    const after = deltaOf(bookOf([[PUT, 100, coins]], { BTC: money(1 - coins) }));
    expect(100 * boughtDelta(PUT, coins, marks)).toBeCloseTo(after - before, 7);
  });

  it('is taken at the vol of its own', () => {
    const marks = { ...marksAt(), optionVols: { CALL: 0.9 } };
    expect(boughtDelta(CALL, 1, marks)).toBeCloseTo(0.01 * unitOf(CALL, { ...CALM, vol: 0.9 }).delta, 14);
  });

  it('is nothing once it has expired, and where nothing prices it', () => {
    expect(boughtDelta(CALL, 1, marksAt({ at: EXPIRY }))).toBe(0);
    expect(boughtDelta(CALL, 1, null)).toBe(0);
    expect(boughtDelta(CALL, 1, { ...marksAt(), vols: {} })).toBe(0);
    expect(boughtDelta(CALL, 1, { ...marksAt(), index: {} })).toBe(0);
  });
});
