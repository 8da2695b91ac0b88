import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bookOf,
  books,
  CALL,
  INSTRUMENTS,
  markets,
  marksAt,
  money,
  NOW,
  PUT,
} from '../../test/support/books.ts';
import { KERNEL } from '../../test/support/engine.ts';
import { holding, listOf, optionBooks } from '../../test/support/option-books.ts';
import type { Book } from '../domain/book.ts';
import { type Instrument, type Option, sizeOf } from '../domain/instrument.ts';
import { valueDeltaOne } from '../pricing/delta-one.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { valuePosition } from '../pricing/uniswap-v3/uniswap-v3.ts';
import { fromAtoms } from '../units/rounding.ts';
import { HOUR, later, yearsBetween } from '../units/time.ts';
import { type Columns, columnsOf } from './columns.ts';
import { layoutOf } from './layout.ts';
import { type Marks, spotIn } from './marks.ts';

interface PlainRow {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly numbers: readonly [value: number, delta: number, gamma: number, vega: number, theta: number];
}

/** One option in a table of its own, on a kernel that has valued nothing else. */
function plainOption(option: Option, size: number, spot: number, marks: Marks): PlainRow['numbers'] {
  const kernel = typescriptKernel();
  const table = kernel.table(1);
  table.sign[0] = option.type === 'call' ? 1 : -1;
  table.strike[0] = option.strike;
  table.years[0] = Math.max(0, yearsBetween(marks.at, option.expiry));
  table.rate[0] = marks.interest[option.base] ?? 0;
  table.spot[0] = spot;
  table.vol[0] = marks.optionVols?.[option.id] ?? marks.vols[option.base] ?? Number.NaN;
  kernel.prepare(table, 0, 1);
  kernel.value(table, 0, 1);
  const isOver = option.expiry <= marks.at;
  const greeks = [table.delta, table.gamma, table.vega, table.theta].map((one) =>
    isOver ? 0 : (one[0] ?? 0),
  );
  const [delta = 0, gamma = 0, vega = 0, theta = 0] = greeks.map((one) => size * one);
  return [size * (table.price[0] ?? 0), delta, gamma, vega, theta];
}

function plainNumbers(instrument: Instrument, book: Book, spot: number, marks: Marks): PlainRow['numbers'] {
  const position = book.positions[instrument.id];
  if (position === undefined) throw new Error(instrument.id);
  const size = sizeOf(instrument, position.lots);
  if (instrument.kind === 'option') return plainOption(instrument, size, spot, marks);
  if (instrument.kind === 'lp') {
    const unit = valuePosition({
      liquidity: 1,
      lower: instrument.lower,
      upper: instrument.upper,
      price: spot,
    });
    if ('kind' in unit) throw new Error(unit.field);
    return [size * unit.value, size * unit.delta, size * unit.gamma, 0, 0];
  }
  const { value, greeks } = valueDeltaOne(instrument, position, marks.prices[instrument.id] ?? 0, spot);
  return [value, greeks.delta, 0, 0, 0];
}

/** The book a row at a time, each thing by itself. */
function plainRows(book: Book, list: Record<string, Instrument>, marks: Marks): PlainRow[] {
  const held = Object.keys(book.positions).sort();
  const positions = held.map((id) => {
    const instrument = list[id] as Instrument;
    const { base, quote } = instrument;
    return {
      id,
      base,
      quote,
      numbers: plainNumbers(instrument, book, spotIn(marks, base, quote) ?? 0, marks),
    };
  });
  const cash = Object.entries(book.cash).flatMap(([venue, account]) =>
    Object.keys(account)
      .sort()
      .map((base): PlainRow => {
        const [amount, price] = [fromAtoms(account[base] as never), marks.index[base]];
        const id = `${venue}/${base}`;
        if (price === undefined) return { id, base: '', quote: base, numbers: [amount, 0, 0, 0, 0] };
        const quote = marks.indexQuote[base] ?? '';
        return { id, base, quote, numbers: [amount * price, amount, 0, 0, 0] };
      }),
  );
  return [...positions, ...cash];
}

/** Adds `rows` up as they stand. */
function plainSums(rows: readonly PlainRow[], marks: Marks) {
  let equity = 0;
  const names = Object.keys(marks.index);
  const greeks = Object.fromEntries(names.map((base) => [base, { delta: 0, gamma: 0, vega: 0, theta: 0 }]));
  for (const { base, quote, numbers } of rows) {
    const [value, delta, gamma, vega, theta] = numbers;
    const rate = marks.rates[quote] ?? 0;
    equity += value * rate;
    const sum = greeks[base];
    if (sum === undefined) continue;
    const worth = rate / (marks.rates[marks.indexQuote[base] ?? ''] ?? 0);
    sum.delta += delta;
    sum.gamma += gamma / worth;
    sum.vega += vega * worth;
    sum.theta += theta * worth;
  }
  return { equity, greeks };
}

function valued(book: Book, list: Record<string, Instrument>, marks: Marks): Columns {
  const columns = columnsOf(layoutOf(book, list), marks, KERNEL);
  if (columns.kind === 'unpriced') throw new Error(columns.what);
  return columns;
}

/** A difference of signs between zeros is none. */
const plus = (one: number): number => one + 0;

function expectSame(book: Book, list: Record<string, Instrument>, marks: Marks): void {
  const columns = valued(book, list, marks);
  const rows = plainRows(book, list, marks);
  expect(columns.layout.ids).toEqual(rows.map(({ id }) => id));
  for (const [i, name] of (['value', 'delta', 'gamma', 'vega', 'theta'] as const).entries()) {
    expect([...columns[name]].map(plus)).toEqual(rows.map(({ numbers }) => plus(numbers[i] ?? 0)));
  }
  const { equity, greeks } = plainSums(rows, marks);
  expect(columns.equity).toBe(equity);
  expect(columns.greeks).toEqual(greeks);
}

describe('a layout', () => {
  it('is the same whether it is made like another or not', () => {
    fc.assert(
      fc.property(books, books, fc.boolean(), (book, other, isTraded) => {
        const traded = { ...book, cash: other.cash };
        const like = layoutOf(isTraded ? traded : other, INSTRUMENTS);
        expect(layoutOf(book, INSTRUMENTS, like)).toEqual(layoutOf(book, INSTRUMENTS));
        if (isTraded) expect(layoutOf(book, INSTRUMENTS, like).given).toBe(like.given);
      }),
    );
  });
});

describe('columns', () => {
  const hours = fc.constantFrom(0, 1, 29 * 24, 30 * 24, 40 * 24);

  it('are to the bit what each row is by itself, and their sums what the rows add up to', () => {
    fc.assert(
      fc.property(books, markets, hours, (book, market, hour) => {
        expectSame(book, { ...INSTRUMENTS }, marksAt({ ...market, at: later(NOW, hour * HOUR) }));
      }),
      { numRuns: 200 },
    );
  });

  it('are so for books of many options in two quotes', () => {
    fc.assert(
      fc.property(optionBooks, markets, (held, market) => {
        expectSame(holding(held), { ...listOf(held) }, marksAt(market));
      }),
    );
  });

  it('value an option at its own vol where it has one, and the others at that of their underlying', () => {
    const book = bookOf([
      [CALL, 100, 3_000],
      [PUT, 100, 0.05],
    ]);
    fc.assert(
      fc.property(markets, fc.double({ min: 0.1, max: 2, noNaN: true }), (market, vol) => {
        expectSame(book, { ...INSTRUMENTS }, { ...marksAt(market), optionVols: { CALL: vol } });
        expectSame(
          book,
          { ...INSTRUMENTS },
          { ...marksAt(market), vols: {}, optionVols: { CALL: vol, PUT: 0.5 } },
        );
      }),
    );
  });

  it('name what has no vol of either kind, and the first of several rows that have no price', () => {
    const lackOf = (book: Book, change: Partial<Marks>) =>
      columnsOf(layoutOf(book, INSTRUMENTS), { ...marksAt(), ...change }, KERNEL);
    const book = bookOf(
      [
        [PUT, 1, 0.05],
        [CALL, 1, 3_000],
      ],
      { USDT: money(1) },
    );
    const own = { vols: {}, optionVols: { CALL: 0.6 } };
    expect(lackOf(book, own)).toEqual({ kind: 'unpriced', what: 'vol of BTC for PUT' });
    expect(lackOf(book, { vols: {} })).toEqual({ kind: 'unpriced', what: 'vol of BTC for CALL' });
    expect(lackOf(book, { rates: { BTC: 1 } })).toEqual({
      kind: 'unpriced',
      what: 'price of BTC in USD for PUT',
    });
  });
});
