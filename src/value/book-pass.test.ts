import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bookOf,
  books,
  CALL,
  EXPIRY,
  INSTRUMENTS,
  markets,
  marksAt,
  PUT,
  valuedAt,
} from '../../test/support/books.ts';
import {
  holding,
  KERNEL,
  listOf,
  lpOf,
  optionBooks,
  optionOf,
  summed,
} from '../../test/support/option-books.ts';
import { EMPTY_BOOK } from '../domain/book.ts';
import { TOTALS } from '../pricing/kernel/kernel.ts';
import { later, yearsBetween } from '../units/time.ts';
import { priceRows, sumBook } from './book-pass.ts';
import { type BookTable, bookTable, load, pour, WIDTH } from './book-table.ts';

const BASES = ['BTC', 'ETH'];

function sumsOf(table: BookTable, underlying: string): Record<string, number> {
  const at = table.underlyings.indexOf(underlying) * WIDTH;
  return Object.fromEntries(TOTALS.map((name, i) => [name, table.sums[at + i] ?? 0]));
}

/** Within 1e-12 of what there is of it in the book, long and short alike. */
function expectClose(actual: number, expected: number, scale: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(expected), scale));
}

describe('sums', () => {
  it('are those of a valuation row by row, for any book and market', () => {
    const table = bookTable(KERNEL);
    fc.assert(
      fc.property(books, markets, fc.boolean(), (book, market, hasExpired) => {
        const marks = marksAt(hasExpired ? { ...market, at: EXPIRY } : market);
        const { rows, greeks, equity } = valuedAt(book, marks);
        summed(book, INSTRUMENTS, marks, table);
        expect(table.refusals).toEqual([]);
        const gross = rows.reduce((sum, row) => sum + Math.abs(row.value) + Math.abs(row.spot), 0);
        const costs = Object.values(book.positions).reduce((sum, one) => sum + Math.abs(Number(one.cost)), 0);
        expectClose(table.equity, equity, gross + costs / 1e8);
        for (const base of BASES) {
          const sums = sumsOf(table, base);
          for (const name of ['delta', 'gamma', 'vega', 'theta'] as const) {
            const parts = rows.filter((row) => row.underlying === base).map((row) => row.greeks[name]);
            const scale = parts.reduce((sum, part) => sum + Math.abs(part), 0);
            expectClose(sums[name] ?? 0, greeks[base]?.[name] ?? 0, 2 * scale);
          }
        }
      }),
    );
  });

  it('of many options are those of the rows, and do not depend on what the table held before', () => {
    const used = bookTable(KERNEL);
    fc.assert(
      fc.property(optionBooks, (held) => {
        const [book, list] = [holding(held), listOf(held)];
        const fresh = summed(book, list);
        summed(book, list, marksAt(), used);
        expect(used.sums).toEqual(fresh.sums);
        priceRows(fresh);
        for (const [i, name] of TOTALS.entries()) {
          const worths: Record<string, number> = { USDT: 1, USD: 1 / 0.99 };
          let [sum, scale] = [0, 0];
          for (const [row, option] of fresh.contracts.entries()) {
            const worth = worths[option.quote] ?? 0;
            const restated = ['delta', 'vanna', 'charm'].includes(name)
              ? 1
              : name === 'gamma'
                ? 1 / worth
                : worth;
            const part = (fresh.held[row] ?? 0) * (fresh.options[name][row] ?? 0) * restated;
            sum += part;
            scale += Math.abs(part);
          }
          expectClose(fresh.sums[i] ?? 0, sum, 4 * scale);
        }
      }),
    );
  });

  it('do not depend on the order that the book came in', () => {
    fc.assert(
      fc.property(optionBooks, (held) => {
        const list = listOf(held);
        const other = summed(holding(held.toReversed()), list);
        expect(other.sums).toEqual(summed(holding(held), list).sums);
      }),
    );
  });

  it('of nothing are nothing, for every underlying', () => {
    const table = summed(EMPTY_BOOK);
    expect(table.sums).toEqual(new Float64Array(2 * WIDTH));
    expect([table.equity, table.refusals]).toEqual([0, []]);
  });

  it('follow the clock: poured again later, options are prepared again', () => {
    const book = bookOf([[CALL, 100, 3_000]]);
    const table = summed(book);
    const soon = marksAt({ at: later(EXPIRY, -1_000) });
    pour(table, soon);
    sumBook(table);
    expect(table.options.years[0]).toBe(yearsBetween(soon.at, EXPIRY));
    expect(table.sums).toEqual(summed(book, INSTRUMENTS, soon).sums);
    pour(table, marksAt({ interest: 0.2 }));
    sumBook(table);
    expect(table.sums).toEqual(summed(book, INSTRUMENTS, marksAt({ interest: 0.2 })).sums);
  });

  it('take a vol per option where one is given', () => {
    const table = bookTable(KERNEL);
    load(
      table,
      bookOf([
        [CALL, 1, 1],
        [PUT, 1, 1],
      ]),
      INSTRUMENTS,
      BASES,
    );
    pour(table, marksAt(), (option) => (option.type === 'call' ? 0.5 : 0.7));
    const vols = table.contracts.map((option, row) => [option.id, table.options.vol[row]]);
    expect(vols).toEqual([
      ['PUT', 0.7],
      ['CALL', 0.5],
    ]);
  });
});

describe('rows', () => {
  it('are unit values, of an expired option its payoff without Greeks', () => {
    const held = [
      { instrument: optionOf('live', 'put', 70_000, 10), lots: -3 },
      { instrument: optionOf('dead', 'put', 70_000, 0), lots: 2 },
    ];
    const table = summed(holding(held), listOf(held));
    expect(priceRows(table)).toBe(0);
    expect(table.contracts.map((option) => option.id)).toEqual(['dead', 'live']);
    expect(table.options.price[0]).toBe(10_000);
    expect(TOTALS.slice(1).map((name) => table.options[name][0])).toEqual(Array(8).fill(0));
    expect(table.sums[0]).toBe(2 * 10_000 - 3 * (table.options.price[1] ?? 0));
    expect(table.sums[1]).toBe(-3 * (table.options.delta[1] ?? 0));
  });
});

describe('liquidity', () => {
  // Value, delta and gamma of 1 between 50 000 and 70 000, from the formulas of the Uniswap v3 paper.
  const [a, b] = [Math.sqrt(50_000), Math.sqrt(70_000)];
  it.each([
    ['below', 40_000, 40_000 * (1 / a - 1 / b), 1 / a - 1 / b, 0],
    ['within', 62_500, 500 - a - 62_500 / b, 1 / 250 - 1 / b, -0.5 / (62_500 * 250)],
    ['above', 90_000, b - a, 0, 0],
  ])('%s its range', (_where, spot, value, delta, gamma) => {
    const held = [{ instrument: lpOf('LP', 50_000, 70_000, 1), lots: 1 }];
    const { sums } = summed(holding(held), listOf(held), marksAt({ spot }));
    expect(sums[0]).toBeCloseTo(value, 9);
    expect(sums[1]).toBeCloseTo(delta, 15);
    expect(sums[2]).toBeCloseTo(gamma, 18);
  });
});
