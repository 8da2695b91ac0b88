/** The options of a book, valued all at once by a kernel: one row each, in the order of their ids. */
import type { Book } from '../domain/book.ts';
import { type Greeks, ZERO_GREEKS } from '../domain/greeks.ts';
import type { InstrumentId, Instruments, Option } from '../domain/instrument.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { type Kernel, type OptionTable, STATUS } from '../pricing/kernel/kernel.ts';
import { yearsBetween } from '../units/time.ts';
import { type Marks, spotIn, type Unpriced, unpriced } from './marks.ts';

/** What a model makes of one unit, in its quote. */
export interface Unit {
  readonly value: number;
  readonly greeks: Greeks;
}

/** The unit of each option by its id, or why it has none. */
export type OptionUnits = ReadonlyMap<InstrumentId, Unit | Unpriced>;

const ROOM_MIN = 16;

/** The table that valuations with a kernel share, one after the other: nothing in it outlives a call. */
const tables = new WeakMap<Kernel, OptionTable>();

function tableOf(kernel: Kernel, rows: number): OptionTable {
  const known = tables.get(kernel);
  if (known !== undefined && known.capacity >= rows) return known;
  const table = kernel.table(Math.max(ROOM_MIN, 2 * rows));
  tables.set(kernel, table);
  return table;
}

/** Writes `option` at `marks` to row `i`; or says what it lacks. */
function pour(table: OptionTable, i: number, option: Option, marks: Marks): Unpriced | null {
  const { id, base, quote, strike, expiry, type } = option;
  const spot = spotIn(marks, base, quote);
  if (spot === undefined) return unpriced(`price of ${base} in ${quote} for ${id}`);
  const vol = marks.vols[base];
  if (vol === undefined) return unpriced(`vol of ${base} for ${id}`);
  table.sign[i] = type === 'call' ? 1 : -1;
  table.strike[i] = strike;
  table.years[i] = Math.max(0, yearsBetween(marks.at, expiry));
  table.rate[i] = marks.interest[base] ?? 0;
  table.carryYield[i] = 0;
  table.spot[i] = spot;
  table.vol[i] = vol;
  return null;
}

function unitOf(table: OptionTable, i: number, { id }: Option): Unit | Unpriced {
  const status = table.status[i] ?? 0;
  if (status !== 0) {
    const field = STATUS[status] as keyof OptionTable;
    const column = table[field];
    return unpriced(`${id}: ${field} is ${typeof column === 'object' ? column[i] : 'out of range'}`);
  }
  const value = table.price[i] ?? 0;
  // What has expired waits for settlement at a price that no longer moves: nothing is left to hedge.
  if ((table.years[i] ?? 0) <= 0) return { value, greeks: ZERO_GREEKS };
  return {
    value,
    greeks: {
      delta: table.delta[i] ?? 0,
      gamma: table.gamma[i] ?? 0,
      vega: table.vega[i] ?? 0,
      theta: table.theta[i] ?? 0,
    },
  };
}

/**
 * Price of one option in its own price unit (in coin if inverse), for what trades one at a time. A kernel's is the
 * same to the last bits but one or two.
 */
export function optionPrice(option: Option, marks: Marks): number | Unpriced {
  const { id, base, quote, expiry, type, strike, inverse } = option;
  const spot = spotIn(marks, base, quote);
  if (spot === undefined) return unpriced(`price of ${base} in ${quote} for ${id}`);
  const vol = marks.vols[base];
  if (vol === undefined) return unpriced(`vol of ${base} for ${id}`);
  const years = Math.max(0, yearsBetween(marks.at, expiry));
  const rate = marks.interest[base] ?? 0;
  const value = blackScholes({ type, spot, strike, years, vol, rate, carryYield: 0 });
  if ('kind' in value) return unpriced(`${id}: ${value.field} is ${value.value}`);
  return inverse ? value.price / spot : value.price;
}

/** Black-Scholes value and Greeks of one base unit of each option in `book`; from expiry on, its payoff. */
export function optionUnits(book: Book, instruments: Instruments, marks: Marks, kernel: Kernel): OptionUnits {
  const options: Option[] = [];
  for (const id in book.positions) {
    const instrument = instruments[id];
    if (instrument?.kind === 'option') options.push(instrument);
  }
  const units = new Map<InstrumentId, Unit | Unpriced>();
  if (options.length === 0) return units;
  const table = tableOf(kernel, options.length);
  const poured: Option[] = [];
  for (const option of options) {
    const lacking = pour(table, poured.length, option, marks);
    if (lacking === null) poured.push(option);
    else units.set(option.id, lacking);
  }
  kernel.prepare(table, 0, poured.length);
  kernel.value(table, 0, poured.length);
  for (const [i, option] of poured.entries()) units.set(option.id, unitOf(table, i, option));
  return units;
}
