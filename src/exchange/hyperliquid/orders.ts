/** Orders in the venue's words: placed, cancelled, modified, each answered with a status of its own. */
import { lots, millis } from '../../units/units.ts';
import type { AccountId, ExchangeOrder, Placed, Ticket } from '../exchange.ts';
import type { ModifyWire, OrderName, OrderWire } from './action.ts';
import { type Asset, priceText, sizeText } from './asset.ts';
import { countOf, floatText, isVenuePrice, placesOf } from './decimal.ts';
import { type Desk, findOrder, oidOf, remember } from './desk.ts';
import { type Refusal, refusalOf, refusalOfUnfilled } from './rejections.ts';

/** One entry of an answer's `statuses`. */
export type Status = 'success' | Readonly<Record<string, unknown>>;

interface Context {
  readonly desk: Desk;
  readonly account: AccountId;
  readonly deadline?: number;
}

/** The average price of what has filled. */
function averageText(asset: Asset, { filled, filledTickLots }: ExchangeOrder): string {
  return floatText((filledTickLots / filled) * asset.tick, placesOf(asset.tick) + 5);
}

function ticketOf(asset: Asset, wire: OrderWire, deadline: number | undefined): Ticket | Refusal {
  if ('trigger' in wire.t)
    return { error: 'Trigger orders are not served by this exchange.', status: 'rejected' };
  const count = countOf(wire.s, asset.size);
  const ticks = countOf(wire.p, asset.tick);
  if (count === undefined) return refusalOf('wrong-size');
  if (count === 0) return { error: 'Order has zero size.', status: 'rejected' };
  if (ticks === undefined || ticks === 0 || !isVenuePrice(wire.p, asset.sizePlaces))
    return refusalOf('wrong-tick');
  const { tif } = wire.t.limit;
  return {
    symbol: asset.coin,
    side: wire.b ? 'buy' : 'sell',
    lots: lots(count),
    ticks,
    timeInForce: tif === 'Ioc' || tif === 'FrontendMarket' ? 'ioc' : 'gtc',
    reduceOnly: wire.r,
    postOnly: tif === 'Alo' ? 'reject' : 'no',
    label: wire.c ?? '',
    ...(deadline === undefined ? {} : { deadline: millis(deadline) }),
  };
}

function statusOfPlaced(asset: Asset, { order }: Placed): Status | Refusal {
  const oid = oidOf(order.id);
  const cloid = order.ticket.label === '' ? {} : { cloid: order.ticket.label };
  if (order.status === 'open') return { resting: { oid, ...cloid } };
  if (order.filled === 0) return refusalOfUnfilled(order.endedBy);
  const totalSz = sizeText(asset, order.filled);
  return { filled: { totalSz, avgPx: averageText(asset, order), oid, ...cloid } };
}

function isRefusal(one: Ticket | Status | Refusal): one is Refusal {
  return typeof one === 'object' && 'error' in one;
}

/** The refusal of a post-only order names the prices that it would have met. */
function worded({ desk }: Context, asset: Asset, { error, status }: Refusal): string {
  if (status !== 'badAloPxRejected') return `${error} asset=${asset.index}`;
  const { bids, asks } = desk.exchange.depth(asset.coin, 1);
  const [bid, ask] = [bids[0], asks[0]].map((level) => (level ? priceText(asset, level.ticks) : 'none'));
  return `${error}, bbo was ${bid}@${ask}. asset=${asset.index}`;
}

/** Places one order. */
export function placeOrder(context: Context, wire: OrderWire): Status {
  const { desk, account, deadline } = context;
  const asset = desk.assets.at(wire.a);
  if (asset === undefined) return { error: `Unknown asset. asset=${wire.a}` };
  const refuse = (refusal: Refusal): Status => ({ error: worded(context, asset, refusal) });
  const ticket = ticketOf(asset, wire, deadline);
  if (isRefusal(ticket)) {
    remember(desk, { account, asset, wire, status: ticket.status });
    return refuse(ticket);
  }
  const placed = desk.exchange.place(account, ticket);
  if (placed.kind === 'rejected') {
    const refusal = refusalOf(placed.code);
    remember(desk, { account, asset, wire, status: refusal.status });
    return refuse(refusal);
  }
  const status = statusOfPlaced(asset, placed);
  return isRefusal(status) ? refuse(status) : status;
}

/** Cancels one order, by the venue's number or the client's id. */
export function cancelOrder({ desk, account }: Context, index: number, name: OrderName): Status {
  const order = findOrder(desk, account, name, 'open');
  const asset = desk.assets.at(index);
  const missing: Status = { error: `${refusalOf('unknown-order').error} asset=${index}` };
  if (order === undefined || order.ticket.symbol !== asset?.coin) return missing;
  const cancelled = desk.exchange.cancel(account, order.id);
  if (!('kind' in cancelled)) return 'success';
  const gone = cancelled.code === 'not-open' || cancelled.code === 'unknown-order';
  return gone ? missing : { error: `${refusalOf(cancelled.code).error} asset=${index}` };
}

/** On this venue a modified order is a new one, with a new number and at the end of the queue. */
export function modifyOrder(context: Context, { oid, order: wire }: ModifyWire): Status {
  const { desk, account } = context;
  const order = findOrder(desk, account, oid, 'open');
  const asset = desk.assets.at(wire.a);
  if (order === undefined || order.ticket.symbol !== asset?.coin)
    return { error: `Cannot modify canceled or filled order. asset=${wire.a}` };
  // What can be seen to be wrong must not cost the order that it was to replace.
  const ticket = ticketOf(asset, wire, context.deadline);
  if (isRefusal(ticket)) return { error: worded(context, asset, ticket) };
  const cancelled = cancelOrder(context, wire.a, oidOf(order.id));
  return cancelled === 'success' ? placeOrder(context, wire) : cancelled;
}
