import type { Currency, Instrument, InstrumentId, VenueId } from '../domain/instrument.ts';
import type { AccountEvent, OrderId, OrderRequest } from '../domain/order.ts';
import type { Scenario } from './scenario.ts';

/** One of our orders as it really fares. */
export interface TrueOrder {
  readonly request: OrderRequest;
  /** `sent`: on its way; `open`: at the venue; `dead`: nothing more will come of it. */
  state: 'sent' | 'open' | 'dead';
  /** Signed lots filled. */
  filled: number;
}

/** An account as its venue has kept it, tallied again from the venue's own events. */
export interface Truth {
  /** What a venue has just done. */
  record(venue: VenueId, event: AccountEvent): void;
  /** An order has left us. */
  send(request: OrderRequest): void;
  /** It will never arrive. */
  lose(order: OrderId): void;
  readonly orders: ReadonlyMap<OrderId, TrueOrder>;
  /** Every instrument that was ever listed. */
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>;
  /** Signed lots. */
  position(instrument: InstrumentId): number;
  /** Ids of what is held. */
  held(): readonly InstrumentId[];
  /** Cash as the venue should have it: margined instruments settle gains only. */
  cash(venue: VenueId, currency: Currency): number;
  /**
   * Cash as if every trade had been paid in full, the margined ones too: with each position at its full value
   * this is the equity, whatever the order of trades and without any average price.
   */
  flow(venue: VenueId, currency: Currency): number;
  /** Trades tallied: each may be off by half an atom. */
  readonly trades: number;
  /** What they all came to, without sign, in quote currency. */
  readonly turnover: number;
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
export function worthOf(instrument: Instrument, lots: number, price: number): number {
  const size = lots * instrument.lot * instrument.multiplier;
  return instrument.inverse && isMargined(instrument) ? -size / price : size * price;
}

/** Quote units in one of the settlement currency; of an option paid in coin, about. */
function coinPrice(instrument: Instrument, price: number): number {
  if (!instrument.inverse) return 1;
  return instrument.kind === 'option' ? instrument.strike : price;
}

interface Tally {
  readonly instruments: Map<InstrumentId, Instrument>;
  readonly held: Map<InstrumentId, Held>;
  readonly cash: Map<string, number>;
  readonly flow: Map<string, number>;
  trades: number;
  turnover: number;
}

function add(map: Map<string, number>, venue: VenueId, currency: Currency, amount: number): void {
  const key = `${venue}/${currency}`;
  map.set(key, (map.get(key) ?? 0) + amount);
}

/** What of `cost` leaves with the part that `lots` closes, and the price paid for that part. */
function trade(tally: Tally, instrument: Instrument, lots: number, price: number): void {
  const { id, venue, settle } = instrument;
  const before = tally.held.get(id) ?? { lots: 0, cost: 0 };
  const paid = worthOf(instrument, lots, price);
  const closes = before.lots !== 0 && before.lots > 0 !== lots > 0;
  const closed = closes ? Math.min(Math.abs(lots), Math.abs(before.lots)) : 0;
  const paidToClose = closed === 0 ? 0 : (paid * closed) / Math.abs(lots);
  const costClosed = closed === 0 ? 0 : (before.cost * closed) / Math.abs(before.lots);
  const after = { lots: before.lots + lots, cost: before.cost - costClosed + paid - paidToClose };
  tally.held.set(id, after.lots === 0 ? { lots: 0, cost: 0 } : after);
  add(tally.flow, venue, settle, -paid);
  add(tally.cash, venue, settle, isMargined(instrument) ? -paidToClose - costClosed : -paid);
  tally.trades += 1;
  tally.turnover += Math.abs(paid) * coinPrice(instrument, price);
}

function fee(tally: Tally, venue: VenueId, currency: Currency, amount: bigint): void {
  add(tally.flow, venue, currency, -Number(amount) / 1e8);
  add(tally.cash, venue, currency, -Number(amount) / 1e8);
}

function open(scenario: Scenario): Tally {
  const tally: Tally = {
    instruments: new Map(),
    held: new Map(),
    cash: new Map(),
    flow: new Map(),
    trades: 0,
    turnover: 0,
  };
  for (const { venue, instruments, opening } of scenario.venues) {
    for (const instrument of instruments) tally.instruments.set(instrument.id, instrument);
    for (const [currency, amount] of Object.entries(opening.cash)) fee(tally, venue, currency, -amount);
    for (const { instrument: id, lots, averageEntry } of opening.positions) {
      const instrument = tally.instruments.get(id);
      if (instrument === undefined) continue;
      const cost = worthOf(instrument, lots, averageEntry);
      tally.held.set(id, { lots, cost });
      // A margined position owes its entry; anything else was paid for before the cash was stated.
      if (isMargined(instrument)) add(tally.flow, venue, instrument.settle, -cost);
    }
  }
  return tally;
}

function end(order: TrueOrder | undefined): void {
  if (order !== undefined) order.state = 'dead';
}

export function createTruth(scenario: Scenario): Truth {
  const tally = open(scenario);
  const orders = new Map<OrderId, TrueOrder>();

  const filled = (venue: VenueId, event: Extract<AccountEvent, { kind: 'fill' }>): void => {
    const instrument = tally.instruments.get(event.instrument);
    const order = orders.get(event.order);
    if (instrument === undefined || order === undefined)
      throw new Error(`a fill of what was never sent: ${event.order}`);
    order.filled += event.lots;
    trade(tally, instrument, event.lots, event.price);
    fee(tally, venue, event.feeCurrency, event.fee);
  };

  const settled = (event: Extract<AccountEvent, { kind: 'settled' }>): void => {
    const instrument = tally.instruments.get(event.instrument);
    const held = tally.held.get(event.instrument);
    if (instrument !== undefined && held !== undefined && held.lots !== 0)
      trade(tally, instrument, -held.lots, event.price);
  };

  return {
    record(venue, event) {
      switch (event.kind) {
        case 'ack': {
          const order = orders.get(event.order);
          if (order?.state === 'sent') order.state = 'open';
          break;
        }
        case 'fill':
          filled(venue, event);
          break;
        case 'closed':
          end(orders.get(event.order));
          break;
        case 'funding':
          fee(tally, venue, event.currency, -event.amount);
          break;
        case 'deal':
          tally.instruments.set(event.instrument.id, event.instrument);
          trade(tally, event.instrument, event.lots, event.price);
          fee(tally, venue, event.feeCurrency, event.fee);
          break;
        case 'settled':
          settled(event);
          break;
        default:
      }
    },
    send(request) {
      orders.set(request.id, { request, state: 'sent', filled: 0 });
    },
    lose: (id) => end(orders.get(id)),
    orders,
    instruments: tally.instruments,
    position: (id) => tally.held.get(id)?.lots ?? 0,
    held: () => [...tally.held].filter(([, { lots }]) => lots !== 0).map(([id]) => id),
    cash: (venue, currency) => tally.cash.get(`${venue}/${currency}`) ?? 0,
    flow: (venue, currency) => tally.flow.get(`${venue}/${currency}`) ?? 0,
    get trades() {
      return tally.trades;
    },
    get turnover() {
      return tally.turnover;
    },
  };
}
