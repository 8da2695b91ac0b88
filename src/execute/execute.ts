/**
 * The life of orders, without sockets: folds what a venue says and what it fails to say into order states, and
 * says what to ask it. Four outcomes: accepted, rejected, denied (by our own guard, never sent) and unknown —
 * and silence is always the last.
 */
import type { Alarm } from '../domain/alarm.ts';
import type { ExecutionSettings } from '../domain/config.ts';
import type { VenueId } from '../domain/instrument.ts';
import type { AccountEvent, Fill, OrderId, OrderReport, OrderRequest } from '../domain/order.ts';
import { HOUR, later } from '../units/time.ts';
import { lots, type Millis, millis } from '../units/units.ts';
import { isLive, type Order, type Orders } from './order.ts';

/** What became of an event: the orders after it, the fills that are news, and what an operator should know. */
export interface Folded {
  readonly orders: Orders;
  readonly news: readonly { readonly order: Order; readonly fill: Fill }[];
  readonly alarms: readonly Alarm[];
}

/** `orders` with what has just been released. Throws on an id that is already there: ids are never reused. */
export function place(
  orders: Orders,
  requests: readonly OrderRequest[],
  at: Millis,
  decision: number,
): Orders {
  const placed: Record<OrderId, Order> = { ...orders };
  for (const request of requests) {
    if (placed[request.id] !== undefined) throw new Error(`order id ${request.id} is used a second time`);
    placed[request.id] = {
      request,
      state: 'pending',
      sentAt: at,
      decision,
      filled: lots(0),
      fills: [],
      closed: null,
      askedAt: null,
      asked: 0,
    };
  }
  return placed;
}

/** What became of an order by an event about it alone. */
interface Changed {
  readonly order: Order;
  readonly isNews?: boolean;
  readonly alarms?: readonly Alarm[];
}

/** `order` in the state that its fills and the venue's word amount to, in whatever order they came. */
function judged(order: Order): Order {
  const { request, closed } = order;
  const done = Math.abs(order.filled);
  if (done >= Math.abs(request.lots)) return { ...order, state: 'filled' };
  if (closed === null) return order;
  return { ...order, state: done >= closed.filled ? closed.reason : 'unknown' };
}

function overfill({ request: { id, lots: wanted } }: Order, filled: number): Alarm {
  return { key: `overfilled/${id}`, severity: 'critical', text: `${id} filled ${filled} of ${wanted} lots` };
}

function foldFill(order: Order, fill: Fill): Required<Changed> {
  if (order.fills.includes(fill.fill)) return { order, isNews: false, alarms: [] };
  const filled = lots(order.filled + fill.lots);
  const overfilled = Math.abs(filled) > Math.abs(order.request.lots);
  const alarms = overfilled ? [overfill(order, filled)] : [];
  // A fill says that the venue has the order. It does not revive one that has ended, but it counts.
  const state = isLive(order) ? 'open' : order.state;
  const next = judged({ ...order, filled, fills: [...order.fills, fill.fill], state });
  return { order: next, isNews: true, alarms };
}

/** The order after the venue has said that it ended with `filled` lots (no sign) done. */
function foldClosed(order: Order, event: Extract<AccountEvent, { kind: 'closed' }>): Order {
  const { reason, filled } = event;
  const next = judged({ ...order, closed: { reason, filled } });
  // The venue has filled more than we have heard of: fills are on the way or lost, so it has to be asked.
  return next.state === 'unknown' ? { ...next, askedAt: null } : next;
}

function foldReported(order: Order, report: OrderReport, at: Millis, settings: ExecutionSettings): Order {
  if (!isLive(order)) return order;
  switch (report.status) {
    case 'open':
      // Once closed it stays so: the report was made before and has been overtaken.
      return order.closed === null ? { ...order, state: 'open', asked: 0 } : order;
    case 'absent':
      // Before its deadline it may still be on its way there; after it, the venue would refuse it.
      return at > later(order.request.deadline, settings.ackWithinMs) ? { ...order, state: 'lost' } : order;
    default:
      // A report brings all fills of an order, so what it says has ended has ended with these.
      return { ...order, state: report.status };
  }
}

function foldReport(
  orders: Orders,
  reports: readonly OrderReport[],
  at: Millis,
  settings: ExecutionSettings,
): Folded {
  const next: Record<OrderId, Order> = { ...orders };
  const news: { order: Order; fill: Fill }[] = [];
  const alarms: Alarm[] = [];
  for (const report of reports) {
    let order = next[report.order];
    if (order === undefined) continue;
    for (const fill of report.fills) {
      const folded = foldFill(order, fill);
      order = folded.order;
      if (folded.isNews) news.push({ order, fill });
      alarms.push(...folded.alarms);
    }
    if (report.status === 'rejected' && isLive(order)) alarms.push(...rejection(order, report.detail));
    next[report.order] = foldReported(order, report, at, settings);
  }
  return { orders: next, news, alarms };
}

/** One for each instrument until an order in it is taken again: what is refused once is refused at every turn. */
function rejection(order: Order, detail: string | undefined): readonly Alarm[] {
  if (order.state === 'rejected') return [];
  const { id, instrument } = order.request;
  const text = `${id} rejected: ${detail ?? 'no reason given'}`;
  return [{ key: `rejected/${instrument}`, severity: 'warning', text, state: 'rejected' }];
}

function foldOne(order: Order, event: Exclude<AccountEvent, { kind: 'report' }>): Changed {
  switch (event.kind) {
    case 'ack': {
      const isAnswer = (order.state === 'pending' || order.state === 'unknown') && order.closed === null;
      return { order: isAnswer ? { ...order, state: 'open' } : order };
    }
    case 'fill':
      return foldFill(order, event);
    case 'closed': {
      const alarms = event.reason === 'rejected' ? rejection(order, event.detail) : [];
      return { order: foldClosed(order, event), alarms };
    }
    case 'unknown': {
      // One already in doubt keeps its turn: a venue that is down must not be asked without pause.
      const isNew = order.state === 'pending' || order.state === 'open';
      return { order: isNew ? { ...order, state: 'unknown', askedAt: null, asked: 0 } : order };
    }
    case 'funding':
    case 'gas':
    case 'deal':
    case 'settled':
    case 'transfer':
    case 'suspect':
      return { order };
  }
}

/** `orders` after one account event that came at `at`. Events that concern no order change nothing. */
export function fold(orders: Orders, event: AccountEvent, at: Millis, settings: ExecutionSettings): Folded {
  // What a report tells is as old as the report, which may have been long under way.
  if (event.kind === 'report') {
    return foldReport(orders, event.orders, millis(Math.min(at, event.at)), settings);
  }
  if (!('order' in event)) return { orders, news: [], alarms: [] };
  const before = orders[event.order];
  if (before === undefined) {
    const text = `${event.kind} for unknown order ${event.order}`;
    return { orders, news: [], alarms: [{ key: `stranger/${event.order}`, severity: 'warning', text }] };
  }
  const { order, isNews = false, alarms = [] } = foldOne(before, event);
  return {
    orders: order === before ? orders : { ...orders, [event.order]: order },
    news: isNews && event.kind === 'fill' ? [{ order, fill: event }] : [],
    alarms,
  };
}

/**
 * `orders` after a start, or after `venue` alone was lost touch with: whatever was live may have ended, or never have
 * been sent. All of it is asked about.
 */
export function doubtAll(orders: Orders, venue?: VenueId): Orders {
  const next: Record<OrderId, Order> = {};
  for (const [id, order] of Object.entries(orders)) {
    const isMeant = isLive(order) && (venue === undefined || order.request.venue === venue);
    next[id] = isMeant ? { ...order, state: 'unknown', askedAt: null, asked: 0 } : order;
  }
  return next;
}

/** How long an ended order is remembered, so that a late or repeated fill still finds it. */
const REMEMBERED_MS = HOUR;

/** `orders` without those that ended long ago. */
export function forget(orders: Orders, at: Millis): Orders {
  const kept: Record<OrderId, Order> = {};
  for (const [id, order] of Object.entries(orders)) {
    if (isLive(order) || at - order.sentAt < REMEMBERED_MS) kept[id] = order;
  }
  return kept;
}
