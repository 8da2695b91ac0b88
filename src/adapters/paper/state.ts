import { addCash, type Book, EMPTY_BOOK, type Position } from '../../domain/book.ts';
import {
  type Currency,
  expiryOf,
  type Instrument,
  type InstrumentId,
  settleValue,
} from '../../domain/instrument.ts';
import type { AccountEvent, Fill, OrderId, OrderRequest } from '../../domain/order.ts';
import { toAtoms } from '../../units/rounding.ts';
import { type Atoms, type Lots, type Millis, millis } from '../../units/units.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import type { PaperSettings } from './settings.ts';
import { createView, type View } from './view.ts';

type Closed = Extract<AccountEvent, { readonly kind: 'closed' }>;

/** An order as the venue keeps it, for good: any may be asked after. */
export interface PaperOrder {
  readonly request: OrderRequest;
  /** When it arrived. */
  readonly since: Millis;
  readonly fills: Fill[];
  /** Without sign. */
  filled: Lots;
  /** When and how it ended; undefined while it is open. */
  end: { readonly at: Millis; readonly event: Closed } | undefined;
}

/** All that a paper venue knows. Its parts are functions over this. */
export interface State {
  readonly settings: PaperSettings;
  readonly agenda: Agenda;
  readonly view: View;
  readonly instruments: Map<InstrumentId, Instrument>;
  /** Options and futures that have not settled. */
  readonly expiring: Set<Instrument>;
  /** None of them, once scheduled, expires before this. */
  soonestExpiry: number;
  /** The index of each option that a programme has dealt. */
  readonly indexes: Map<InstrumentId, InstrumentId>;
  /** The last funding time of each perp. */
  readonly funded: Map<InstrumentId, Millis>;
  readonly orders: Map<OrderId, PaperOrder>;
  readonly open: Set<PaperOrder>;
  book: Book;
  now: Millis;
  /** Sends an event on its way to us. It happened now, unless `at` says when. */
  readonly tell: (event: AccountEvent, at?: Millis) => void;
}

function opened(settings: PaperSettings): Book {
  const { venue, opening, instruments } = settings;
  const positions: Record<InstrumentId, Position> = {};
  for (const { instrument: id, lots, averageEntry } of opening.positions) {
    const instrument = instruments.find((listed) => listed.id === id);
    if (instrument === undefined)
      throw new Error(`paper venue ${venue} opens with a position in ${id}: list it among the instruments`);
    const cost = toAtoms(settleValue(instrument, lots, averageEntry), 'nearest');
    if (lots !== 0) positions[id] = { instrument: id, lots, cost };
  }
  let book: Book = { ...EMPTY_BOOK, positions };
  for (const [currency, amount] of Object.entries(opening.cash))
    book = addCash(book, venue, currency, amount);
  return book;
}

/** A venue's state before anything has happened. */
export function openState(settings: PaperSettings, tell: State['tell']): State {
  return {
    settings,
    agenda: createAgenda(),
    view: createView(),
    instruments: new Map(settings.instruments.map((instrument) => [instrument.id, instrument])),
    expiring: new Set(settings.instruments.filter((instrument) => expiryOf(instrument) !== undefined)),
    soonestExpiry: Infinity,
    indexes: new Map(),
    funded: new Map(),
    orders: new Map(),
    open: new Set(),
    book: opened(settings),
    now: millis(0),
    tell,
  };
}

/** What the account holds: lots by instrument, and cash. */
export function holdings(state: State): {
  readonly positions: Readonly<Record<InstrumentId, Lots>>;
  readonly cash: Readonly<Record<Currency, Atoms>>;
} {
  const positions = Object.values(state.book.positions).map(({ instrument, lots }) => [instrument, lots]);
  return { positions: Object.fromEntries(positions), cash: state.book.cash[state.settings.venue] ?? {} };
}
