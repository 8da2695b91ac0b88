import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  bookOf,
  books,
  CALM,
  ETH_PERP,
  INSTRUMENTS,
  type Market,
  markets,
  marksAt,
  PERP,
  valuedAt,
} from '../../test/support/books.ts';
import {
  holding,
  KERNEL,
  listOf,
  lpOf,
  optionBooks,
  optionOf,
  scalarUnit,
} from '../../test/support/option-books.ts';
import { type Book, EMPTY_BOOK } from '../domain/book.ts';
import { type Instruments, payoff } from '../domain/instrument.ts';
import { DAY, later, YEAR } from '../units/time.ts';
import { sumBook } from './book-pass.ts';
import { type BookTable, bookTable, load, pour } from './book-table.ts';
import type { Marks } from './marks.ts';
import { runScenarios, type Shocks, scenarioGrid, worstOf } from './scenarios.ts';

function poured(book: Book, list: Instruments = INSTRUMENTS, marks: Marks = marksAt()): BookTable {
  const table = bookTable(KERNEL);
  load(table, book, list, ['BTC', 'ETH']);
  pour(table, marks);
  return table;
}

function gridOf(table: BookTable, shocks: Shocks) {
  const grid = scenarioGrid(shocks);
  runScenarios(table, grid);
  return grid;
}

const SPOTS = [-0.3, -0.05, 0, 0.1, 0.5];
const VOLS = [-0.5, 0, 1];
const LATER = [0, 1 / 365, 0.5];

describe('scenarios', () => {
  it('without a shock make no P&L, to the bit', () => {
    fc.assert(
      fc.property(books, markets, (book, market) => {
        const table = poured(book, INSTRUMENTS, marksAt(market));
        const { pnl, joint } = gridOf(table, { spots: [-0.2, 0], vols: [0, 0.1], years: [1, 0] });
        expect(pnl[4 + 1]).toBe(0);
        expect(pnl[8 + 4 + 1]).toBe(0);
        expect(joint[4 + 1]).toBe(0);
      }),
    );
  });

  it('are what the scalar formula says of every option, and payoff beyond expiry', () => {
    fc.assert(
      fc.property(optionBooks, (held) => {
        const table = poured(holding(held), listOf(held));
        const { pnl, refused } = gridOf(table, { spots: SPOTS, vols: VOLS, years: LATER });
        const was = { ...table.options, years: table.options.years.slice() };
        const rates: Record<string, number> = { USDT: 0.99, USD: 1 };
        const spots: Record<string, number> = { USDT: 60_000, USD: 60_000 * 0.99 };
        let cell = 0;
        for (const elapsed of LATER) {
          for (const vol of VOLS) {
            for (const shock of SPOTS) {
              let [sum, scale] = [0, 0];
              for (const [row, option] of table.contracts.entries()) {
                const spot = spots[option.quote] ?? 0;
                const left = (was.years[row] ?? 0) - elapsed;
                const aged = { ...was, years: Float64Array.from(was.years, () => Math.max(0, left)) };
                const then = scalarUnit(aged, row, spot * (1 + shock), 1 + vol);
                const now = scalarUnit(was, row, spot, 1);
                if (typeof then === 'string' || typeof now === 'string') throw new Error('refused');
                if (left <= 0) expect(then.price).toBe(payoff(option, spot * (1 + shock)));
                const held = (table.held[row] ?? 0) * (rates[option.quote] ?? 0);
                sum += held * (then.price - now.price);
                scale += Math.abs(held) * (spot + option.strike);
              }
              expect(Math.abs((pnl[cell] ?? 0) - sum)).toBeLessThanOrEqual(1e-12 * scale);
              expect(refused[cell]).toBe(0);
              cell += 1;
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('in spot alone are a valuation of all rows where everything has moved with the index', () => {
    const shocked = (market: Market, by: number) => {
      const marks = marksAt(market);
      const [btc, eth] = [marks.index.BTC ?? 0, marks.index.ETH ?? 0];
      const moved = marksAt({ ...market, spot: btc * (1 + by), eth: eth * (1 + by) });
      return { marks, moved };
    };
    fc.assert(
      fc.property(books, markets, fc.constantFrom(...SPOTS), (book, market, by) => {
        const { marks, moved } = shocked(market, by);
        const { joint } = gridOf(poured(book, INSTRUMENTS, marks), { spots: [by], vols: [0], years: [0] });
        const [before, after] = [valuedAt(book, marks), valuedAt(book, moved)];
        const scale = [...before.rows, ...after.rows].reduce(
          (sum, row) => sum + Math.abs(row.value) + Math.abs(row.spot * row.greeks.delta),
          1,
        );
        expect(Math.abs((joint[0] ?? 0) - (after.equity - before.equity))).toBeLessThan(1e-11 * scale);
      }),
    );
  });

  it('gain what is held long in options when vol rises', () => {
    fc.assert(
      fc.property(optionBooks, between(0.01, 2), (held, rise) => {
        const long = held.map((one) => ({ ...one, lots: Math.abs(one.lots) }));
        const table = poured(holding(long), listOf(long));
        const { pnl } = gridOf(table, {
          ...{ spots: [0], vols: [-0.1, rise], years: [0] },
        });
        const tiny = 1e-9 * long.length * 50;
        expect(pnl[0]).toBeLessThanOrEqual(tiny);
        expect(pnl[1]).toBeGreaterThanOrEqual(-tiny);
        sumBook(table);
        // Some are too far out to be worth anything at any of these vols.
        if ((table.sums[3] ?? 0) > 1) expect(pnl[1]).toBeGreaterThan(0);
      }),
    );
  });

  it('leave the table as it was', () => {
    const held = [{ instrument: optionOf('o', 'call', 60_000, 10), lots: 3 }];
    const table = poured(holding(held), listOf(held));
    sumBook(table);
    const before = table.sums.slice();
    gridOf(table, { spots: SPOTS, vols: VOLS, years: LATER });
    sumBook(table);
    expect(table.sums).toEqual(before);
    pour(table, marksAt({ at: later(CALM.at, 9 * DAY) }));
    expect(table.options.years[0]).toBe(DAY / YEAR);
  });

  it('move each underlying by its beta, and to nothing at most', () => {
    const book = bookOf([
      [PERP, 100, 60_000],
      [ETH_PERP, 10, 3_000],
    ]);
    const betas = { ETH: 2 };
    const grid = gridOf(poured(book), { spots: [0.1, -0.75], vols: [0], years: [0], betas });
    const expected = [0.99 * 6_000, 0.99 * -45_000, 0.99 * 600, 0.99 * -3_000];
    for (const [i, pnl] of expected.entries()) expect(grid.pnl[i]).toBeCloseTo(pnl, 8);
    expect(grid.joint[1]).toBeCloseTo(0.99 * -48_000, 8);
    const worst = worstOf(grid);
    expect(worst).toMatchObject({ spot: -0.75, vol: 0, years: 0, pnl: grid.joint[1] });
    expect(worstOf(grid, 1)).toMatchObject({ spot: -0.75, pnl: grid.pnl[3] });
  });

  it('name the worst by all three shocks', () => {
    const held = [
      { instrument: optionOf('call', 'call', 60_000, 30), lots: 1 },
      { instrument: optionOf('put', 'put', 60_000, 30), lots: 1 },
    ];
    const table = poured(holding(held), listOf(held));
    const shocks = { spots: [0.1, 0, -0.1], vols: [0.2, -0.2, 0], years: [0, 0.04, 0.02] };
    expect(worstOf(gridOf(table, shocks))).toMatchObject({ spot: 0, vol: -0.2, years: 0.04 });
    const short = held.map((one) => ({ ...one, lots: -1 }));
    const most = worstOf(gridOf(poured(holding(short), listOf(short)), shocks), 0);
    expect(most).toMatchObject({ spot: 0.1, vol: 0.2, years: 0 });
  });

  it('of ranges of liquidity are a payoff that bends down', () => {
    const held = [{ instrument: lpOf('LP', 50_000, 70_000), lots: 1 }];
    const table = poured(holding(held), listOf(held));
    sumBook(table);
    const { pnl } = gridOf(table, { spots: [-0.05, 0.05, -1, 9], vols: [0], years: [0] });
    const slope = 0.99 * (table.sums[1] ?? 0) * 3_000;
    expect(pnl[0]).toBeLessThan(-slope);
    expect(pnl[1]).toBeLessThan(slope);
    expect(pnl[2]).toBeCloseTo(-0.99 * (table.sums[0] ?? 0), 6);
    const most = 100 * (Math.sqrt(70_000) - Math.sqrt(50_000));
    expect(pnl[3]).toBeCloseTo(0.99 * (most - (table.sums[0] ?? 0)), 6);
  });

  it('of nothing, or over nothing, are nothing', () => {
    const shocks = { spots: [0.1], vols: [0], years: [0] };
    expect(worstOf(gridOf(poured(EMPTY_BOOK), shocks))).toMatchObject({ pnl: 0 });
    expect(worstOf(gridOf(poured(EMPTY_BOOK), { ...shocks, vols: [] }))).toBeUndefined();
    expect(worstOf(gridOf(poured(EMPTY_BOOK), shocks), 2)).toBeUndefined();
  });

  it('count what has no value in them, and go on with the rest', () => {
    const held = [{ instrument: optionOf('o', 'call', 60_000, 10), lots: 3 }];
    const marks = { ...marksAt(), vols: { BTC: Number.NaN } };
    const { refused, joint } = gridOf(poured(holding(held), listOf(held), marks), {
      ...{ spots: [0, 0.1], vols: [0], years: [0] },
    });
    expect([...refused]).toEqual([1, 1]);
    expect([...joint]).toEqual([0, 0]);
  });
});
