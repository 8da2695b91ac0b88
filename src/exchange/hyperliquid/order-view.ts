/** Orders as the venue shows them. */
import type { AccountId, ExchangeOrder } from '../exchange.ts';
import type { OrderName } from './action.ts';
import { priceText, sizeText } from './asset.ts';
import { type Desk, findOrder, oidOf, type RefusedOrder } from './desk.ts';
import { statusOf } from './rejections.ts';

type View = Readonly<Record<string, unknown>>;

/** The short form, of `openOrders` and `orderUpdates`; undefined for what this venue would not list. */
export function orderView(desk: Desk, order: ExchangeOrder): View | undefined {
  const { ticket, filled } = order;
  const asset = desk.assets.of(ticket.symbol);
  if (asset === undefined) return undefined;
  return {
    coin: asset.coin,
    side: ticket.side === 'buy' ? 'B' : 'A',
    limitPx: priceText(asset, ticket.ticks ?? 0),
    sz: sizeText(asset, ticket.lots - filled),
    oid: oidOf(order.id),
    timestamp: order.at,
    origSz: sizeText(asset, ticket.lots),
    ...(ticket.label === '' ? {} : { cloid: ticket.label }),
    ...(ticket.reduceOnly ? { reduceOnly: true } : {}),
  };
}

const NO_TRIGGER: View = {
  triggerCondition: 'N/A',
  isTrigger: false,
  triggerPx: '0.0',
  children: [],
  isPositionTpsl: false,
  orderType: 'Limit',
};

/** The long form, of everything else. */
export function fullOrderView(desk: Desk, order: ExchangeOrder): View | undefined {
  const short = orderView(desk, order);
  const { ticket } = order;
  const tif = ticket.postOnly === 'no' ? (ticket.timeInForce === 'gtc' ? 'Gtc' : 'Ioc') : 'Alo';
  const { reduceOnly, label } = ticket;
  return short && { ...short, ...NO_TRIGGER, reduceOnly, tif, cloid: label === '' ? null : label };
}

interface Stated {
  readonly order: View;
  readonly status: string;
  readonly statusTimestamp: number;
}

/** An order with the state it is in, in the short form. */
export function orderUpdate(desk: Desk, order: ExchangeOrder): Stated | undefined {
  const view = orderView(desk, order);
  return view && { order: view, status: statusOf(order), statusTimestamp: order.changedAt };
}

function stated(desk: Desk, order: ExchangeOrder): Stated | undefined {
  const view = fullOrderView(desk, order);
  return view && { order: view, status: statusOf(order), statusTimestamp: order.changedAt };
}

function statedRefused({ asset, wire, oid, status, at }: RefusedOrder): Stated {
  const order: View = {
    coin: asset.coin,
    side: wire.b ? 'B' : 'A',
    limitPx: wire.p,
    sz: wire.s,
    oid,
    timestamp: at,
    origSz: wire.s,
    ...NO_TRIGGER,
    reduceOnly: wire.r,
    tif: 'limit' in wire.t ? wire.t.limit.tif : null,
    cloid: wire.c ?? null,
  };
  return { order, status, statusTimestamp: at };
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** Open orders, newest first as on the venue. */
export function openOrders(desk: Desk, account: AccountId, view: typeof orderView): readonly View[] {
  const orders = desk.exchange.orders(account, 'open');
  return orders
    .map((order) => view(desk, order))
    .filter(isDefined)
    .reverse();
}

const MOST_ORDERS = 2_000;

/** The latest orders of all states, newest first. */
export function historicalOrders(desk: Desk, account: AccountId): readonly Stated[] {
  const orders = desk.exchange.orders(account, 'all').slice(-MOST_ORDERS);
  const refused = desk.refused.filter((order) => order.account === account).map(statedRefused);
  const all = [...orders.map((order) => stated(desk, order)).filter(isDefined), ...refused].reverse();
  return all.sort((a, b) => b.statusTimestamp - a.statusTimestamp).slice(0, MOST_ORDERS);
}

/** What became of an order, which also names those that were refused. */
export function orderStatus(desk: Desk, account: AccountId, name: OrderName): View {
  const order = findOrder(desk, account, name, 'all');
  const refused = desk.refused.findLast(
    (one) => one.account === account && (one.oid === name || one.wire.c === name),
  );
  const isNewer = refused !== undefined && (order === undefined || refused.at > order.at);
  const found = isNewer ? statedRefused(refused) : order && stated(desk, order);
  return found === undefined ? { status: 'unknownOid' } : { status: 'order', order: found };
}
