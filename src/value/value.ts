/**
 * Values a book: one row per position and cash balance, Greeks summed per underlying. The numbers come in
 * columns, which the engine works on; here they are as objects, for whoever looks at a row at a time.
 */
import type { Book } from '../domain/book.ts';
import type { Greeks, PerUnderlying } from '../domain/greeks.ts';
import type { Currency, Instrument, Instruments } from '../domain/instrument.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import type { Millis } from '../units/units.ts';
import { type Columns, columnsOf } from './columns.ts';
import { layoutOf } from './layout.ts';
import { type Marks, spotIn, type Unpriced, unpriced } from './marks.ts';
import { optionPrice } from './option-prices.ts';
import { unitLp } from './unit.ts';

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

function rowOf({ layout, pairs, value, delta, gamma, vega, theta }: Columns, row: number): Row {
  const pair = pairs[layout.pair[row] ?? 0];
  const instrument = layout.instruments[row];
  return {
    id: layout.ids[row] ?? '',
    underlying: pair?.underlying ?? null,
    quote: pair?.quote ?? '',
    spot: pair?.spot ?? 0,
    value: value[row] ?? 0,
    greeks: {
      delta: delta[row] ?? 0,
      gamma: gamma[row] ?? 0,
      vega: vega[row] ?? 0,
      theta: theta[row] ?? 0,
    },
    curved: layout.curved[row] === 1,
    expiry: instrument?.kind === 'option' ? instrument.expiry : null,
  };
}

/** Values `book` at `marks`, or names the first thing that cannot be valued. */
export function valuate(
  book: Book,
  instruments: Instruments,
  marks: Marks,
  kernel: Kernel,
): Valuation | Unpriced {
  const columns = columnsOf(layoutOf(book, instruments), marks, kernel);
  if (columns.kind === 'unpriced') return columns;
  const { kind, at, layout, greeks, equity } = columns;
  return { kind, at, rows: layout.ids.map((_, row) => rowOf(columns, row)), greeks, equity };
}
