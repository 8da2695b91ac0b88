import type { ClosedReason, FillId, OrderId, OrderRequest } from '../domain/order.ts';
import type { Lots, Millis } from '../units/units.ts';

/**
 * Where an order is. `pending`: sent, not answered. `open`: the venue has it. `unknown`: in doubt, the venue is
 * being asked. `lost`: after its deadline the venue says that it never had it. All others are the venue's word.
 */
export type OrderState = 'pending' | 'open' | 'unknown' | 'lost' | ClosedReason;

export interface Order {
  readonly request: OrderRequest;
  readonly state: OrderState;
  readonly sentAt: Millis;
  /** Seq of the decision it carries out. */
  readonly decision: number;
  /** Signed lots filled so far, and the executions that they are made of. */
  readonly filled: Lots;
  readonly fills: readonly FillId[];
  /** The venue's word that it ended, with `filled` lots (no sign) done. It holds once those have been told of. */
  readonly closed: { readonly reason: ClosedReason; readonly filled: Lots } | null;
  /** When the venue was last asked, and how often in vain. */
  readonly askedAt: Millis | null;
  readonly asked: number;
  /** When the venue was last told to end one that it does not end by itself; absent before. */
  readonly cancelledAt?: Millis;
}

export type Orders = Readonly<Record<OrderId, Order>>;

/** Whether more may come of it. */
export function isLive(order: Order): boolean {
  return order.state === 'pending' || order.state === 'open' || order.state === 'unknown';
}

/** The last that was asked for: ended orders stay for an hour, and at every tick live ones are looked for. */
let latest: { readonly of: Orders; readonly live: readonly Order[] } | null = null;

/** The orders of which more may come, in the order of `orders`. */
export function liveOrders(orders: Orders): readonly Order[] {
  if (latest?.of === orders) return latest.live;
  const live = Object.values(orders).filter(isLive);
  latest = { of: orders, live };
  return live;
}

/** Those of them that rest. */
export function restingOrders(orders: Orders): readonly Order[] {
  return liveOrders(orders).filter(({ request }) => request.postOnly === true);
}

/** Signed lots that may still fill, or that the venue has filled and not told of yet. */
export function remaining(order: Order): number {
  if (!isLive(order)) return 0;
  const { request, filled, closed } = order;
  const end = closed === null ? request.lots : Math.sign(request.lots) * closed.filled;
  return end - filled;
}
