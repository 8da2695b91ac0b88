/** The options of a laid-out book, priced all at once by a kernel: a row each, in the order of the layout. */
import type { Option } from '../domain/instrument.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { type Kernel, type OptionTable, STATUS } from '../pricing/kernel/kernel.ts';
import { YEAR, yearsBetween } from '../units/time.ts';
import type { Layout } from './layout.ts';
import { type Marks, spotIn, type Unpriced, unpriced } from './marks.ts';
import type { PairMarks } from './pair-marks.ts';

const ROOM_MIN = 16;
/** A table, whose contracts stand in it, and at which time, vols and interest they were prepared. */
interface Prepared {
  readonly table: OptionTable;
  layout: Layout | null;
  marks: Marks | null;
}

/**
 * The tables that valuations with a kernel share, one after the other, the last used first. Two are worth going
 * back to: where an interval begins, and somewhere within it.
 */
const shared = new WeakMap<Kernel, readonly [Prepared, Prepared]>();

function emptyTable(kernel: Kernel, rows: number): Prepared {
  return { table: kernel.table(Math.max(ROOM_MIN, 2 * rows)), layout: null, marks: null };
}

/** Whether the options of `layout` differ at `marks` by nothing but the price of their underlyings. */
function isPreparedFor(one: Prepared, layout: Layout, marks: Marks): boolean {
  const { marks: before } = one;
  if (one.layout !== layout || before === null || before.at !== marks.at) return false;
  const { vols, interest, optionVols } = marks;
  return before.vols === vols && before.interest === interest && before.optionVols === optionVols;
}

/** The table to value `layout` at `marks` with: one prepared for it, or else the one that was last used before. */
function tableFor(kernel: Kernel, layout: Layout, marks: Marks): Prepared {
  const rows = layout.options.length;
  const [last, other] = shared.get(kernel) ?? [emptyTable(kernel, rows), emptyTable(kernel, rows)];
  const isLast = isPreparedFor(last, layout, marks);
  const used = isLast ? last : other;
  const next = used.table.capacity >= rows ? used : emptyTable(kernel, rows);
  shared.set(kernel, [next, isLast ? other : last]);
  return next;
}

/** Puts the contracts of `layout` into a table. */
function load({ options }: Layout, { sign, strike, carryYield }: OptionTable): void {
  for (let i = 0; i < options.length; i += 1) {
    sign[i] = options[i]?.type === 'call' ? 1 : -1;
    strike[i] = options[i]?.strike ?? Number.NaN;
    carryYield[i] = 0;
  }
}

/**
 * The vol that `option` is valued at: its own where the marks have one, else that of its underlying. What has expired
 * and waits for its settlement is worth its payoff at any.
 */
export function optionVol({ id, base, expiry }: Option, marks: Marks): number | undefined {
  return marks.optionVols?.[id] ?? marks.vols[base] ?? (expiry <= marks.at ? 0 : undefined);
}

/** Pours time, vols and interest into a table. What is missing is no number, which the kernel refuses. */
function pour(layout: Layout, marks: Marks, pairs: readonly PairMarks[], table: OptionTable): void {
  const { options, optionRows, pair, expiry } = layout;
  const { years, rate, vol } = table;
  const { at } = marks;
  let place = -1;
  let interest = 0;
  let pairVol = Number.NaN;
  for (let i = 0; i < options.length; i += 1) {
    const row = optionRows[i] ?? 0;
    if (pair[row] !== place) {
      place = pair[row] ?? 0;
      interest = pairs[place]?.interest ?? 0;
      pairVol = pairs[place]?.vol ?? Number.NaN;
    }
    years[i] = Math.max(0, ((expiry[row] ?? 0) - at) / YEAR);
    rate[i] = interest;
    vol[i] = years[i] === 0 && Number.isNaN(pairVol) ? 0 : pairVol;
  }
  if (marks.optionVols === undefined) return;
  for (let i = 0; i < options.length; i += 1) {
    const option = options[i];
    vol[i] = (option === undefined ? undefined : optionVol(option, marks)) ?? Number.NaN;
  }
}

/**
 * Black-Scholes value and Greeks of one base unit of each option of `layout` at `marks`; from expiry on, its
 * payoff. What has none has a `status`. Stands until the next call.
 */
export function optionPrices(
  layout: Layout,
  marks: Marks,
  pairs: readonly PairMarks[],
  kernel: Kernel,
): OptionTable {
  const { optionRows, pair } = layout;
  const count = optionRows.length;
  const prepared = tableFor(kernel, layout, marks);
  const { table } = prepared;
  if (!isPreparedFor(prepared, layout, marks)) {
    if (prepared.layout !== layout) load(layout, table);
    pour(layout, marks, pairs, table);
    kernel.prepare(table, 0, count);
    prepared.layout = layout;
    prepared.marks = marks;
  }
  const { spot } = table;
  let place = -1;
  let price = Number.NaN;
  for (let i = 0; i < count; i += 1) {
    const at = pair[optionRows[i] ?? 0] ?? 0;
    if (at !== place) price = pairs[at]?.spot ?? Number.NaN;
    place = at;
    spot[i] = price;
  }
  kernel.value(table, 0, count);
  return table;
}

/** Why row `i` of `table`, which is `option`, has no price. */
export function whyUnpriced(table: OptionTable, i: number, option: Option, marks: Marks): Unpriced {
  const { id, base } = option;
  if (optionVol(option, marks) === undefined) return unpriced(`vol of ${base} for ${id}`);
  const field = STATUS[table.status[i] ?? 0] as keyof OptionTable;
  const column = table[field];
  return unpriced(`${id}: ${field} is ${typeof column === 'object' ? column[i] : 'out of range'}`);
}

/**
 * Price of one option in its own price unit (in coin if inverse), for what trades one at a time. A kernel's is the
 * same to the last bits but one or two.
 */
export function optionPrice(option: Option, marks: Marks): number | Unpriced {
  const { id, base, quote, expiry, type, strike, inverse } = option;
  const spot = spotIn(marks, base, quote);
  if (spot === undefined) return unpriced(`price of ${base} in ${quote} for ${id}`);
  const vol = optionVol(option, marks);
  if (vol === undefined) return unpriced(`vol of ${base} for ${id}`);
  const years = Math.max(0, yearsBetween(marks.at, expiry));
  const rate = marks.interest[base] ?? 0;
  const value = blackScholes({ type, spot, strike, years, vol, rate, carryYield: 0 });
  if ('kind' in value) return unpriced(`${id}: ${value.field} is ${value.value}`);
  return inverse ? value.price / spot : value.price;
}
