/** What has happened since it was last told. */
import type { InstrumentId } from '../../domain/instrument.ts';
import type { AccountId, EndReason, ExchangeOrder, Execution } from '../exchange.ts';
import type { ExchangeEvent, FundingPayment } from '../told.ts';
import { candles, intervalMs } from './candles.ts';
import { type Desk, oidOf } from './desk.ts';
import { aggregated, fillView, fundingView, tradeView } from './fill-view.ts';
import type { Fill } from './fills.ts';
import { orderUpdate } from './order-view.ts';
import type { Subscription } from './subscription.ts';

export interface Happenings {
  /** Coins of which anything has changed, and those whose book has. */
  readonly coins: Set<InstrumentId>;
  readonly books: Set<InstrumentId>;
  /** Addresses of accounts to which something has happened. */
  readonly users: Set<string>;
  readonly trades: Map<InstrumentId, Execution[]>;
  readonly orders: Map<string, ExchangeOrder[]>;
  readonly fills: Map<string, Fill[]>;
  readonly fundings: Map<string, FundingPayment[]>;
}

/** Nothing yet. */
export function newHappenings(): Happenings {
  return {
    coins: new Set(),
    books: new Set(),
    users: new Set(),
    trades: new Map(),
    orders: new Map(),
    fills: new Map(),
    fundings: new Map(),
  };
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Adds an event, after the desk's fills have taken it. */
export function collect(desk: Desk, happenings: Happenings, event: ExchangeEvent): void {
  const { coins, books, users, trades, orders, fills, fundings } = happenings;
  const userOf = (account: AccountId): string => {
    const user = desk.wallets.address(account);
    users.add(user);
    return user;
  };
  switch (event.kind) {
    case 'book':
      books.add(event.symbol);
      coins.add(event.symbol);
      return;
    case 'ticker':
    case 'state':
      coins.add(event.symbol);
      return;
    case 'trade':
      coins.add(event.execution.symbol);
      append(trades, event.execution.symbol, event.execution);
      return;
    case 'order':
      append(orders, userOf(event.account), event.order);
      return;
    case 'fill': {
      const fill = desk.fills.last(event.account);
      if (fill !== undefined) append(fills, userOf(event.account), fill);
      return;
    }
    case 'funding':
      append(fundings, userOf(event.account), event.payment);
      return;
    case 'settled':
    case 'transfer':
      userOf(event.account);
  }
}

/** What the venue calls cancelled by something else than its user. */
const NOT_BY_USER = new Set<EndReason | undefined>(['margin', 'liquidation', 'dead-man', 'delisted']);

function userEvents(desk: Desk, { orders, fills, fundings }: Happenings, user: string): readonly unknown[] {
  const told: unknown[] = [];
  const views = (fills.get(user) ?? []).flatMap((fill) => fillView(desk, fill) ?? []);
  if (views.length > 0) told.push({ fills: views });
  for (const payment of fundings.get(user) ?? []) told.push({ funding: fundingView(desk, payment) });
  const cancelled = (orders.get(user) ?? []).filter(
    ({ status, endedBy }) => status === 'cancelled' && NOT_BY_USER.has(endedBy),
  );
  if (cancelled.length > 0)
    told.push({
      nonUserCancel: cancelled.map(({ id, ticket }) => ({ coin: ticket.symbol, oid: oidOf(id) })),
    });
  return told;
}

/** What a subscription's listeners are to be told of it, message by message. */
export function toldOf(desk: Desk, happenings: Happenings, subscription: Subscription): readonly unknown[] {
  const { type, coin = '', user = '', interval = '1m' } = subscription;
  switch (type) {
    case 'trades': {
      const trades = happenings.trades.get(coin) ?? [];
      return trades.length === 0 ? [] : [trades.flatMap((trade) => tradeView(desk, trade) ?? [])];
    }
    case 'candle': {
      const first = happenings.trades.get(coin)?.[0];
      const asset = desk.assets.of(coin);
      const width = intervalMs(interval) ?? 1;
      if (first === undefined || asset === undefined) return [];
      return candles(desk, asset, interval, first.at - (first.at % width), desk.exchange.now);
    }
    case 'orderUpdates': {
      const orders = happenings.orders.get(user) ?? [];
      return orders.length === 0 ? [] : [orders.flatMap((order) => orderUpdate(desk, order) ?? [])];
    }
    case 'userFills': {
      const fills = happenings.fills.get(user) ?? [];
      const shown = subscription.aggregateByTime === true ? aggregated(fills) : fills;
      return fills.length === 0 ? [] : [{ user, fills: shown.flatMap((fill) => fillView(desk, fill) ?? []) }];
    }
    case 'userFundings': {
      const fundings = happenings.fundings.get(user) ?? [];
      const views = fundings.map((payment) => ({ time: payment.at, ...fundingView(desk, payment) }));
      return fundings.length === 0 ? [] : [{ user, fundings: views }];
    }
    case 'userEvents':
      return userEvents(desk, happenings, user);
    default:
      return [];
  }
}
