import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  bookOf,
  books,
  CALL,
  CALM,
  COIN,
  ETH_PERP,
  EXPIRY,
  INSTRUMENTS,
  type Market,
  markets,
  marksAt,
  money,
  NOW,
  PERP,
  POOL,
  PUT,
  SPOT,
  unitOf,
  valuedAt,
} from '../../test/support/books.ts';
import { KERNEL } from '../../test/support/engine.ts';
import type { Book } from '../domain/book.ts';
import { ZERO_GREEKS } from '../domain/greeks.ts';
import { type Instrument, type Lp, payoff } from '../domain/instrument.ts';
import { decode, encode } from '../record/canonical.ts';
import { later, YEAR } from '../units/time.ts';
import { markPrice, type Valuation, valuate } from './value.ts';

function valued(book: Book, change: Partial<Market> = {}): Valuation {
  return valuedAt(book, marksAt(change));
}

describe('rows', () => {
  const book = bookOf(
    [
      [SPOT, 200, 50_000],
      [PERP, -300, 61_000],
      [COIN, -6_000, 50_000],
      [CALL, -100, 3_000],
      [PUT, 400, 0.05],
      [ETH_PERP, 7, 2_900],
    ],
    { BTC: money(1.5), USDT: money(250_000), USD: money(-10) },
  );
  const dollars = 60_000 * 0.99;
  const [call, put] = [unitOf(CALL, CALM), unitOf(PUT, CALM)];
  /** Quote, spot in it, value in it, delta. */
  const expected: Record<string, [string, number, number, number]> = {
    CALL: ['USDT', 60_000, -call.price, -call.delta],
    COIN: ['USD', dollars, (60_000 / (dollars * 1.002) - 1.2) * dollars, -1.2],
    'ETH-PERP': ['USDT', 3_000, 0.7 * (3_025 - 2_900), 0.7],
    PERP: ['USDT', 60_000, -3 * (60_025 - 61_000), -3],
    PUT: ['USD', dollars, 4 * put.price, 4 * put.delta],
    SPOT: ['USDT', 60_000, 2 * 60_000, 2],
    'v/BTC': ['USDT', 60_000, 1.5 * 60_000, 1.5],
    'v/USD': ['USD', 0, -10, 0],
    'v/USDT': ['USDT', 0, 250_000, 0],
  };

  it('are one for each thing held, positions and then cash, by id', () => {
    expect(valued(book).rows.map((row) => row.id)).toEqual(Object.keys(expected));
  });

  it.each(Object.entries(expected))('%s is valued in its own quote', (id, [quote, spot, value, delta]) => {
    const row = valued(book).rows.find((one) => one.id === id);
    expect(row).toMatchObject({ quote, curved: 'CALL PUT'.includes(id) });
    expect(row?.spot).toBeCloseTo(spot, 8);
    expect(row?.value).toBeCloseTo(value, 6);
    expect(row?.greeks.delta).toBeCloseTo(delta, 12);
  });

  it('have an underlying, and an expiry where theta stops', () => {
    for (const { id, underlying, expiry } of valued(book).rows) {
      const base = id === 'ETH-PERP' ? 'ETH' : 'BTC';
      expect(underlying).toBe(id.startsWith('v/USD') ? null : base);
      expect(expiry).toBe(id === 'CALL' || id === 'PUT' ? EXPIRY : null);
    }
  });

  it('sum to the equity in the reporting currency, and per underlying to the Greeks', () => {
    const { rows, equity, greeks, at } = valued(book);
    const sum = rows.reduce((total, row) => total + row.value * (row.quote === 'USDT' ? 0.99 : 1), 0);
    expect(equity).toBeCloseTo(sum, 6);
    expect(greeks.BTC?.delta).toBeCloseTo(-call.delta - 1.2 - 3 + 4 * put.delta + 2 + 1.5, 12);
    // The put's are per dollar; those of the book are per USDT, which is worth 0.99 dollars.
    expect(greeks.BTC?.gamma).toBeCloseTo(-call.gamma + 4 * put.gamma * 0.99, 12);
    expect(greeks.BTC?.vega).toBeCloseTo(-call.vega + (4 * put.vega) / 0.99, 8);
    expect(greeks.BTC?.theta).toBeCloseTo(-call.theta + (4 * put.theta) / 0.99, 8);
    expect(greeks.ETH).toEqual({ ...ZERO_GREEKS, delta: 0.7000000000000001 });
    expect(at).toBe(NOW);
  });

  it('of nothing are worth nothing, and still have the Greeks of every underlying', () => {
    const nothing = { kind: 'valuation', at: NOW, rows: [], equity: 0 };
    expect(valued(bookOf([]))).toEqual({ ...nothing, greeks: { BTC: ZERO_GREEKS, ETH: ZERO_GREEKS } });
  });

  it('do not depend on the order that the book came in', () => {
    fc.assert(
      fc.property(books, markets, (mixed, market) => {
        const reversed = {
          positions: Object.fromEntries(Object.entries(mixed.positions).reverse()),
          cash: { v: Object.fromEntries(Object.entries(mixed.cash.v ?? {}).reverse()) },
        };
        const text = encode(valued(mixed, market));
        expect(encode(valued(reversed, market))).toBe(text);
        expect(encode(valued(decode(encode(mixed)) as Book, market))).toBe(text);
      }),
    );
  });
});

describe('an option that has expired', () => {
  it.each([0, 1, YEAR])('is worth its payoff and has no Greeks %d ms later', (ms) => {
    fc.assert(
      fc.property(between(50_000, 70_000), (spot) => {
        const market = { at: later(EXPIRY, ms), spot };
        const book = bookOf([
          [CALL, 100, 1_000],
          [PUT, -100, 0.01],
        ]);
        const { rows, greeks } = valued(book, market);
        expect(rows.map((row) => row.value)).toEqual([payoff(CALL, spot), -payoff(PUT, spot * CALM.usdt)]);
        expect(greeks.BTC).toEqual(ZERO_GREEKS);
      }),
    );
  });

  it('still has Greeks a moment before', () => {
    const { greeks } = valued(bookOf([[CALL, 100, 1_000]]), { at: later(EXPIRY, -1), spot: 70_000 });
    expect(greeks.BTC?.delta).toBeCloseTo(1, 12);
  });
});

describe('liquidity', () => {
  const spot = 60_000;
  // Whitepaper §6.2 by hand: L(2√P − √a − P/√b), L(1/√P − 1/√b) and −L/(2P√P).
  const unit = {
    value: 2 * Math.sqrt(spot) - Math.sqrt(50_000) - spot / Math.sqrt(70_000),
    delta: 1 / Math.sqrt(spot) - 1 / Math.sqrt(70_000),
    gamma: -0.5 / (spot * Math.sqrt(spot)),
  };

  it('is a curved row at the index, whatever nobody quotes, with neither vega nor theta', () => {
    const [row] = valued(bookOf([[POOL, 300, 40]])).rows;
    expect(row).toMatchObject({ id: 'POOL', underlying: 'BTC', quote: 'USDT', spot, curved: true });
    expect(row?.expiry).toBeNull();
    expect(row?.value).toBeCloseTo(30 * unit.value, 8);
    expect(row?.greeks.delta).toBeCloseTo(30 * unit.delta, 14);
    expect(row?.greeks.gamma).toBeCloseTo(30 * unit.gamma, 18);
    expect([row?.greeks.vega, row?.greeks.theta]).toEqual([0, 0]);
    expect(markPrice(POOL, marksAt())).toBeCloseTo(unit.value, 10);
  });

  it('is valued in its own quote where the index is quoted in another', () => {
    const inDollars: Lp = { ...POOL, quote: 'USD', settle: 'USD' };
    const book = bookOf([[inDollars, 300, 40]]);
    const valuation = valuate(book, { POOL: inDollars }, marksAt(), KERNEL);
    const price = spot * CALM.usdt;
    const held = 2 * Math.sqrt(price) - Math.sqrt(50_000) - price / Math.sqrt(70_000);
    expect(valuation).toMatchObject({ rows: [{ value: expect.closeTo(30 * held, 6), spot: price }] });
  });

  it('adds its Greeks to those of a short call, and is all gamma-short with it', () => {
    const call = unitOf(CALL, CALM);
    const { greeks, equity, rows } = valued(
      bookOf([
        [CALL, -200, 3_000],
        [POOL, 300, 40],
      ]),
    );
    expect(rows.map(({ id }) => id)).toEqual(['CALL', 'POOL']);
    expect(greeks.BTC?.delta).toBeCloseTo(-2 * call.delta + 30 * unit.delta, 12);
    expect(greeks.BTC?.gamma).toBeCloseTo(-2 * call.gamma + 30 * unit.gamma, 15);
    expect(greeks.BTC?.vega).toBeCloseTo(-2 * call.vega, 10);
    expect(greeks.BTC?.theta).toBeCloseTo(-2 * call.theta, 8);
    expect(equity).toBeCloseTo((-2 * call.price + 30 * unit.value) * CALM.usdt, 6);
  });
});

describe('markPrice', () => {
  it('is the mid of what is quoted and the model value of an option, in coin if it is paid in coin', () => {
    const marks = marksAt();
    expect(markPrice(PERP, marks)).toBe(60_025);
    expect(markPrice(COIN, marks)).toBe(60_000 * 0.99 * 1.002);
    expect(markPrice(CALL, marks)).toBe(unitOf(CALL, CALM).price);
    expect(markPrice(PUT, marks)).toBeCloseTo(unitOf(PUT, CALM).price / (60_000 * 0.99), 15);
  });

  it('names what is missing', () => {
    const bare = { ...marksAt(), prices: {}, vols: {} };
    expect(markPrice(PERP, bare)).toEqual({ kind: 'unpriced', what: 'price of PERP' });
    expect(markPrice(CALL, bare)).toEqual({ kind: 'unpriced', what: 'vol of BTC for CALL' });
    expect(markPrice(CALL, { ...bare, index: {} })).toEqual({
      kind: 'unpriced',
      what: 'price of BTC in USDT for CALL',
    });
  });
});

describe('what cannot be valued', () => {
  const empty: Lp = { ...POOL, lower: 70_000 };
  const noUsdt = { USD: 1, BTC: 1 };
  const badVol = { vols: { BTC: -1 } };
  it.each<[string, Instrument, Partial<ReturnType<typeof marksAt>>]>([
    ['price of PERP', PERP, { prices: {} }],
    ['price of BTC in USDT for PERP', PERP, { index: {} }],
    ['price of BTC in USD for COIN', COIN, { rates: noUsdt }],
    ['rate of USDT', PERP, { rates: noUsdt }],
    ['vol of BTC for CALL', CALL, { vols: {} }],
    ['CALL: vol is -1', CALL, badVol],
    ['POOL: upper is 70000', empty, {}],
    ['price of BTC in USDT for POOL', POOL, { index: {} }],
  ])('is named: %s', (what, instrument, change) => {
    const book = bookOf([[instrument, 1, 1]]);
    const listed = { ...INSTRUMENTS, [instrument.id]: instrument };
    expect(valuate(book, listed, { ...marksAt(), ...change }, KERNEL)).toEqual({ kind: 'unpriced', what });
  });

  it('is named when it is not listed, or is cash that nothing prices', () => {
    const unlisted = valuate(bookOf([[PERP, 1, 1]]), {}, marksAt(), KERNEL);
    expect(unlisted).toEqual({ kind: 'unpriced', what: 'unlisted instrument PERP' });
    const cash = valuate(bookOf([], { EUR: money(1) }), {}, marksAt(), KERNEL);
    expect(cash).toEqual({ kind: 'unpriced', what: 'rate of EUR' });
  });
});
