import type { Cash } from '../domain/book.ts';
import type { Currency, Instrument, InstrumentId, VenueId } from '../domain/instrument.ts';
import type { AccountEvent } from '../domain/order.ts';
import { IN_TRANSIT, type TransferId, type TransferWanted } from '../domain/transfer.ts';
import { atoms } from '../units/units.ts';
import type { Scenario } from './scenario.ts';

/**
 * Accounts kept a second time, in floats and by other means than the ledger's: from nothing but events, each of
 * which must be told once.
 */
export interface Tally {
  /** Books `event`; what moves neither positions nor cash changes nothing. */
  book(venue: VenueId, event: AccountEvent): void;
  /** Books where the money of a transfer now is: what was booked of it before is undone. Whether that moves any. */
  move(request: Moving, stage: string, received: bigint): boolean;
  /**
   * Takes a venue's word for its account, but for its cash in `moving`. What it tells no entry of has a cost that
   * nobody here knows.
   */
  adopt(venue: VenueId, report: Stated, moving?: ReadonlySet<Currency>): void;
  /** Every instrument that was ever listed. */
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>;
  /** Signed lots. */
  position(instrument: InstrumentId): number;
  /** What a margined position was entered at on average; NaN where none is held. */
  entry(instrument: InstrumentId): number;
  /** Cash as a venue keeps it: margined instruments settle gains only. */
  cash(venue: VenueId, currency: Currency): number;
  /**
   * Cash as if every trade had been paid in full, the margined ones too: with each position at its full value
   * this is the equity, whatever the order of trades and without any average price.
   */
  flow(venue: VenueId, currency: Currency): number;
  /** Trades booked: each may be off by half an atom. */
  readonly trades: number;
  /** What they all came to, without sign, in quote currency. */
  readonly turnover: number;
}

type Moving = TransferWanted & { readonly id: TransferId };

/** Where the money of a transfer at `stage` is that it was not before, and where it is no more. */
function placesOf({ from, to, amount }: Moving, stage: string, received: bigint): [VenueId, bigint][] {
  const gone: [VenueId, bigint] = [from, -amount];
  if (stage === 'adopted') return [gone];
  if (stage === 'left') return [gone, [IN_TRANSIT, amount]];
  if (stage === 'arrived') return [gone, [to, received]];
  return stage === 'failed' && received !== amount ? [[from, received - amount]] : [];
}

/** A venue's word: lots, cash, and average entries of the positions as far as it tells them. */
export interface Stated {
  readonly positions: Readonly<Record<InstrumentId, number>>;
  readonly cash: Cash;
  readonly entries?: Readonly<Record<InstrumentId, number>>;
}

interface Held {
  lots: number;
  /** What the lots now held were paid for, in the settlement currency. */
  cost: number;
}

function isMargined(instrument: Instrument): boolean {
  return instrument.kind === 'perp' || instrument.kind === 'future';
}

/** What `lots` cost at `price`, in the settlement currency. A long inverse perp costs less than nothing: −N/P. */
function worthOf(instrument: Instrument, lots: number, price: number): number {
  const size = lots * instrument.lot * instrument.multiplier;
  return instrument.inverse && isMargined(instrument) ? -size / price : size * price;
}

/** Quote units in one of the settlement currency; of an option paid in coin, about. */
function coinPrice(instrument: Instrument, price: number): number {
  if (!instrument.inverse) return 1;
  return instrument.kind === 'option' ? instrument.strike : price;
}

/** Whether `lots` are held already, and about at `entry` where one is told: within a tick it may be rounded. */
function isAt(
  instrument: Instrument,
  held: Held | undefined,
  lots: number,
  entry: number | undefined,
): boolean {
  if ((held?.lots ?? 0) !== lots) return false;
  if (held === undefined || lots === 0 || entry === undefined || !isMargined(instrument)) return true;
  return Math.abs(entryOf(instrument, held) - entry) <= instrument.tick;
}

/** What margined lots were paid for on average, as a price. */
function entryOf(instrument: Instrument, { lots, cost }: Held): number {
  const size = lots * instrument.lot * instrument.multiplier;
  return instrument.inverse ? -size / cost : cost / size;
}

const ATOMS = 1e8;

/** The accounts of `scenario` as they open. */
export function createTally(scenario: Scenario): Tally {
  const instruments = new Map<InstrumentId, Instrument>();
  const held = new Map<InstrumentId, Held>();
  const cash = new Map<string, number>();
  const flow = new Map<string, number>();
  let [trades, turnover] = [0, 0];

  const add = (to: Map<string, number>, venue: VenueId, currency: Currency, amount: number): void => {
    const key = `${venue}/${currency}`;
    to.set(key, (to.get(key) ?? 0) + amount);
  };

  const pay = (venue: VenueId, currency: Currency, amount: bigint): void => {
    add(flow, venue, currency, Number(amount) / ATOMS);
    add(cash, venue, currency, Number(amount) / ATOMS);
  };

  const placed = new Map<TransferId, [VenueId, bigint][]>();
  /** What each transfer was of that has left. */
  const gone = new Map<TransferId, bigint>();

  const move = (request: Moving, stage: string, received: bigint): boolean => {
    const places = placesOf(request, stage, received);
    const before = placed.get(request.id) ?? [];
    if (String(places) === String(before)) return false;
    for (const [venue, amount] of before) pay(venue, request.currency, -amount);
    for (const [venue, amount] of places) pay(venue, request.currency, amount);
    placed.set(request.id, places);
    return true;
  };

  const trade = (instrument: Instrument, lots: number, price: number): void => {
    const { id, venue, settle } = instrument;
    const before = held.get(id) ?? { lots: 0, cost: 0 };
    const paid = worthOf(instrument, lots, price);
    const closes = before.lots !== 0 && before.lots > 0 !== lots > 0;
    const closed = closes ? Math.min(Math.abs(lots), Math.abs(before.lots)) : 0;
    const paidToClose = closed === 0 ? 0 : (paid * closed) / Math.abs(lots);
    const costClosed = closed === 0 ? 0 : (before.cost * closed) / Math.abs(before.lots);
    const left = { lots: before.lots + lots, cost: before.cost - costClosed + paid - paidToClose };
    held.set(id, left.lots === 0 ? { lots: 0, cost: 0 } : left);
    add(flow, venue, settle, -paid);
    add(cash, venue, settle, isMargined(instrument) ? -paidToClose - costClosed : -paid);
    trades += 1;
    turnover += Math.abs(paid) * coinPrice(instrument, price);
  };

  const tradeKnown = (id: InstrumentId, lots: number, price: number): void => {
    const instrument = instruments.get(id);
    if (instrument === undefined) throw new Error(`a trade in ${id}, which nobody has listed`);
    if (lots !== 0) trade(instrument, lots, price);
  };

  for (const { venue, instruments: listed, opening } of scenario.venues) {
    for (const instrument of listed) instruments.set(instrument.id, instrument);
    for (const [currency, amount] of Object.entries(opening.cash)) pay(venue, currency, amount);
    for (const { instrument: id, lots, averageEntry } of opening.positions) {
      const instrument = instruments.get(id);
      if (instrument === undefined) continue;
      const cost = worthOf(instrument, lots, averageEntry);
      held.set(id, { lots, cost });
      // A margined position owes its entry; anything else was paid for before the cash was stated.
      if (isMargined(instrument)) add(flow, venue, instrument.settle, -cost);
    }
  }

  return {
    book(venue, event) {
      switch (event.kind) {
        case 'fill':
          tradeKnown(event.instrument, event.lots, event.price);
          pay(venue, event.feeCurrency, -event.fee as typeof event.fee);
          break;
        case 'deal':
          instruments.set(event.instrument.id, event.instrument);
          tradeKnown(event.instrument.id, event.lots, event.price);
          pay(venue, event.feeCurrency, -event.fee as typeof event.fee);
          break;
        case 'funding':
          pay(venue, event.currency, event.amount);
          break;
        case 'gas':
          pay(venue, event.currency, -event.amount as typeof event.amount);
          break;
        case 'transfer': {
          if (event.stage === 'left') gone.set(event.id, event.amount);
          const amount = gone.get(event.id);
          if (amount !== undefined) move({ ...event, amount: atoms(amount) }, event.stage, event.amount);
          break;
        }
        case 'settled':
          if (instruments.has(event.instrument))
            tradeKnown(event.instrument, -(held.get(event.instrument)?.lots ?? 0), event.price);
          break;
        default:
      }
    },
    move,
    adopt(venue, { positions, cash: stated, entries = {} }, moving = new Set()) {
      for (const instrument of instruments.values()) {
        const { id } = instrument;
        const lots = positions[id] ?? 0;
        if (instrument.venue !== venue || isAt(instrument, held.get(id), lots, entries[id])) continue;
        const cost = lots === 0 ? 0 : worthOf(instrument, lots, entries[id] ?? Number.NaN);
        held.set(id, { lots, cost });
      }
      for (const [currency, amount] of Object.entries(stated))
        if (!moving.has(currency)) cash.set(`${venue}/${currency}`, Number(amount) / ATOMS);
    },
    instruments,
    position: (id) => held.get(id)?.lots ?? 0,
    entry: (id) => entryOf(instruments.get(id) as Instrument, held.get(id) ?? { lots: 0, cost: 0 }),
    cash: (venue, currency) => cash.get(`${venue}/${currency}`) ?? 0,
    flow: (venue, currency) => flow.get(`${venue}/${currency}`) ?? 0,
    get trades() {
      return trades;
    },
    get turnover() {
      return turnover;
    },
  };
}
