/**
 * A book laid out for valuation: what of it does not change with the market, in rows. Positions come first,
 * then cash, each by id, so that whatever is summed over the rows is the same bits however the book came in.
 */
import type { Book, Position } from '../domain/book.ts';
import {
  type Currency,
  type Instrument,
  type InstrumentId,
  type Instruments,
  isQuoted,
  type Option,
  sizeOf,
  type VenueId,
} from '../domain/instrument.ts';
import { fromAtoms } from '../units/rounding.ts';
import { type Atoms, atoms } from '../units/units.ts';

/** What a row is, in `kind`. An unlisted one is held, and nothing tells what it is. */
export const ROW = { quoted: 0, option: 1, liquidity: 2, cash: 3, unlisted: 4 } as const;

/** What rows share their prices with: an underlying and the quote of the instrument; null for cash. */
export interface Pair {
  readonly underlying: Currency;
  readonly quote: Currency | null;
}

export interface Layout {
  readonly book: Book;
  readonly listed: Instruments;
  /** Ids of the positions in the book's own order. */
  readonly given: readonly InstrumentId[];
  /** Instrument id, or venue/currency of a cash balance. */
  readonly ids: readonly string[];
  readonly kind: Uint8Array;
  /** 1 where the value bends, so that all Greeks explain its P&L: delta and basis explain any other's. */
  readonly curved: Uint8Array;
  /** The place of a row's pair in `pairs`. */
  readonly pair: Int32Array;
  readonly pairs: readonly Pair[];
  /** `sizeOf` a position, signed; whole units of a currency. */
  readonly size: Float64Array;
  /** When an option ends, in epoch milliseconds; infinite for what does not. */
  readonly expiry: Float64Array;
  /** By row; none for cash. */
  readonly instruments: readonly (Instrument | undefined)[];
  readonly positions: readonly (Position | undefined)[];
  /** The options in the order of their rows, and those rows; then all other rows, and those of liquidity. */
  readonly options: readonly Option[];
  readonly optionRows: Int32Array;
  readonly otherRows: readonly number[];
  readonly liquidityRows: readonly number[];
}

function placeOf(pairs: Pair[], underlying: Currency, quote: Currency | null): number {
  for (let i = 0; i < pairs.length; i += 1) {
    if (pairs[i]?.underlying === underlying && pairs[i]?.quote === quote) return i;
  }
  return pairs.push({ underlying, quote }) - 1;
}

function kindOf(instrument: Instrument): number {
  if (isQuoted(instrument)) return ROW.quoted;
  return instrument.kind === 'option' ? ROW.option : ROW.liquidity;
}

/** A cash balance: of `currency` in the account at `venue`. */
type Balance = readonly [venue: VenueId, currency: Currency, amount: Atoms];

function balancesOf({ cash }: Book): readonly Balance[] {
  const balances: Balance[] = [];
  for (const venue of Object.keys(cash).sort()) {
    const account = cash[venue] ?? {};
    for (const currency of Object.keys(account).sort()) {
      balances.push([venue, currency, account[currency] ?? atoms(0n)]);
    }
  }
  return balances;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Lays `book` out. Worth keeping for as long as `book` and `listed` stay the same objects; and as `like` after,
 * since a trade seldom changes what is held, and the ids need not be sorted then.
 */
export function layoutOf(book: Book, listed: Instruments, like: Layout | null = null): Layout {
  const found = Object.keys(book.positions);
  const isLike = like !== null && isSame(like.given, found);
  const given = isLike ? like.given : found;
  const held = given.length;
  const ids = isLike ? like.ids.slice(0, held) : [...given].sort();
  const balances = balancesOf(book);
  const count = held + balances.length;
  const kind = new Uint8Array(count).fill(ROW.unlisted);
  const pair = new Int32Array(count);
  const curved = new Uint8Array(count);
  const size = new Float64Array(count);
  const expiry = new Float64Array(count).fill(Infinity);
  const instruments: (Instrument | undefined)[] = [];
  const positions: (Position | undefined)[] = [];
  const options: Option[] = [];
  const optionRows: number[] = [];
  const otherRows: number[] = [];
  const liquidityRows: number[] = [];
  const pairs: Pair[] = [];
  for (let row = 0; row < held; row += 1) {
    const id = ids[row] ?? '';
    const instrument = listed[id];
    const position = book.positions[id];
    instruments.push(instrument);
    positions.push(position);
    if (instrument?.kind !== 'option') otherRows.push(row);
    if (instrument === undefined || position === undefined) continue;
    kind[row] = kindOf(instrument);
    pair[row] = placeOf(pairs, instrument.base, instrument.quote);
    size[row] = sizeOf(instrument, position.lots);
    curved[row] = isQuoted(instrument) ? 0 : 1;
    if (instrument.kind === 'lp') liquidityRows.push(row);
    if (instrument.kind !== 'option') continue;
    options.push(instrument);
    optionRows.push(row);
    expiry[row] = instrument.expiry;
  }
  for (const [venue, currency, amount] of balances) {
    const row = ids.push(`${venue}/${currency}`) - 1;
    otherRows.push(row);
    kind[row] = ROW.cash;
    pair[row] = placeOf(pairs, currency, null);
    size[row] = fromAtoms(amount);
  }
  return {
    book,
    listed,
    given,
    ids,
    kind,
    curved,
    pair,
    pairs,
    size,
    expiry,
    instruments,
    positions,
    options,
    optionRows: Int32Array.from(optionRows),
    otherRows,
    liquidityRows,
  };
}
