import { createRandom } from '../../math/random.ts';
import { lots, type Millis, millis } from '../../units/units.ts';
import type { ExchangeOrder, Side, Ticket } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { LevelView } from '../told.ts';
import { standardListings } from './listings.ts';
import type { MarketHost } from './market.ts';
import type { PriceSource } from './price-source.ts';

export const START: Millis = millis(Date.parse('2025-11-19T12:00:00Z'));

export const DERIBIT: readonly Listing[] = standardListings('deribit', START);

export function listingOf(id: string): Listing {
  const found = [...DERIBIT, ...standardListings('binance', START)].find(
    ({ instrument }) => instrument.id === id,
  );
  if (found === undefined) throw new Error(`${id} is not listed`);
  return found;
}

/** Prices and vols that stay where they are put. */
export function stillPrices(
  price: number,
  vol: number,
): PriceSource & { price: (currency: string) => number } {
  return {
    advance: () => undefined,
    price: () => price,
    vol: () => vol,
    usualVol: () => vol,
    jump: () => undefined,
  };
}

/** A host that rests every order it is given and matches nothing. */
export interface RestingHost extends MarketHost {
  now: Millis;
  readonly orders: Map<string, ExchangeOrder>;
  readonly placed: Ticket[];
  readonly cancelled: string[];
  state: (symbol: string) => 'open' | 'halted';
}

export function restingHost(listings: readonly Listing[]): RestingHost {
  const orders = new Map<string, ExchangeOrder>();
  const placed: Ticket[] = [];
  const cancelled: string[] = [];
  const best = (symbol: string, side: Side): LevelView | null => {
    const ticks = [...orders.values()]
      .filter(({ ticket, status }) => status === 'open' && ticket.symbol === symbol && ticket.side === side)
      .map(({ ticket }) => ticket.ticks ?? 0);
    if (ticks.length === 0) return null;
    return { ticks: side === 'buy' ? Math.max(...ticks) : Math.min(...ticks), lots: 1 };
  };
  const end = (order: ExchangeOrder): ExchangeOrder => {
    const ended: ExchangeOrder = { ...order, status: 'cancelled' };
    orders.set(order.id, ended);
    cancelled.push(order.id);
    return ended;
  };
  return {
    ...{ now: START, random: createRandom(1), orders, placed, cancelled, best },
    listings: new Map(listings.map((listing) => [listing.instrument.id, listing])),
    state: () => 'open',
    place(account, ticket) {
      placed.push(ticket);
      const order: ExchangeOrder = {
        ...{ id: `E-${placed.length}`, account, ticket, status: 'open', filled: lots(0), filledTickLots: 0 },
        ...{ at: START, changedAt: START },
      };
      orders.set(order.id, order);
      return { kind: 'placed', order, executions: [] };
    },
    cancel: (_account, id) => end(orders.get(id) as ExchangeOrder),
    cancelAll: (_account, symbol) =>
      [...orders.values()]
        .filter(({ ticket, status }) => ticket.symbol === symbol && status === 'open')
        .map(end),
    order: (id) => orders.get(id),
    ...{ list: () => undefined, payFunding: () => undefined, settle: () => undefined, emit: () => undefined },
  };
}
