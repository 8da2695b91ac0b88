import type { Currency } from '../domain/instrument.ts';
import type { Pair } from './layout.ts';
import { type Marks, spotIn } from './marks.ts';

/** What the rows of one pair have in common at some marks. */
export interface PairMarks {
  /** Null for cash in a currency that is no underlying. */
  readonly underlying: Currency | null;
  /** What the rows' values are in. */
  readonly quote: Currency;
  /** Price of the underlying in `quote`; 0 for cash that is none, and no number where it is missing. */
  readonly spot: number;
  readonly isPriced: boolean;
  /** Of the underlying: no number where it has none. */
  readonly vol: number;
  readonly interest: number;
  /** What one unit of `quote` is worth in the reporting currency; no number where that is not known. */
  readonly rate: number;
  readonly isRated: boolean;
  /** The same in the currency that the underlying's index is quoted in. */
  readonly worth: number;
  /** The place of the underlying among those that the marks know; −1 for cash that is none. */
  readonly slot: number;
}

/**
 * `pair` at `marks`. Cash in an underlying counts in the quote of its index, since it has a delta: an account
 * margined in coin is not flat. `slots` are the underlyings that sums are kept of.
 */
export function pairMarks({ underlying, quote }: Pair, marks: Marks, slots: readonly Currency[]): PairMarks {
  const told = marks.indexQuote[underlying];
  const index = marks.index[underlying];
  const isPlain = quote === null && (index === undefined || told === undefined);
  const inQuote = quote ?? (isPlain ? underlying : (told ?? ''));
  const spot = isPlain ? 0 : spotIn(marks, underlying, inQuote);
  const rate = marks.rates[inQuote];
  const indexRate = isPlain ? rate : (marks.rates[told ?? ''] ?? rate);
  // One literal for all, so that the loops over rows meet one kind of object.
  return {
    underlying: isPlain ? null : underlying,
    quote: inQuote,
    spot: spot ?? Number.NaN,
    isPriced: spot !== undefined,
    vol: isPlain ? Number.NaN : (marks.vols[underlying] ?? Number.NaN),
    interest: isPlain ? 0 : (marks.interest[underlying] ?? 0),
    rate: rate ?? Number.NaN,
    isRated: rate !== undefined,
    worth: rate === undefined || indexRate === undefined ? 1 : rate / indexRate,
    slot: isPlain ? -1 : slots.indexOf(underlying),
  };
}
