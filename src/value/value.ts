/**
 * Values a book: one row per position and cash balance, Greeks summed per underlying. Rows are what the
 * ledger explains P&L from; sums are what decisions are taken on.
 */
import type { Book, Position } from '../domain/book.ts';
import { addGreeks, type Greeks, type PerUnderlying, ZERO_GREEKS } from '../domain/greeks.ts';
import {
  type Currency,
  expiryOf,
  type Instrument,
  type Instruments,
  isQuoted,
  type Lp,
  sizeOf,
} from '../domain/instrument.ts';
import { valueDeltaOne } from '../pricing/delta-one.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { valuePosition } from '../pricing/uniswap-v3/uniswap-v3.ts';
import { fromAtoms } from '../units/rounding.ts';
import { atoms, type Millis } from '../units/units.ts';
import { type Marks, spotIn, type Unpriced, unpriced } from './marks.ts';
import { type OptionUnits, optionPrice, optionUnits, type Unit } from './option-units.ts';

/** One thing held and what it is worth. */
export interface Row {
  /** Instrument id, or venue/currency of a cash balance. */
  readonly id: string;
  /** What its Greeks are against; null for cash in a currency that is no underlying. */
  readonly underlying: Currency | null;
  readonly quote: Currency;
  /** Price of the underlying in `quote`; 0 where there is none. */
  readonly spot: number;
  /** In `quote`. */
  readonly value: number;
  /** Of `value` against `spot`. */
  readonly greeks: Greeks;
  /** The value of options and liquidity bends: all Greeks explain their P&L; delta and basis any other's. */
  readonly curved: boolean;
  /** Theta stops here. */
  readonly expiry: Millis | null;
}

export interface Valuation {
  readonly kind: 'valuation';
  readonly at: Millis;
  /** Positions, then cash, each by id: equity is summed in this order, whatever order the book came in. */
  readonly rows: readonly Row[];
  /** Sums over the rows of each underlying that the marks know, in the currency its index is quoted in. */
  readonly greeks: PerUnderlying<Greeks>;
  /** All rows in the reporting currency. */
  readonly equity: number;
}

/** One unit of liquidity at the index: the price inside its pool is brought there by whoever trades the gap. */
function unitLp({ id, lower, upper }: Lp, spot: number): Unit | Unpriced {
  const held = valuePosition({ liquidity: 1, lower, upper, price: spot });
  if ('kind' in held) return unpriced(`${id}: ${held.field} is ${held.value}`);
  const { value, delta, gamma } = held;
  // What liquidity earns for its gamma are the pool's fees, which accrue with its trading and not with time.
  return { value, greeks: { ...ZERO_GREEKS, delta, gamma } };
}

function scale({ delta, gamma, vega, theta }: Greeks, by: number): Greeks {
  return { delta: by * delta, gamma: by * gamma, vega: by * vega, theta: by * theta };
}

/** Price of `instrument` in its own price unit: its mid, or its model's value (an inverse option's in coin). */
export function markPrice(instrument: Instrument, marks: Marks): number | Unpriced {
  const { id, base, quote, kind } = instrument;
  if (kind === 'option') return optionPrice(instrument, marks);
  if (kind !== 'lp') return marks.prices[id] ?? unpriced(`price of ${id}`);
  const spot = spotIn(marks, base, quote);
  if (spot === undefined) return unpriced(`price of ${base} in ${quote} for ${id}`);
  const unit = unitLp(instrument, spot);
  return 'kind' in unit ? unit : unit.value;
}

function positionRow(
  instrument: Instrument,
  position: Position,
  marks: Marks,
  options: OptionUnits,
): Row | Unpriced {
  const { id, base, quote } = instrument;
  const spot = spotIn(marks, base, quote);
  if (spot === undefined) return unpriced(`price of ${base} in ${quote} for ${id}`);
  // Written out, not spread: rows are made three to four times a decision, and all of one shape cost a tenth.
  if (!isQuoted(instrument)) {
    const unit = instrument.kind === 'lp' ? unitLp(instrument, spot) : options.get(id);
    if (unit === undefined) return unpriced(`value of ${id}`);
    if ('kind' in unit) return unit;
    const size = sizeOf(instrument, position.lots);
    const value = size * unit.value;
    const greeks = scale(unit.greeks, size);
    const expiry = expiryOf(instrument) ?? null;
    return { id, underlying: base, quote, spot, value, greeks, curved: true, expiry };
  }
  const price = marks.prices[id];
  if (price === undefined) return unpriced(`price of ${id}`);
  const { value, greeks } = valueDeltaOne(instrument, position, price, spot);
  return { id, underlying: base, quote, spot, value, greeks, curved: false, expiry: null };
}

/** Cash in an underlying has its delta: a coin-margined account is not flat. */
function cashRow(venue: string, currency: Currency, amount: number, marks: Marks): Row {
  const spot = marks.index[currency];
  const quote = marks.indexQuote[currency];
  const id = `${venue}/${currency}`;
  const rest = { curved: false, expiry: null };
  if (spot === undefined || quote === undefined) {
    return { id, underlying: null, quote: currency, spot: 0, value: amount, greeks: ZERO_GREEKS, ...rest };
  }
  const greeks: Greeks = { delta: amount, gamma: 0, vega: 0, theta: 0 };
  return { id, underlying: currency, quote, spot, value: amount * spot, greeks, ...rest };
}

function rowsOf(book: Book, instruments: Instruments, marks: Marks, kernel: Kernel): Row[] | Unpriced {
  const options = optionUnits(book, instruments, marks, kernel);
  const rows: Row[] = [];
  for (const id of Object.keys(book.positions).sort()) {
    const position = book.positions[id];
    const instrument = instruments[id];
    if (position === undefined || instrument === undefined) return unpriced(`unlisted instrument ${id}`);
    const row = positionRow(instrument, position, marks, options);
    if ('kind' in row) return row;
    rows.push(row);
  }
  for (const venue of Object.keys(book.cash).sort()) {
    const cash = book.cash[venue] ?? {};
    for (const currency of Object.keys(cash).sort()) {
      rows.push(cashRow(venue, currency, fromAtoms(cash[currency] ?? atoms(0n)), marks));
    }
  }
  return rows;
}

/** Greeks in one currency, as they are in another of which one unit of the first buys `worth`. */
function restated(greeks: Greeks, worth: number): Greeks {
  const { delta, gamma, vega, theta } = greeks;
  return worth === 1 ? greeks : { delta, gamma: gamma / worth, vega: vega * worth, theta: theta * worth };
}

/** Values `book` at `marks`, or names the first thing that cannot be valued. */
export function valuate(
  book: Book,
  instruments: Instruments,
  marks: Marks,
  kernel: Kernel,
): Valuation | Unpriced {
  const rows = rowsOf(book, instruments, marks, kernel);
  if ('kind' in rows) return rows;
  const greeks: Record<Currency, Greeks> = {};
  for (const underlying in marks.index) greeks[underlying] = ZERO_GREEKS;
  let equity = 0;
  for (const row of rows) {
    const rate = marks.rates[row.quote];
    if (rate === undefined) return unpriced(`rate of ${row.quote}`);
    equity += row.value * rate;
    if (row.underlying === null) continue;
    const indexRate = marks.rates[marks.indexQuote[row.underlying] ?? ''] ?? rate;
    const sum = greeks[row.underlying] ?? ZERO_GREEKS;
    greeks[row.underlying] = addGreeks(sum, restated(row.greeks, rate / indexRate));
  }
  return { kind: 'valuation', at: marks.at, rows, greeks, equity };
}
