import type { VenueId } from '../domain/instrument.ts';
import type { AccountEvent, OrderId, OrderRequest } from '../domain/order.ts';
import type { Scenario } from './scenario.ts';
import { createTally, type Tally } from './tally.ts';

/** One of our orders as it really fares. */
export interface TrueOrder {
  readonly request: OrderRequest;
  /** `sent`: on its way; `open`: at the venue; `dead`: nothing more will come of it. */
  state: 'sent' | 'open' | 'dead';
  /** Signed lots filled. */
  filled: number;
}

/** Cash as a venue keeps it, and as if every trade had been paid in full: see `Tally`. */
export interface Moved {
  readonly cash: number;
  readonly flow: number;
}

/** Our accounts and orders as they really are, told or not: tallied from all that venues do. */
export interface Truth extends Omit<Tally, 'book' | 'move' | 'adopt'> {
  /** What a venue has just done. */
  record(venue: VenueId, event: AccountEvent): void;
  /** What a trade of others has done to the cash that its instrument settles in. */
  readonly deals: ReadonlyMap<string, Moved>;
  /** An order has left us. */
  send(request: OrderRequest): void;
  /** It will never arrive. */
  lose(order: OrderId): void;
  readonly orders: ReadonlyMap<OrderId, TrueOrder>;
}

export function createTruth(scenario: Scenario): Truth {
  const tally = createTally(scenario);
  const orders = new Map<OrderId, TrueOrder>();
  const deals = new Map<string, Moved>();

  const bookDeal = (venue: VenueId, event: Extract<AccountEvent, { kind: 'deal' }>): void => {
    const { settle } = event.instrument;
    const [cash, flow] = [tally.cash(venue, settle), tally.flow(venue, settle)];
    tally.book(venue, event);
    deals.set(event.id, { cash: tally.cash(venue, settle) - cash, flow: tally.flow(venue, settle) - flow });
  };

  const follow = (order: TrueOrder, event: AccountEvent): void => {
    if (event.kind === 'ack' && order.state === 'sent') order.state = 'open';
    if (event.kind === 'fill') order.filled += event.lots;
    if (event.kind === 'closed') order.state = 'dead';
  };

  return Object.assign(Object.create(tally) as Tally, {
    record(venue: VenueId, event: AccountEvent): void {
      if (event.kind === 'deal') bookDeal(venue, event);
      else tally.book(venue, event);
      const order = 'order' in event ? orders.get(event.order) : undefined;
      if (order !== undefined) follow(order, event);
    },
    send(request: OrderRequest): void {
      orders.set(request.id, { request, state: 'sent', filled: 0 });
    },
    lose(id: OrderId): void {
      const order = orders.get(id);
      if (order !== undefined) order.state = 'dead';
    },
    orders,
    deals,
  });
}
