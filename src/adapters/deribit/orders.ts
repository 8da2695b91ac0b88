import type { Fill, OrderId, OrderReport, OrderRequest } from '../../domain/order.ts';
import { lots } from '../../units/units.ts';
import { fieldsOf, rowsOf, stringOf } from '../../wire/fields.ts';
import { wholeFills } from '../../wire/fills.ts';
import { type CancelAnswer, type PlaceAnswer, wouldTake } from '../../wire/protocol.ts';
import { amountOf, priceOf, type Symbols, type Traded } from '../../wire/symbols.ts';
import type { Desk } from './desk.ts';
import { isOver, isTaking, meaningOf, textOf } from './fault.ts';
import { executionOf, type OrderRow, orderRowOf } from './reading.ts';
import type { RpcError } from './rpc.ts';

/** Orders as the venue takes them. */
export interface DeribitOrders {
  place(order: OrderRequest): Promise<PlaceAnswer>;
  cancel(order: OrderId): Promise<CancelAnswer>;
  reports(orders: readonly OrderId[]): Promise<readonly OrderReport[]>;
  /** Those that rest there and are not ours. */
  foreign(): Promise<readonly string[]>;
  /** What the stream tells of an order teaches its id. */
  seen(row: OrderRow): void;
}

export interface OrdersOptions {
  readonly desk: Desk;
  readonly symbols: Symbols;
  /** Added to our times to get the venue's, in ms. */
  readonly offset: () => number;
  readonly now: () => number;
}

/** Ids are kept for this many orders: a cancel comes soon after its order, or has the label to go by. */
const REMEMBERED = 10_000;
/** The most trades that one order is asked for. */
const TRADES = 1_000;

function refusedOr(error: RpcError, order: OrderRequest): PlaceAnswer {
  const detail = textOf(error);
  if (order.postOnly === true && isTaking(error)) return wouldTake(detail);
  return meaningOf(error) === 'unknown' ? { kind: 'unknown', detail } : { kind: 'rejected', detail };
}

function placed(result: unknown, order: OrderRequest, symbols: Symbols): PlaceAnswer {
  const { order: row, trades } = fieldsOf(result);
  const found = orderRowOf(fieldsOf(row), symbols);
  const fills = rowsOf(trades).map((trade) => executionOf(trade, symbols)?.fill);
  if (found === undefined || found.label !== order.id || fills.includes(undefined))
    return { kind: 'unknown', detail: 'the answer to the order makes no sense' };
  const { status, filled } = found;
  const closed = status === 'open' || status === 'absent' ? null : { reason: status, filled: lots(filled) };
  return { kind: 'accepted', fills: fills as Fill[], closed };
}

/**
 * `valid_until` keeps a late order out. Immediate or cancel leaves nothing to rest beyond the deadline; what is to rest
 * is refused where it would take, rather than moved to a price that was not asked for, and ends with the connection.
 */
function ticketOf(order: OrderRequest, traded: Traded, validUntil: number): object {
  return {
    instrument_name: traded.symbol,
    amount: amountOf(traded, order.lots),
    type: 'limit',
    price: priceOf(traded, order.limit),
    ...(order.postOnly === true
      ? { time_in_force: 'good_til_cancelled', post_only: true, reject_post_only: true }
      : { time_in_force: 'immediate_or_cancel' }),
    label: order.id,
    reduce_only: order.reduceOnly,
    valid_until: validUntil,
  };
}

export function createOrders({ desk, symbols, offset, now }: OrdersOptions): DeribitOrders {
  const ids = new Map<OrderId, string>();
  const currencies = [...new Set(symbols.all.map(({ instrument }) => instrument.settle))];

  const remember = (label: string, id: string): void => {
    ids.delete(label);
    ids.set(label, id);
    const [oldest] = ids.keys();
    if (ids.size > REMEMBERED && oldest !== undefined) ids.delete(oldest);
  };

  /** The venue's row of an order, by its label. */
  const find = async (order: OrderId): Promise<OrderRow | undefined> => {
    for (const currency of currencies) {
      const rows = rowsOf(await desk.ask('private/get_order_state_by_label', { currency, label: order }));
      const found = rows.map((row) => orderRowOf(row, symbols)).find((row) => row?.label === order);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const fillsOf = async ({ orderId, filled }: OrderRow): Promise<readonly Fill[]> => {
    if (filled === 0) return [];
    const result = await desk.ask('private/get_user_trades_by_order', {
      order_id: orderId,
      count: TRADES,
      historical: false,
    });
    const rows = Array.isArray(result) ? result : fieldsOf(result).trades;
    const fills = rowsOf(rows).flatMap((row) => executionOf(row, symbols)?.fill ?? []);
    return wholeFills(orderId, filled, fills);
  };

  return {
    place: async (order) => {
      const traded = symbols.byId(order.instrument);
      if (traded === undefined) return { kind: 'unsent', detail: `${order.instrument} is not traded here` };
      const method = order.lots > 0 ? 'private/buy' : 'private/sell';
      const ticket = ticketOf(order, traded, Math.floor(order.deadline + offset()));
      const until = performance.now() + (order.deadline - now());
      const answer = await desk.order(method, ticket, order.reduceOnly, until);
      if (answer.kind === 'error') return refusedOr(answer.error, order);
      const row = orderRowOf(fieldsOf(fieldsOf(answer.result).order), symbols);
      if (row !== undefined) remember(row.label, row.orderId);
      return placed(answer.result, order, symbols);
    },
    cancel: async (order) => {
      const id = ids.get(order) ?? (await find(order))?.orderId;
      if (id === undefined) return { kind: 'not-open' };
      const answer = await desk.order('private/cancel', { order_id: id }, true, Infinity);
      if (answer.kind === 'error')
        return isOver(answer.error)
          ? { kind: 'not-open' }
          : { kind: 'unknown', detail: textOf(answer.error) };
      const row = orderRowOf(fieldsOf(answer.result), symbols);
      // Fills may have come between: the report brings them.
      if (row === undefined || row.status !== 'cancelled') return { kind: 'not-open' };
      return { kind: 'closed', closed: { reason: 'cancelled', filled: lots(row.filled) } };
    },
    reports: async (orders) => {
      const reports: OrderReport[] = [];
      for (const order of orders) {
        const row = await find(order);
        if (row === undefined) {
          reports.push({ order, status: 'absent', fills: [] });
          continue;
        }
        remember(order, row.orderId);
        const fills = await fillsOf(row);
        reports.push({
          order,
          status: row.status,
          fills,
          ...(row.detail === '' ? {} : { detail: row.detail }),
        });
      }
      return reports;
    },
    foreign: async () => {
      const found: string[] = [];
      for (const currency of currencies) {
        const rows = rowsOf(await desk.ask('private/get_open_orders_by_currency', { currency }));
        for (const { order_id: id, label, instrument_name: name } of rows)
          if (!stringOf(label).startsWith('ek-')) found.push(`${stringOf(id)} in ${stringOf(name)}`);
      }
      return found;
    },
    seen: ({ label, orderId }) => remember(label, orderId),
  };
}
