/** Instruments, markets and books for the tests of valuation and attribution, stated and arbitrary. */

import fc from 'fast-check';
import { applyTrade, type Book, type Cash, EMPTY_BOOK } from '../../src/domain/book.ts';
import type { Greeks } from '../../src/domain/greeks.ts';
import type { Future, Instrument, Instruments, Lp, Option, Perp, Spot } from '../../src/domain/instrument.ts';
import { blackScholes } from '../../src/pricing/black-scholes.ts';
import { type Interval, midwayAt } from '../../src/record/attribution.ts';
import { toAtoms } from '../../src/units/rounding.ts';
import { DAY, later, yearsBetween } from '../../src/units/time.ts';
import { type Atoms, atoms, lots, type Millis, millis } from '../../src/units/units.ts';
import { type Columns, columnsOf } from '../../src/value/columns.ts';
import { type Layout, layoutOf } from '../../src/value/layout.ts';
import { type Marks, midwayTo, movedTo } from '../../src/value/marks.ts';
import { type Valuation, valuate } from '../../src/value/value.ts';
import { KERNEL } from './engine.ts';

/** 2026-01-05T00:00Z. */
export const NOW: Millis = millis(1_767_571_200_000);
export const EXPIRY: Millis = later(NOW, 30 * DAY);

const linear = { venue: 'v', base: 'BTC', quote: 'USDT', settle: 'USDT', tick: 0.1, lot: 1 } as const;
const coin = { ...linear, venue: 'w', quote: 'USD', settle: 'BTC', inverse: true } as const;

export const SPOT: Spot = { ...linear, id: 'SPOT', kind: 'spot', multiplier: 0.01, inverse: false };
export const PERP: Perp = { ...linear, id: 'PERP', kind: 'perp', multiplier: 0.01, inverse: false };
/** A lot is 10 USD. */
export const COIN: Perp = { ...coin, id: 'COIN', kind: 'perp', multiplier: 10 };
export const DATED: Future = { ...COIN, id: 'DATED', kind: 'future', expiry: EXPIRY };
/** Paid in USDT. */
export const CALL: Option = {
  ...SPOT,
  ...{ id: 'CALL', kind: 'option', type: 'call', strike: 61_000, expiry: EXPIRY },
};
/** Struck in USD and paid in BTC. */
export const PUT: Option = {
  ...coin,
  ...{ id: 'PUT', kind: 'option', type: 'put', strike: 59_000, expiry: EXPIRY, multiplier: 0.01 },
};
export const ETH_PERP: Perp = { ...PERP, id: 'ETH-PERP', base: 'ETH', multiplier: 0.1 };
/** Liquidity around the price; nothing quotes it. */
export const POOL: Lp = { ...SPOT, id: 'POOL', kind: 'lp', lower: 50_000, upper: 70_000, multiplier: 0.1 };

export const INSTRUMENTS: Instruments = Object.fromEntries(
  [SPOT, PERP, COIN, DATED, CALL, PUT, ETH_PERP, POOL].map((one) => [one.id, one]),
);

/** What the marks are made of. BTC and ETH are indexed in USDT; reports are in USD. */
export interface Market {
  readonly at: Millis;
  /** One BTC in USDT. */
  readonly spot: number;
  readonly eth: number;
  /** One USDT in USD. */
  readonly usdt: number;
  readonly vol: number;
  readonly interest: number;
  /** What linear perps trade above the index, in USDT; spot trades at it. */
  readonly basis: number;
  /** What inverse contracts trade at, as a multiple of the index. */
  readonly ratio: number;
}

export const CALM: Market = {
  ...{ at: NOW, spot: 60_000, eth: 3_000, usdt: 0.99, vol: 0.6, interest: 0.03, basis: 25, ratio: 1.002 },
};

export function marksAt(change: Partial<Market> = {}): Marks {
  const { at, spot, eth, usdt, vol, interest, basis, ratio } = { ...CALM, ...change };
  const dollars = spot * usdt * ratio;
  return {
    at,
    index: { BTC: spot, ETH: eth },
    indexQuote: { BTC: 'USDT', ETH: 'USDT' },
    prices: { SPOT: spot, PERP: spot + basis, COIN: dollars, DATED: dollars, 'ETH-PERP': eth + basis },
    vols: { BTC: vol },
    interest: { BTC: interest, ETH: 0 },
    rates: { USD: 1, USDT: usdt, BTC: spot * usdt, ETH: eth * usdt },
  };
}

/** Whole units of a currency. */
export function money(amount: number): Atoms {
  return toAtoms(amount, 'nearest');
}

/** `count` lots of each instrument, entered at a price in its own unit, and cash in the account at v. */
export function bookOf(held: readonly (readonly [Instrument, number, number])[], cash: Cash = {}): Book {
  let book = EMPTY_BOOK;
  for (const [instrument, count, price] of held) {
    if (count === 0) continue;
    const trade = { lots: lots(count), price, fee: atoms(0n), feeCurrency: instrument.settle };
    book = applyTrade(book, instrument, trade);
  }
  return { positions: book.positions, cash: { v: cash } };
}

/** `book` at `marks`. Throws when something in it has no price. */
export function valuedAt(book: Book, marks: Marks): Valuation {
  const valuation = valuate(book, INSTRUMENTS, marks, KERNEL);
  if (valuation.kind === 'unpriced') throw new Error(valuation.what);
  return valuation;
}

function columnsAt(layout: Layout, marks: Marks): Columns {
  const columns = columnsOf(layout, marks, KERNEL);
  if (columns.kind === 'unpriced') throw new Error(columns.what);
  return columns;
}

/** What attribution explains: `book` held from one market to another. */
export function intervalOf(book: Book, from: Marks, to: Marks): Interval {
  const layout = layoutOf(book, INSTRUMENTS);
  const before = columnsAt(layout, from);
  const moved = columnsAt(layout, movedTo(from, to));
  const midway = columnsAt(layout, midwayTo(from, to, midwayAt(before, to)));
  return { from, to, before, moved, midway, after: columnsAt(layout, to) };
}

/** One base unit of an option in its own quote, priced apart from `valuate`; no Greeks from its expiry on. */
export function unitOf(
  option: Option,
  { at, spot, usdt, vol, interest }: Market,
): Greeks & { readonly price: number } {
  const { type, strike, quote, expiry } = option;
  const price = quote === 'USD' ? spot * usdt : spot;
  const years = Math.max(0, yearsBetween(at, expiry));
  const value = blackScholes({ type, strike, years, vol, rate: interest, spot: price, carryYield: 0 });
  if ('kind' in value) throw new Error(value.field);
  return years === 0 ? { price: value.price, delta: 0, gamma: 0, vega: 0, theta: 0 } : value;
}

export const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

const count = fc.integer({ min: -500, max: 500 });
const entry = between(40_000, 80_000);
const held = (instrument: Instrument, price = entry) => fc.tuple(fc.constant(instrument), count, price);
const premium = between(1e-3, 0.2);
/** Books that mix spot, linear and inverse contracts, options of both kinds, coins and stablecoins. */
export const books: fc.Arbitrary<Book> = fc
  .tuple(
    fc.tuple(
      ...[held(SPOT), held(PERP), held(COIN), held(DATED), held(CALL), held(PUT, premium), held(ETH_PERP)],
      held(POOL, between(1, 100)),
    ),
    between(-100, 100),
    between(-1e6, 1e6),
  )
  .map(([positions, coins, dollars]) =>
    bookOf(positions, { BTC: money(coins), USDT: money(dollars), USD: money(dollars / 2) }),
  );
export const markets: fc.Arbitrary<Market> = fc.record({
  ...{ at: fc.constant(NOW), spot: between(40_000, 80_000), eth: between(1_000, 5_000) },
  ...{ usdt: between(0.8, 1.2), vol: between(0.3, 1.2), interest: between(-0.1, 0.2) },
  ...{ basis: between(-200, 200), ratio: between(0.98, 1.02) },
});
