import { fromAtoms, shareOf, toAtoms } from '../units/rounding.ts';
import { type Atoms, atoms, type Lots, lots } from '../units/units.ts';
import {
  type Currency,
  type Instrument,
  type InstrumentId,
  isMargined,
  settleValue,
  sizeOf,
  type VenueId,
} from './instrument.ts';

/**
 * What is held of one instrument. `cost` is what the lots now held were bought for, in atoms of the
 * settlement currency, signed like the lots' value; the average entry price is derived from it, because a
 * float average cannot be reconciled to the atom.
 */
export interface Position {
  readonly instrument: InstrumentId;
  readonly lots: Lots;
  readonly cost: Atoms;
}

export type Cash = Readonly<Record<Currency, Atoms>>;

/** All we hold: cash per venue account and positions. A book has one account at a venue. */
export interface Book {
  readonly cash: Readonly<Record<VenueId, Cash>>;
  readonly positions: Readonly<Record<InstrumentId, Position>>;
}

export const EMPTY_BOOK: Book = { cash: {}, positions: {} };

/** One execution: signed lots at a price in the instrument's quote, and the fee taken (positive = paid). */
export interface Trade {
  readonly lots: Lots;
  readonly price: number;
  readonly fee: Atoms;
  readonly feeCurrency: Currency;
}

export function positionLots(book: Book, instrument: InstrumentId): Lots {
  return book.positions[instrument]?.lots ?? lots(0);
}

export function cashOf(book: Book, venue: VenueId, currency: Currency): Atoms {
  return book.cash[venue]?.[currency] ?? atoms(0n);
}

/** `book` with `amount` (signed) added to an account's cash. */
export function addCash(book: Book, venue: VenueId, currency: Currency, amount: Atoms): Book {
  if (amount === 0n) return book;
  const account = book.cash[venue];
  const held = account?.[currency] ?? 0n;
  return { ...book, cash: { ...book.cash, [venue]: { ...account, [currency]: atoms(held + amount) } } };
}

function withPosition(book: Book, position: Position): Book {
  if (position.lots !== 0) {
    return { ...book, positions: { ...book.positions, [position.instrument]: position } };
  }
  const { [position.instrument]: _closed, ...rest } = book.positions;
  return { ...book, positions: rest };
}

/**
 * `book` after a trade. A margined instrument moves no cash but its fee and, for the part that closes, the
 * gain; any other is paid for in full. The cost of what is closed leaves in proportion to the lots closed.
 */
export function applyTrade(book: Book, instrument: Instrument, trade: Trade): Book {
  const held = book.positions[instrument.id];
  const heldLots = held?.lots ?? lots(0);
  const heldCost = held?.cost ?? atoms(0n);
  const paid = toAtoms(settleValue(instrument, trade.lots, trade.price), 'nearest');
  const opposite = heldLots !== 0 && heldLots > 0 !== trade.lots > 0;
  const closing = opposite
    ? lots(Math.sign(trade.lots) * Math.min(Math.abs(trade.lots), Math.abs(heldLots)))
    : lots(0);
  const paidToClose = closing === 0 ? atoms(0n) : shareOf(paid, closing, trade.lots);
  const costClosed = closing === 0 ? atoms(0n) : shareOf(heldCost, lots(-closing), heldLots);
  const cost = atoms(heldCost - costClosed + (paid - paidToClose));
  const cashFlow = isMargined(instrument) ? -paidToClose - costClosed : -paid;
  const traded = withPosition(book, {
    instrument: instrument.id,
    lots: lots(heldLots + trade.lots),
    cost,
  });
  const settled = addCash(traded, instrument.venue, instrument.settle, atoms(cashFlow));
  return addCash(settled, instrument.venue, trade.feeCurrency, atoms(-trade.fee));
}

/**
 * `book` after `instrument` has expired at `price` (an option's is its payoff in the unit of its price):
 * the position is traded away at that price without a fee.
 */
export function applySettlement(book: Book, instrument: Instrument, price: number): Book {
  const held = book.positions[instrument.id];
  if (held === undefined) return book;
  return applyTrade(book, instrument, {
    lots: lots(-held.lots),
    price,
    fee: atoms(0n),
    feeCurrency: instrument.settle,
  });
}

/** Average entry price of a position, in the instrument's price unit. */
export function averageEntry(position: Position, instrument: Instrument): number {
  const cost = fromAtoms(position.cost);
  const size = sizeOf(instrument, position.lots);
  return instrument.inverse && isMargined(instrument) ? -size / cost : cost / size;
}
