/** For the tests of book tables: the scalar formula with all nine Greeks, and books of many options. */
import fc from 'fast-check';
import { type Book, EMPTY_BOOK } from '../../src/domain/book.ts';
import type { Instrument, Instruments, Lp, Option } from '../../src/domain/instrument.ts';
import { normalCdf, normalPdf } from '../../src/math/normal.ts';
import { blackScholes } from '../../src/pricing/black-scholes.ts';
import type { Kernel, OptionTable, TOTALS } from '../../src/pricing/kernel/kernel.ts';
import { typescriptKernel } from '../../src/pricing/kernel/typescript.ts';
import { DAY, later } from '../../src/units/time.ts';
import { atoms, lots } from '../../src/units/units.ts';
import { sumBook } from '../../src/value/book-pass.ts';
import { type BookTable, bookTable, load, pour } from '../../src/value/book-table.ts';
import type { Marks } from '../../src/value/marks.ts';
import { INSTRUMENTS, marksAt, NOW } from './books.ts';

type Nine = Record<(typeof TOTALS)[number], number>;

/** Value and Greeks of one unit, or which field was refused. */
export function scalarUnit(table: OptionTable, row: number, spot: number, volScale: number): Nine | string {
  const sign = table.sign[row] ?? 0;
  const strike = table.strike[row] ?? 0;
  const years = table.years[row] ?? 0;
  const rate = table.rate[row] ?? 0;
  const vol = (table.vol[row] ?? 0) * volScale;
  const type = sign > 0 ? 'call' : 'put';
  const unit = blackScholes({ type, spot, strike, years, vol, rate, carryYield: 0 });
  if ('kind' in unit) return unit.field;
  const flat = { rho: 0, vanna: 0, volga: 0, charm: 0 };
  const w = vol * Math.sqrt(years);
  if (!(w > 0 && spot > 0 && strike > 0)) return { ...unit, ...flat };
  const d1 = (Math.log(spot / strike) + rate * years) / w + w / 2;
  const d2 = d1 - w;
  const rho = sign * strike * years * Math.exp(-rate * years) * normalCdf(sign * d2);
  const vanna = (-normalPdf(d1) * d2) / vol;
  const charm = -normalPdf(d1) * (rate / w - d2 / (2 * years));
  return { ...unit, rho, vanna, charm, volga: (unit.vega * d1 * d2) / vol };
}

/** What tables are valued with. The other kernel gives the same bits. */
export const KERNEL: Kernel = typescriptKernel();

/** An option, or a range of liquidity, that is held. */
export interface Held {
  readonly instrument: Instrument;
  readonly lots: number;
}

const listed = { venue: 'v', base: 'BTC', quote: 'USDT', settle: 'USDT', tick: 0.1, lot: 1 } as const;

/** Of one base unit a lot. */
export function optionOf(
  id: string,
  type: 'call' | 'put',
  strike: number,
  days: number,
  quote = 'USDT',
): Option {
  const expiry = later(NOW, days * DAY);
  return { ...listed, id, kind: 'option', type, strike, expiry, quote, multiplier: 1, inverse: false };
}

export function lpOf(id: string, lower: number, upper: number, multiplier = 100): Lp {
  return { ...listed, id, kind: 'lp', lower, upper, multiplier, inverse: false };
}

export function listOf(held: readonly Held[]): Instruments {
  return Object.fromEntries(held.map(({ instrument }) => [instrument.id, instrument]));
}

export function holding(held: readonly Held[]): Book {
  const positions = held.map(({ instrument, lots: count }) => {
    return [instrument.id, { instrument: instrument.id, lots: lots(count), cost: atoms(0n) }] as const;
  });
  return { ...EMPTY_BOOK, positions: Object.fromEntries(positions) };
}

const range = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Calls and puts, long and short, from an hour to two years, struck at a third to three times 60 000. */
export const optionBooks: fc.Arbitrary<readonly Held[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom<'call' | 'put'>('call', 'put'),
      logStrike: fc.oneof(range(-0.05, 0.05), range(-1.1, 1.1)),
      logDays: range(-3.2, 6.6),
      quote: fc.constantFrom('USDT', 'USD'),
      lots: fc.integer({ min: -50, max: 50 }).filter((n) => n !== 0),
    }),
    { maxLength: 12 },
  )
  .map((rows) =>
    rows.map(({ type, logStrike, logDays, quote, lots: count }, i) => {
      const strike = 60_000 * Math.exp(logStrike);
      return { instrument: optionOf(`o${i}`, type, strike, Math.exp(logDays), quote), lots: count };
    }),
  );

/** `book` in a table, poured with `marks` and summed. BTC and ETH are its underlyings. */
export function summed(
  book: Book,
  instruments: Instruments = INSTRUMENTS,
  marks: Marks = marksAt(),
  table: BookTable = bookTable(KERNEL),
): BookTable {
  load(table, book, instruments, ['BTC', 'ETH']);
  pour(table, marks);
  sumBook(table);
  return table;
}
