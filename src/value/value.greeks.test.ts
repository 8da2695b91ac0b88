import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bookOf,
  books,
  COIN,
  DATED,
  type Market,
  markets,
  marksAt,
  money,
  NOW,
  PERP,
  POOL,
  SPOT,
  valuedAt,
} from '../../test/support/books.ts';
import type { Book } from '../domain/book.ts';
import { ZERO_GREEKS } from '../domain/greeks.ts';
import { sizeOf } from '../domain/instrument.ts';
import { HOUR, later, YEAR } from '../units/time.ts';
import { lots } from '../units/units.ts';
import type { Valuation } from './value.ts';

function valued(book: Book, change: Partial<Market>): Valuation {
  return valuedAt(book, marksAt(change));
}

/** Equity in USDT, which the Greeks are in, where BTC, the vol or the time are moved. */
function equityIn(book: Book, market: Market, change: Partial<Market>): number {
  return valued(book, { ...market, ...change }).equity / market.usdt;
}

/** Central differences of equity at `h`: slope and curvature. */
function differences(at: (move: number) => number, h: number): { slope: number; curve: number } {
  const [down, mid, up] = [at(-h), at(0), at(h)];
  return { slope: (up - down) / (2 * h), curve: (up - 2 * mid + down) / (h * h) };
}

/** Base units of options held, without sign: what an error of truncation is measured against. */
function optionSize(book: Book): number {
  const { CALL, PUT } = book.positions;
  return (Math.abs(CALL?.lots ?? 0) + Math.abs(PUT?.lots ?? 0)) * 0.01;
}

/** Liquidity held, without sign: its value has higher derivatives too. */
function liquidity(book: Book): number {
  return Math.abs(sizeOf(POOL, book.positions.POOL?.lots ?? lots(0)));
}

/** Whether an edge of the pool, where its delta has a kink, lies within `h` of the price. */
function isAtEdge(spot: number, h: number): boolean {
  return [POOL.lower, POOL.upper].some((edge) => Math.abs(edge - spot) <= h);
}

describe('the Greeks of a book', () => {
  it('delta and gamma are the slope and curvature of equity', () => {
    fc.assert(
      fc.property(books, markets, (book, market) => {
        const h = 1e-3 * market.spot;
        fc.pre(!isAtEdge(market.spot, h));
        const at = (move: number) => equityIn(book, market, { spot: market.spot + move });
        const { slope, curve } = differences(at, h);
        const { delta, gamma } = valued(book, market).greeks.BTC ?? ZERO_GREEKS;
        const size = optionSize(book);
        // What central differences leave out of √P: h²/6 · ¾P^(−5/2) and h²/12 · 15/8 P^(−7/2), of L.
        const pool = liquidity(book);
        expect(Math.abs(slope - delta)).toBeLessThan(1e-4 * size + 2e-9 * pool + 1e-9);
        // Of 1e-4 per base unit at the most.
        expect(Math.abs(curve - gamma)).toBeLessThan(1e-8 * size + 1e-13 * pool + 1e-11);
      }),
    );
  });

  it('vega and theta are its slopes in vol and in years', () => {
    fc.assert(
      fc.property(books, markets, (book, market) => {
        const { vega, theta } = valued(book, market).greeks.BTC ?? ZERO_GREEKS;
        const inVol = differences((move) => equityIn(book, market, { vol: market.vol + move }), 1e-4).slope;
        const inTime = differences((ms) => equityIn(book, market, { at: later(NOW, ms) }), HOUR).slope * YEAR;
        // Of 5,000 and 30,000 per base unit at the most.
        const size = optionSize(book);
        expect(Math.abs(inVol - vega)).toBeLessThan(0.01 * size + 1e-3);
        expect(Math.abs(inTime - theta)).toBeLessThan(size + 1e-3);
      }),
    );
  });

  it('are none but delta in a book without options', () => {
    const straight = bookOf([
      [SPOT, 5, 1e4],
      [PERP, -7, 2e4],
      [COIN, 11, 3e4],
      [DATED, -13, 4e4],
    ]);
    expect(valued(straight, {}).greeks.BTC).toMatchObject({ gamma: 0, vega: 0, theta: 0 });
  });

  it('of one coin against a short of its price are none, and the two are worth that price', () => {
    const book = bookOf([[COIN, -5_000, 50_000]], { BTC: money(1) });
    fc.assert(
      fc.property(markets, (market) => {
        const { equity, greeks } = valued(book, { ...market, ratio: 1 });
        expect(Math.abs(equity - 50_000)).toBeLessThan(1e-9 * market.spot);
        expect(greeks.BTC).toEqual(ZERO_GREEKS);
      }),
    );
  });
});
