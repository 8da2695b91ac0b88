/** What is done about orders that are silent, or that rest beyond their time. */
import type { ExecutionSettings } from '../domain/config.ts';
import type { VenueId } from '../domain/instrument.ts';
import type { OrderId } from '../domain/order.ts';
import { later, MINUTE } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { isLive, type Order, type Orders } from './order.ts';

/** How long the venue may leave us without an answer before it is asked again: longer each time, up to a minute. */
function patience(order: Order, settings: ExecutionSettings): number {
  return Math.min(MINUTE, settings.ackWithinMs * Math.max(1, order.asked));
}

/** When the silence about `order` has to be broken; null when it has ended. */
function asksAt(order: Order, settings: ExecutionSettings): Millis | null {
  switch (order.state) {
    case 'pending':
      return later(order.sentAt, settings.ackWithinMs);
    case 'open':
      return later(order.cancelledAt ?? order.request.deadline, settings.ackWithinMs);
    case 'unknown':
      return order.askedAt === null ? order.sentAt : later(order.askedAt, patience(order, settings));
    default:
      return null;
  }
}

/** When the venue is next to be told to end `order`; null where it does so by itself, or has said that it has. */
function endsAt(order: Order, settings: ExecutionSettings): Millis | null {
  const { request, closed, cancelledAt } = order;
  if (request.postOnly !== true || closed !== null || !isLive(order)) return null;
  return cancelledAt === undefined ? request.deadline : later(cancelledAt, patience(order, settings));
}

/** When something has to be done about `order`: it is to be asked after, or to be ended. Null when it has ended. */
export function dueAt(order: Order, settings: ExecutionSettings): Millis | null {
  const [asks, ends] = [asksAt(order, settings), endsAt(order, settings)];
  return asks === null || (ends !== null && ends < asks) ? ends : asks;
}

/** What has to be said to venues about orders. */
export interface Chased {
  readonly orders: Orders;
  /** To be asked after, by venue. */
  readonly ask: ReadonlyMap<VenueId, readonly OrderId[]>;
  /** To be cancelled. */
  readonly end: readonly Order[];
}

/** `orders` at `at`, with those in doubt that have been silent too long, and what to ask after and to end. */
export function chase(orders: Orders, at: Millis, settings: ExecutionSettings): Chased {
  const ask = new Map<VenueId, OrderId[]>();
  const end: Order[] = [];
  const next: Record<OrderId, Order> = { ...orders };
  for (const [id, order] of Object.entries(orders)) {
    const [asks, ends] = [asksAt(order, settings), endsAt(order, settings)];
    let changed = order;
    if (asks !== null && at >= asks) {
      changed = { ...changed, state: 'unknown', askedAt: at, asked: order.asked + 1 };
      const list = ask.get(order.request.venue) ?? [];
      list.push(id);
      ask.set(order.request.venue, list);
    }
    if (ends !== null && at >= ends) {
      changed = { ...changed, cancelledAt: at };
      end.push(order);
    }
    next[id] = changed;
  }
  return { orders: ask.size + end.length === 0 ? orders : next, ask, end };
}

/** `orders` of which `ending` are being cancelled at `at`, whatever time they had: told again if that is lost. */
export function endingAt(orders: Orders, ending: readonly Order[], at: Millis): Orders {
  if (ending.length === 0) return orders;
  const next: Record<OrderId, Order> = {};
  for (const [id, order] of Object.entries(orders))
    next[id] = ending.includes(order) ? { ...order, cancelledAt: at } : order;
  return next;
}
