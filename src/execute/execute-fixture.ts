/** One order of ten lots and what a venue may say of it, for tests of its life. */
import type { AccountEvent, ClosedReason, Fill, OrderReport } from '../domain/order.ts';
import { atoms, lots, type Millis, millis } from '../units/units.ts';
import type { Order, OrderState } from './order.ts';

export const SENT: Millis = millis(1_000_000);
export const settings = { maxSlippage: 0.01, orderLifeMs: 60_000, ackWithinMs: 5_000 };
export const DEADLINE: Millis = millis(SENT + settings.orderLifeMs);
/** From here on, a venue that does not know the order never will. */
export const PROVEN: Millis = millis(DEADLINE + settings.ackWithinMs + 1);

export function orderIn(state: OrderState, more: Partial<Order> = {}): Order {
  const request = { id: 'o', venue: 'v', instrument: 'perp', lots: lots(10), limit: 100, deadline: DEADLINE };
  return {
    request: { ...request, reduceOnly: false },
    ...{
      state,
      sentAt: SENT,
      decision: 7,
      filled: lots(0),
      fills: [],
      closed: null,
      askedAt: null,
      asked: 0,
    },
    ...more,
  };
}

/** The same order, but one that rests. */
export function restingIn(state: OrderState, more: Partial<Order> = {}): Order {
  const order = orderIn(state, more);
  return { ...order, request: { ...order.request, postOnly: true } };
}

export function fillOf(id: string, count: number): Fill {
  return { fill: id, lots: lots(count), price: 100, fee: atoms(1n), feeCurrency: 'USD' };
}

export function filled(id: string, count: number): AccountEvent {
  return { kind: 'fill', order: 'o', instrument: 'perp', ...fillOf(id, count) };
}

export function closed(reason: ClosedReason, count: number): AccountEvent {
  return { kind: 'closed', order: 'o', reason, filled: lots(count) };
}

export const ack: AccountEvent = { kind: 'ack', order: 'o' };
export const unknown: AccountEvent = { kind: 'unknown', order: 'o', detail: 'timed out' };

/** A report taken at `at`. */
export function reported(
  status: OrderReport['status'],
  fills: readonly Fill[] = [],
  at: Millis = SENT,
): AccountEvent {
  return { kind: 'report', venue: 'v', at, orders: [{ order: 'o', status, fills }], positions: {}, cash: {} };
}
