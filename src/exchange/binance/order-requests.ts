import { lots } from '../../units/units.ts';
import type { Account, ExchangeOrder } from '../exchange.ts';
import { amendmentFaultOf, Fault, faultOf, faults } from './fault.ts';
import type { Market } from './markets.ts';
import { placeOrder, readLots, readSide, readTicks, readWish } from './order-entry.ts';
import { answerBody, orderBody } from './order-view.ts';
import { Params } from './params.ts';
import type { Answer, Call, Venue } from './venue.ts';

/** Rows of `allOrders` where the request does not say, and the most it may ask for. */
const ROWS = 500;
const MOST_ROWS = 1_000;
const MOST_IN_BATCH = 5;

/** The order that a request names by `orderId` or `origClientOrderId`; `absent` where there is none. */
function named({ params, account }: Call, venue: Venue, absent: Fault): Fault | [ExchangeOrder, Market] {
  const market = venue.markets.needed(params);
  const number = params.integer('orderId');
  const clientId = params.text('origClientOrderId');
  if (number === undefined && clientId === undefined)
    params.refuse(
      new Fault(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"),
    );
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const order =
    number === undefined
      ? venue.index.byClientId(account.id, clientId ?? '')
      : venue.index.byNumber(account.id, number);
  return order?.ticket.symbol === market.symbol ? [order, market] : absent;
}

function answered(order: ExchangeOrder, market: Market, venue: Venue): object {
  return answerBody(order, market, venue.index.noteOf(order));
}

function listed(order: ExchangeOrder, venue: Venue): object | undefined {
  const market = venue.markets.of(order.ticket.symbol);
  return market && orderBody(order, market, venue.index.noteOf(order));
}

/** `GET order`: one order, whether it is open or not. */
export function queryOrder(call: Call, venue: Venue): Answer {
  const found = named(call, venue, faults.noSuchOrder());
  return found instanceof Fault ? found : (listed(found[0], venue) ?? faults.noSuchOrder());
}

/** `GET openOrder`: one order while it is open. */
export function queryOpenOrder(call: Call, venue: Venue): Answer {
  const found = named(call, venue, faults.noSuchOrder());
  if (found instanceof Fault) return found;
  return found[0].status === 'open'
    ? (listed(found[0], venue) ?? faults.noSuchOrder())
    : faults.noSuchOrder();
}

/** `DELETE order`. */
export function cancelOrder(call: Call, venue: Venue): Answer {
  const found = named(call, venue, faults.unknownOrder());
  if (found instanceof Fault) return found;
  const [order, market] = found;
  if (order.status !== 'open') return faults.unknownOrder();
  const ended = venue.exchange.cancel(call.account.id, order.id);
  return 'kind' in ended ? faultOf(ended) : answered(ended, market, venue);
}

/**
 * `PUT order`: another price and size. What has filled counts towards the size, and an order that has filled as much
 * already is cancelled; so is a post-only order that would take.
 */
export function modifyOrder(call: Call, venue: Venue): Answer {
  const { params, account } = call;
  const side = readSide(params);
  const found = named(call, venue, faults.noSuchOrder());
  if (found instanceof Fault) return found;
  const [order, market] = found;
  const ticks = readTicks(params, market);
  const size = readLots(params, market);
  if (params.fault) return params.fault;
  const { ticket } = order;
  if (order.status !== 'open' || ticket.side !== side) return faults.noSuchOrder();
  if (ticket.ticks === ticks && ticket.lots === size) return new Fault(-5027, 'No need to modify the order.');
  const result =
    size <= order.filled
      ? venue.exchange.cancel(account.id, order.id)
      : venue.exchange.amend(account.id, order.id, { lots: lots(size), ticks });
  if ('status' in result) return answered(result, market, venue);
  if (result.kind === 'placed') return answered(result.order, market, venue);
  if (result.code === 'post-only') venue.exchange.cancel(account.id, order.id);
  return amendmentFaultOf(result, ticket);
}

/** `POST order/test`: read and checked, and not placed. */
export function testOrder(call: Call, venue: Venue): Answer {
  const wish = readWish(call, venue);
  return wish instanceof Fault ? wish : {};
}

/** `GET openOrders`, of one symbol or all. */
export function openOrders({ params, account }: Call, venue: Venue): Answer {
  const market = venue.markets.asked(params);
  if (params.fault) return params.fault;
  const orders = venue.index.all(account.id, 'open');
  const chosen = market ? orders.filter(({ ticket }) => ticket.symbol === market.symbol) : orders;
  return chosen.flatMap((order) => listed(order, venue) ?? []);
}

/** `GET allOrders` of a symbol: from `orderId` on, or within a period, the newest if more than the limit. */
export function allOrders({ params, account }: Call, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  const first = params.integer('orderId');
  const { from, to } = params.period();
  const limit = params.limit(ROWS, MOST_ROWS);
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const { index } = venue;
  const rows = index
    .all(account.id, 'all')
    .filter(({ ticket, at }) => ticket.symbol === market.symbol && at >= from && at <= to)
    .map((order) => orderBody(order, market, index.noteOf(order)));
  if (first === undefined) return rows.slice(-limit);
  return rows.filter(({ orderId }) => Number(orderId) >= first).slice(0, limit);
}

/** `DELETE allOpenOrders` of a symbol. */
export function cancelAll({ params, account }: Call, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const { symbol } = market;
  venue.exchange.cancelAll(account.id, symbol);
  // Down for maintenance, the exchange cancels nothing and cannot say so here.
  if (venue.exchange.orders(account.id, 'open').some(({ ticket }) => ticket.symbol === symbol))
    return faultOf({ kind: 'rejected', code: 'maintenance', message: '' });
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}

/** `POST countdownCancelAll`: the dead man's switch. */
export function countdown({ params, account }: Call, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  const time = params.needInteger('countdownTime');
  if (time < 0) params.refuse(faults.mandatory('countdownTime'));
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  venue.deadMan.arm(account.id, market.symbol, time, venue.exchange.now);
  return { symbol: market.symbol, countdownTime: String(time) };
}

function readList(params: Params, name: string): readonly unknown[] {
  const text = params.need(name);
  if (params.fault) return [];
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.length > 0 && list.length <= MOST_IN_BATCH) return list;
  } catch {
    // Said below.
  }
  params.refuse(
    new Fault(-4082, `Invalid number of batch place orders: ${name} is a list of 1 to ${MOST_IN_BATCH}.`),
  );
  return [];
}

/** Each of a batch is answered for itself; one that fails does not fail the others. */
function eachOf(list: readonly unknown[], one: (item: unknown) => Answer): readonly object[] {
  return list.map((item) => {
    const answer = one(item);
    return answer instanceof Fault ? { code: answer.code, msg: answer.msg } : answer;
  });
}

function within(call: Call, item: unknown): Call {
  const params = Params.fromObject(typeof item === 'object' && item !== null ? item : {});
  return { ...call, params };
}

/** How many orders a batch asks for, for the limits. */
export function batchSize(params: Params): number {
  return Math.min(MOST_IN_BATCH, (params.text('batchOrders') ?? '').split('}').length - 1);
}

/** `POST batchOrders`. */
export function placeBatch(call: Call, venue: Venue): Answer {
  const list = readList(call.params, 'batchOrders');
  return call.params.fault ?? eachOf(list, (item) => placeOrder(within(call, item), venue));
}

/** `PUT batchOrders`. */
export function modifyBatch(call: Call, venue: Venue): Answer {
  const list = readList(call.params, 'batchOrders');
  return call.params.fault ?? eachOf(list, (item) => modifyOrder(within(call, item), venue));
}

/** `DELETE batchOrders`: a list of ids, or of client ids. */
export function cancelBatch(call: Call, venue: Venue): Answer {
  const { params } = call;
  const numbers = ['orderIdList', 'orderidlist'].find((one) => params.has(one));
  const texts = ['origClientOrderIdList', 'origclientorderidlist'].find((one) => params.has(one));
  const items = readList(params, numbers ?? texts ?? 'orderIdList');
  const symbol = params.need('symbol');
  if (params.fault) return params.fault;
  const key = numbers === undefined ? 'origClientOrderId' : 'orderId';
  return eachOf(items, (item) => cancelOrder(within(call, { symbol, [key]: item }), venue));
}

/** What liquidation orders of an account there were. */
export function forcedOrders({ params, account }: Call, venue: Venue): Answer {
  const market = venue.markets.asked(params);
  const limit = params.limit(50, 100);
  if (params.fault) return params.fault;
  return forcedOf(account, venue)
    .filter(({ ticket }) => market === undefined || ticket.symbol === market.symbol)
    .slice(-limit)
    .flatMap((order) => listed(order, venue) ?? []);
}

function forcedOf(account: Account, venue: Venue): readonly ExchangeOrder[] {
  const forced = new Set<string>();
  for (const { kind, order } of venue.exchange.executions(account.id))
    if (kind !== 'trade') forced.add(order);
  return venue.index.all(account.id, 'all').filter(({ id }) => forced.has(id));
}
