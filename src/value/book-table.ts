/**
 * A book as columns: options grouped by underlying and quote, each group in the order of its ids, and all other
 * rows after them in the order of theirs, so that sums are the same bits however the book came in. Loaded when
 * positions change, poured over with marks at every valuation, then passed over as often as one likes.
 */
import type { Book, Position } from '../domain/book.ts';
import {
  type Currency,
  type Instrument,
  type Instruments,
  type Option,
  sizeOf,
} from '../domain/instrument.ts';
import { type Kernel, type OptionTable, TOTALS } from '../pricing/kernel/kernel.ts';
import { YEAR } from '../units/time.ts';
import { atoms } from '../units/units.ts';
import { type Marks, spotIn } from './marks.ts';
import { optionVol } from './option-prices.ts';
import { cashRow, type OtherRow, type OtherRows, otherRows, positionRow, pourOther } from './other-rows.ts';
import { type PouredVols, pourVols } from './pour-vols.ts';

/** What a table asks of a kernel. */
export type BookKernel = Pick<Kernel, 'table' | 'prepare' | 'value' | 'total'>;

/** How many sums there are of each underlying: `TOTALS`. */
export const WIDTH: number = TOTALS.length;

/** A row without a value, and which of its fields is to blame. */
export interface RowRefusal {
  readonly id: string;
  readonly field: string;
}

/** The options on one underlying in one quote: rows [from, to) of the table. */
export interface OptionGroup {
  readonly underlying: Currency;
  readonly quote: Currency;
  /** The place of the underlying in the table's list. */
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  /** Poured in: the underlying in `quote`, its interest, what `quote` is worth, and at which time. */
  spot: number;
  rate: number;
  inIndexQuote: number;
  at: number;
  /** How many rows have expired: they are worth their payoff, and `quantity` is 0 so that no Greeks count. */
  expired: number;
  /** False where spot or rate is missing: no row of the group has a value then. */
  ready: boolean;
  /** Whose vols are in its rows; null where they are not the marks' own. */
  vols: PouredVols | null;
}

export interface BookTable {
  readonly kernel: BookKernel;
  /** What Greeks are taken against, sorted; sums are kept in this order. */
  underlyings: readonly Currency[];
  /** The first `contracts.length` rows are in use. */
  options: OptionTable;
  contracts: readonly Option[];
  /** Base units held by row, signed, whether expired or not. */
  held: Float64Array;
  expiry: Float64Array;
  groups: readonly OptionGroup[];
  others: OtherRows;
  /** Value, Greeks (`TOTALS`) of each underlying after one another, in the currency its index is quoted in. */
  sums: Float64Array;
  /** What one of that currency is worth in the reporting currency; 0 where the underlying has no price. */
  indexRate: Float64Array;
  /** Price of each underlying, in that currency; 0 where it has none. */
  index: Float64Array;
  /** All rows in the reporting currency. */
  equity: number;
  /** Rows without a value: from loading, then from pouring, then from the last pass. */
  readonly refusals: RowRefusal[];
  /** How many of the refusals are from loading, and from loading or pouring. */
  loadRefusals: number;
  pourRefusals: number;
}

/** An empty table on `kernel`. */
export function bookTable(kernel: BookKernel): BookTable {
  return {
    kernel,
    underlyings: [],
    options: kernel.table(0),
    contracts: [],
    ...{ held: new Float64Array(0), expiry: new Float64Array(0), groups: [], others: otherRows([]) },
    ...{ sums: new Float64Array(0), indexRate: new Float64Array(0), index: new Float64Array(0), equity: 0 },
    ...{ refusals: [], loadRefusals: 0, pourRefusals: 0 },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By underlying, quote and id, in the order of their UTF-16 units. */
function compareOptions(a: Option, b: Option): number {
  return compare(a.base, b.base) || compare(a.quote, b.quote) || compare(a.id, b.id);
}

/**
 * Takes `book` into `table`, in place of what it held. `underlyings` are those that have a profile; a position
 * in another is refused, and cash in another is plain cash. Allocates; the kernel's table only to grow.
 */
export function load(
  table: BookTable,
  book: Book,
  instruments: Instruments,
  underlyings: readonly Currency[],
): void {
  table.underlyings = [...new Set(underlyings)].sort();
  table.refusals.length = 0;
  const contracts: Option[] = [];
  const others: OtherRow[] = [];
  for (const id of Object.keys(book.positions).sort()) {
    const instrument = instruments[id];
    const held = book.positions[id];
    if (instrument === undefined || held === undefined) {
      table.refusals.push({ id, field: 'instrument' });
      continue;
    }
    const field = refusedField(table, instrument, held);
    if (field !== '') table.refusals.push({ id, field });
    else if (instrument.kind === 'option') contracts.push(instrument);
    else others.push(positionRow(instrument, held, table.underlyings.indexOf(instrument.base)));
  }
  for (const venue of Object.keys(book.cash).sort()) {
    const cash = book.cash[venue] ?? {};
    for (const currency of Object.keys(cash).sort()) {
      const slot = table.underlyings.indexOf(currency);
      others.push(cashRow(venue, currency, cash[currency] ?? atoms(0n), slot));
    }
  }
  table.others = otherRows(others);
  loadOptions(table, contracts.sort(compareOptions), book);
  const slots = table.underlyings.length;
  table.sums = new Float64Array(slots * WIDTH);
  table.indexRate = new Float64Array(slots);
  table.index = new Float64Array(slots);
  table.equity = 0;
  table.loadRefusals = table.refusals.length;
  table.pourRefusals = table.refusals.length;
}

/** What about a position can never have a value, whatever the marks; '' where nothing. */
function refusedField(table: BookTable, instrument: Instrument, held: Position): string {
  if (!table.underlyings.includes(instrument.base)) return 'underlying';
  if (!Number.isFinite(sizeOf(instrument, held.lots))) return 'quantity';
  if (instrument.kind === 'option' && !Number.isFinite(instrument.expiry)) return 'expiry';
  return '';
}

const NOT_READY = { ready: false, vols: null };

function loadOptions(table: BookTable, contracts: readonly Option[], book: Book): void {
  const count = contracts.length;
  // Twice what is needed, since a kernel may be unable to give the old table's memory back.
  if (table.options.capacity < count) table.options = table.kernel.table(2 * count);
  const { options } = table;
  table.contracts = contracts;
  table.held = new Float64Array(count);
  table.expiry = new Float64Array(count);
  const groups: OptionGroup[] = [];
  for (let row = 0; row < count; row += 1) {
    const option = contracts[row];
    const position = book.positions[option?.id ?? ''];
    if (option === undefined || position === undefined) continue;
    options.sign[row] = option.type === 'call' ? 1 : -1;
    options.strike[row] = option.strike;
    options.carryYield[row] = 0;
    table.held[row] = sizeOf(option, position.lots);
    table.expiry[row] = option.expiry;
    const last = groups.at(-1);
    if (last !== undefined && last.underlying === option.base && last.quote === option.quote) {
      groups[groups.length - 1] = { ...last, to: row + 1 };
      continue;
    }
    const slot = table.underlyings.indexOf(option.base);
    const place = { underlying: option.base, quote: option.quote, slot, from: row, to: row + 1 };
    groups.push({ ...place, spot: 0, rate: 0, inIndexQuote: 0, at: Number.NaN, expired: 0, ...NOT_READY });
  }
  table.groups = groups;
}

/** The vol that an option is valued at, as a fraction; undefined where there is none. */
export type VolOf = (option: Option, marks: Marks) => number | undefined;

/**
 * Pours `marks` over what is loaded. What is missing is refused by its id: `spot`, `price`, `vol`, `rate` (of
 * the row's quote in the reporting currency). Allocates nothing but refusals.
 */
export function pour(table: BookTable, marks: Marks, volOf: VolOf = optionVol): void {
  table.refusals.length = table.loadRefusals;
  for (let slot = 0; slot < table.underlyings.length; slot += 1) {
    const underlying = table.underlyings[slot] ?? '';
    table.index[slot] = marks.index[underlying] ?? 0;
    table.indexRate[slot] = marks.rates[marks.indexQuote[underlying] ?? ''] ?? 0;
  }
  for (const group of table.groups) pourGroup(table, group, marks, volOf);
  const { others } = table;
  for (let i = 0; i < others.count; i += 1) {
    const field = pourOther(others, i, table.underlyings[others.slot[i] ?? -1] ?? '', marks);
    if (field !== '') table.refusals.push({ id: others.ids[i] ?? '', field });
  }
  table.pourRefusals = table.refusals.length;
}

function pourGroup(table: BookTable, group: OptionGroup, marks: Marks, volOf: VolOf): void {
  const spot = spotIn(marks, group.underlying, group.quote);
  const rate = marks.rates[group.quote];
  const indexRate = table.indexRate[group.slot] ?? 0;
  const isRated = rate !== undefined && rate > 0 && rate < Infinity && indexRate > 0 && indexRate < Infinity;
  group.ready = spot !== undefined && isRated;
  if (spot === undefined || !isRated) {
    const field = spot === undefined ? 'spot' : 'rate';
    for (let row = group.from; row < group.to; row += 1) {
      table.refusals.push({ id: table.contracts[row]?.id ?? '', field });
    }
    return;
  }
  const isQuoteOfIndex = marks.indexQuote[group.underlying] === group.quote;
  group.spot = spot;
  group.inIndexQuote = isQuoteOfIndex ? 1 : rate / indexRate;
  const interest = marks.interest[group.underlying] ?? 0;
  const isPrepared = group.at === marks.at && group.rate === interest;
  group.at = marks.at;
  group.rate = interest;
  pourVols(table, group, marks, volOf);
  if (!isPrepared) ageGroup(table, group, 0);
}

/** Sets the time to expiry of a group's rows to what it is `elapsed` years after the marks, and prepares them. */
export function ageGroup(table: BookTable, group: OptionGroup, elapsed: number): void {
  const { options, expiry, held } = table;
  group.expired = 0;
  for (let row = group.from; row < group.to; row += 1) {
    const left = ((expiry[row] ?? 0) - group.at) / YEAR - elapsed;
    const hasExpired = left <= 0;
    options.years[row] = hasExpired ? 0 : left;
    options.rate[row] = group.rate;
    options.quantity[row] = hasExpired ? 0 : (held[row] ?? 0);
    if (hasExpired) group.expired += 1;
  }
  table.kernel.prepare(options, group.from, group.to);
}
