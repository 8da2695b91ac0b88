/** Asking about one's orders and trades. */
import type { Exchange, ExchangeOrder, Execution } from '../exchange.ts';
import type { PrivateCall, PrivateMethod, PrivateMethods } from './call.ts';
import { isMeant, listingOf } from './instrument-row.ts';
import { orderRow, userTradeRow } from './order-row.ts';
import { oneOf, optionalInteger, optionalText, type Params, text } from './params.ts';
import { ownOrder } from './trading-methods.ts';

const MOST_ROWS = 1000;
const kinds = ['any', 'future', 'option', 'spot', 'future_combo', 'option_combo'] as const;

function reading(run: PrivateMethod['run']): PrivateMethod {
  return { needs: ['trade', 'read'], run };
}

/** Whether a request's `currency`, `kind` or `instrument_name` mean what trades in `symbol`. */
function askedFor(
  exchange: Exchange,
  params: Params,
  by: 'currency' | 'instrument',
): (symbol: string) => boolean {
  if (by === 'instrument') {
    const { id } = listingOf(exchange, text(params, 'instrument_name')).instrument;
    return (symbol) => symbol === id;
  }
  const currency = optionalText(params, 'currency') ?? 'any';
  const kind = oneOf(params, 'kind', kinds);
  return (symbol) => isMeant(listingOf(exchange, symbol).instrument, kind, currency);
}

function rowsOf({ exchange, records }: PrivateCall, orders: readonly ExchangeOrder[]): readonly object[] {
  return orders.map((order) => orderRow(exchange, records, order));
}

function openOrders(by: 'currency' | 'instrument'): PrivateMethod {
  return reading((call) => {
    const isAsked = askedFor(call.exchange, call.params, by);
    const open = call.exchange.orders(call.account.id, 'open');
    return rowsOf(
      call,
      open.filter(({ ticket }) => isAsked(ticket.symbol)),
    );
  });
}

/** Newest first, of those that are over. */
function orderHistory(by: 'currency' | 'instrument'): PrivateMethod {
  return reading((call) => {
    const { exchange, account, params } = call;
    const isAsked = askedFor(exchange, params, by);
    const count = optionalInteger(params, 'count', 1, MOST_ROWS) ?? 20;
    const offset = optionalInteger(params, 'offset') ?? 0;
    const ended = exchange
      .orders(account.id, 'all')
      .filter(({ status, ticket }) => status !== 'open' && isAsked(ticket.symbol));
    return rowsOf(call, ended.reverse().slice(offset, offset + count));
  });
}

/** A stretch of `executions`, oldest first: what `start_*`, `end_*`, `count` and `sorting` cut out of it. */
export function stretchOf(
  executions: readonly Execution[],
  params: Params,
  usual: 'asc' | 'desc',
): { readonly chosen: readonly Execution[]; readonly hasMore: boolean } {
  const from = optionalInteger(params, 'start_timestamp') ?? 0;
  const to = optionalInteger(params, 'end_timestamp') ?? Number.POSITIVE_INFINITY;
  const fromSeq = optionalInteger(params, 'start_seq') ?? 0;
  const toSeq = optionalInteger(params, 'end_seq') ?? Number.POSITIVE_INFINITY;
  const startId = optionalText(params, 'start_id');
  const endId = optionalText(params, 'end_id');
  const startsAt = startId === undefined ? 0 : executions.findIndex(({ trade }) => trade === startId);
  const endsAt =
    endId === undefined ? executions.length : executions.findIndex(({ trade }) => trade === endId);
  const count = optionalInteger(params, 'count', 1, MOST_ROWS) ?? 10;
  const sorting = oneOf(params, 'sorting', ['default', 'asc', 'desc']);
  const within =
    startsAt < 0 || endsAt < 0
      ? []
      : executions
          .slice(startsAt, endsAt + 1)
          .filter(({ at, seq }) => at >= from && at <= to && seq >= fromSeq && seq <= toSeq);
  const isRising = (sorting === 'default' ? usual : sorting) === 'asc';
  const sorted = isRising ? within : within.reverse();
  return { chosen: sorted.slice(0, count), hasMore: within.length > count };
}

function userTrades(by: 'currency' | 'instrument', usual: 'asc' | 'desc'): PrivateMethod {
  return reading(({ exchange, records, account, params }) => {
    const isAsked = askedFor(exchange, params, by);
    const own = exchange.executions(account.id).filter(({ symbol }) => isAsked(symbol));
    const { chosen, hasMore } = stretchOf(own, params, usual);
    return {
      trades: chosen.map((execution) => userTradeRow(exchange, records, execution)),
      has_more: hasMore,
    };
  });
}

function ordersByLabel(which: 'open' | 'all'): PrivateMethod {
  return reading((call) => {
    const { exchange, account, params } = call;
    const label = text(params, 'label');
    const isAsked = askedFor(exchange, params, 'currency');
    return rowsOf(
      call,
      exchange
        .orders(account.id, which)
        .filter(({ ticket }) => ticket.label === label && isAsked(ticket.symbol)),
    );
  });
}

export const orderMethods: PrivateMethods = {
  'private/get_order_state': reading(({ exchange, records, account, params }) =>
    orderRow(exchange, records, ownOrder(exchange, account.id, text(params, 'order_id'))),
  ),
  'private/get_order_state_by_label': ordersByLabel('all'),
  'private/get_open_orders': openOrders('currency'),
  'private/get_open_orders_by_currency': openOrders('currency'),
  'private/get_open_orders_by_instrument': openOrders('instrument'),
  'private/get_open_orders_by_label': ordersByLabel('open'),
  'private/get_order_history_by_currency': orderHistory('currency'),
  'private/get_order_history_by_instrument': orderHistory('instrument'),
  'private/get_user_trades_by_currency': userTrades('currency', 'desc'),
  'private/get_user_trades_by_currency_and_time': userTrades('currency', 'asc'),
  'private/get_user_trades_by_instrument': userTrades('instrument', 'desc'),
  'private/get_user_trades_by_instrument_and_time': userTrades('instrument', 'asc'),
  'private/get_user_trades_by_order': reading(({ exchange, records, account, params }) => {
    const { id } = ownOrder(exchange, account.id, text(params, 'order_id'));
    const isRising = oneOf(params, 'sorting', ['default', 'asc', 'desc']) !== 'desc';
    const own = exchange
      .executions(account.id)
      .filter(({ order }) => order === id)
      .map((execution) => userTradeRow(exchange, records, execution));
    return isRising ? own : own.reverse();
  }),
};
