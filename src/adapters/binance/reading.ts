import type { ClosedReason, Fill, OrderReport } from '../../domain/order.ts';
import { lots, type Millis } from '../../units/units.ts';
import { type Fields, fieldsOf, namedIn, numberOf, positiveOf, stringOf, timeOf } from '../../wire/fields.ts';
import { atomsOf, lotsOf, type Symbols, type Traded } from '../../wire/symbols.ts';

/** What client ids of ours begin with; all else at the venue is somebody else's doing. */
export const OURS = 'ek-';

/** One execution of the account's, ours or not. */
export interface Execution {
  readonly traded: Traded;
  readonly fill: Fill;
  readonly orderId: string;
  readonly at: Millis;
}

interface Parts {
  readonly id: unknown;
  readonly side: unknown;
  readonly quantity: unknown;
  readonly price: unknown;
  readonly fee: unknown;
  readonly feeCurrency: unknown;
  readonly orderId: unknown;
  readonly time: unknown;
}

/** A trade has one id for both of its sides, and a symbol counts its own. */
function executionOf(traded: Traded, parts: Parts): Execution | undefined {
  const size = lotsOf(traded, parts.quantity);
  const fee = atomsOf(parts.fee);
  const price = positiveOf(parts.price);
  const at = timeOf(parts.time);
  const sign = parts.side === 'BUY' ? 1 : parts.side === 'SELL' ? -1 : 0;
  if (size === undefined || price === undefined || fee === undefined || at === undefined) return undefined;
  if (sign === 0 || size <= 0 || positiveOf(parts.id) === undefined) return undefined;
  const fill = {
    fill: `${traded.symbol}-${stringOf(parts.id)}-${sign > 0 ? 'b' : 's'}`,
    lots: lots(sign * size),
    price,
    fee,
    feeCurrency: stringOf(parts.feeCurrency),
  };
  return { traded, fill, orderId: stringOf(parts.orderId), at };
}

/** A row of `userTrades`; undefined where it is of nothing that we list, or makes no sense. */
export function tradeOf(row: Fields, symbols: Symbols): Execution | undefined {
  const traded = symbols.bySymbol(stringOf(row.symbol));
  if (traded === undefined) return undefined;
  const { id, side, price, orderId, time } = row;
  return executionOf(traded, {
    ...{ id, side, price, orderId, time, quantity: row.qty },
    ...{ fee: row.commission, feeCurrency: row.commissionAsset },
  });
}

/** What an order of the venue's says of itself. */
export interface OrderRow {
  readonly clientId: string;
  readonly orderId: string;
  readonly traded: Traded;
  readonly status: 'open' | ClosedReason;
  /** Without sign. */
  readonly filled: number;
}

/**
 * None of ours has a date at which it would expire: one that did was immediate, would have crossed, or met our own. So
 * it was cancelled, and that need not have been at its deadline.
 */
const STATES: Readonly<Record<string, 'open' | ClosedReason>> = {
  NEW: 'open',
  PARTIALLY_FILLED: 'open',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  EXPIRED: 'cancelled',
  EXPIRED_IN_MATCH: 'cancelled',
  REJECTED: 'rejected',
} satisfies Record<string, OrderReport['status']>;

/** An order as answers show it; undefined where it is of nothing that we list, or makes no sense. */
export function orderRowOf(row: Fields, symbols: Symbols): OrderRow | undefined {
  const traded = symbols.bySymbol(stringOf(row.symbol));
  const status = namedIn(STATES, row.status);
  if (traded === undefined || status === undefined) return undefined;
  const filled = lotsOf(traded, row.executedQty);
  if (filled === undefined || filled < 0) return undefined;
  return { clientId: stringOf(row.clientOrderId), orderId: stringOf(row.orderId), traded, status, filled };
}

/** What the user stream says of an order. */
export interface OrderUpdate extends OrderRow {
  /** Absent where this update is of no execution. */
  readonly execution?: Execution;
  /** An execution that cannot be read, or bears no id: `userTrades` has it. */
  readonly isPuzzling: boolean;
  readonly at: Millis;
}

/** The `o` of an `ORDER_TRADE_UPDATE`; undefined where it is of nothing that we list, or makes no sense. */
export function updateOf(event: Fields, symbols: Symbols): OrderUpdate | undefined {
  const order = fieldsOf(event.o);
  const at = timeOf(order.T);
  const { s: symbol, X: status, z: executedQty, c: clientOrderId, i: orderId } = order;
  const row = orderRowOf({ symbol, status, executedQty, clientOrderId, orderId }, symbols);
  if (row === undefined || at === undefined) return undefined;
  const isExecution = (order.x === 'TRADE' || order.x === 'CALCULATED') && numberOf(order.l) !== 0;
  if (!isExecution) return { ...row, isPuzzling: false, at };
  const execution = executionOf(row.traded, {
    ...{ id: order.t, side: order.S, quantity: order.l, price: order.L, orderId },
    ...{ fee: order.n ?? 0, feeCurrency: order.N ?? row.traded.instrument.settle, time: order.T },
  });
  if (execution === undefined) return { ...row, isPuzzling: true, at };
  return { ...row, execution, isPuzzling: false, at };
}
