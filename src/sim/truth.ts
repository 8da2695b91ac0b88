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

/** Our accounts and orders as they really are, told or not: tallied from all that venues do. */
export interface Truth extends Omit<Tally, 'book' | 'adopt'> {
  /** What a venue has just done. */
  record(venue: VenueId, event: AccountEvent): void;
  /** An order has left us. */
  send(request: OrderRequest): void;
  /** It will never arrive. */
  lose(order: OrderId): void;
  readonly orders: ReadonlyMap<OrderId, TrueOrder>;
}

export function createTruth(scenario: Scenario): Truth {
  const tally = createTally(scenario);
  const orders = new Map<OrderId, TrueOrder>();

  const follow = (order: TrueOrder, event: AccountEvent): void => {
    if (event.kind === 'ack' && order.state === 'sent') order.state = 'open';
    if (event.kind === 'fill') order.filled += event.lots;
    if (event.kind === 'closed') order.state = 'dead';
  };

  return Object.assign(Object.create(tally) as Tally, {
    record(venue: VenueId, event: AccountEvent): void {
      tally.book(venue, event);
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
  });
}
