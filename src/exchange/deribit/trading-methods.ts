/** Placing, editing and cancelling orders. */
import { millis } from '../../units/units.ts';
import type { AccountId, Exchange, ExchangeOrder, Placed, Rejection, Side, Ticket } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { PrivateCall, PrivateMethod, PrivateMethods } from './call.ts';
import { isMeant, listingOf } from './instrument-row.ts';
import { orderRow, userTradeRow } from './order-row.ts';
import {
  flag,
  number,
  oneOf,
  optionalInteger,
  optionalNumber,
  optionalText,
  type Params,
  text,
} from './params.ts';
import { lotsOf, ticksOf } from './quantities.ts';
import { faultOf, invalid, noOrder, timedOut, WireFault } from './wire-fault.ts';

const LONGEST_LABEL = 64;
/** How many orders a socket remembers before it looks which of them are still open. */
const PLACED_BEFORE_PRUNING = 512;

const inForce = {
  good_til_cancelled: 'gtc',
  immediate_or_cancel: 'ioc',
  fill_or_kill: 'fok',
} as const;

/** What changes an order's nature: better refused than left out of account. */
const UNKNOWN_HERE = [
  ...['trigger', 'trigger_price', 'trigger_offset', 'advanced', 'linked_order_type', 'otoco_config'],
  'display_amount',
];

function notSimulated(param: string, reason: string): WireFault {
  return new WireFault(10033, 'not_implemented', reason, param);
}

function deadlineOf(exchange: Exchange, params: Params): number | undefined {
  const until = optionalInteger(params, 'valid_until');
  if (until !== undefined && until < exchange.now)
    throw timedOut(`the server's time is ${exchange.now}, past ${until}`);
  return until;
}

function amountAsked(listing: Listing, params: Params): number {
  const amount = optionalNumber(params, 'amount');
  const contracts = optionalNumber(params, 'contracts');
  if (amount !== undefined) return amount;
  if (contracts === undefined) throw invalid('amount', 'value is required');
  return contracts * listing.instrument.multiplier;
}

function ticketOf(exchange: Exchange, params: Params, side: Side): Ticket {
  const listing = listingOf(exchange, text(params, 'instrument_name'));
  const type = oneOf(params, 'type', ['limit', 'market', 'market_limit']);
  for (const name of UNKNOWN_HERE)
    if (params[name] !== undefined && params[name] !== null)
      throw notSimulated(name, 'only plain limit and market orders are simulated');
  const force = oneOf(params, 'time_in_force', ['good_til_cancelled', 'immediate_or_cancel', 'fill_or_kill']);
  const amount = amountAsked(listing, params);
  if ((optionalNumber(params, 'max_show') ?? amount) < amount)
    throw notSimulated('max_show', 'all of an order is shown');
  const label = optionalText(params, 'label') ?? '';
  if (label.length > LONGEST_LABEL) throw invalid('label', `at most ${LONGEST_LABEL} characters`);
  const isPostOnly = flag(params, 'post_only');
  const deadline = deadlineOf(exchange, params);
  return {
    symbol: listing.instrument.id,
    side,
    lots: lotsOf(listing, amount),
    ticks: type === 'limit' ? ticksOf(listing, number(params, 'price')) : null,
    timeInForce: inForce[force],
    reduceOnly: flag(params, 'reduce_only'),
    postOnly: !isPostOnly ? 'no' : flag(params, 'reject_post_only') ? 'reject' : 'slide',
    label,
    ...(deadline !== undefined && { deadline: millis(deadline) }),
  };
}

function told({ exchange, records }: PrivateCall, outcome: Placed | Rejection, side: Side): object {
  if (outcome.kind === 'rejected') throw faultOf(outcome, side);
  // Fees and gains come with the events of the executions, which by now have all been noted.
  return {
    order: orderRow(exchange, records, exchange.order(outcome.order.id) ?? outcome.order),
    trades: outcome.executions.map((execution) => userTradeRow(exchange, records, execution)),
  };
}

function remember({ exchange, link }: PrivateCall, { id, status }: ExchangeOrder): void {
  if (link === null || status !== 'open') return;
  if (link.placed.size >= PLACED_BEFORE_PRUNING)
    for (const old of link.placed) if (exchange.order(old)?.status !== 'open') link.placed.delete(old);
  link.placed.add(id);
}

function place(call: PrivateCall, side: Side): object {
  const { exchange, account, params } = call;
  const placed = exchange.place(account.id, ticketOf(exchange, params, side));
  if (placed.kind === 'placed') remember(call, placed.order);
  return told(call, placed, side);
}

/** An order of `account`, which sees no other's. */
export function ownOrder(exchange: Exchange, account: AccountId, id: string): ExchangeOrder {
  const order = exchange.order(id);
  if (order === undefined || order.account !== account) throw noOrder(id);
  return order;
}

function flagsOf({ postOnly, reduceOnly }: Ticket): Readonly<Record<string, boolean>> {
  return { post_only: postOnly !== 'no', reject_post_only: postOnly === 'reject', reduce_only: reduceOnly };
}

function amend(call: PrivateCall, order: ExchangeOrder): object {
  const { exchange, records, account, params } = call;
  deadlineOf(exchange, params);
  const { ticket } = order;
  for (const [name, value] of Object.entries(flagsOf(ticket)))
    if (params[name] !== undefined && flag(params, name) !== value)
      throw notSimulated(name, `an edit changes amount and price alone; this is ${value}`);
  const listing = listingOf(exchange, ticket.symbol);
  const isSized = params.amount !== undefined || params.contracts !== undefined;
  const price = optionalNumber(params, 'price');
  const ticks = price === undefined ? ticket.ticks : ticksOf(listing, price);
  if (ticks === null) throw new WireFault(11044, 'not_open_order', 'a market order does not rest');
  const lots = isSized ? lotsOf(listing, amountAsked(listing, params)) : ticket.lots;
  const outcome = exchange.amend(account.id, order.id, { lots, ticks });
  if (outcome.kind === 'placed') records.markEdited(outcome.order.id);
  return told(call, outcome, ticket.side);
}

function openWithLabel({ exchange, account, params }: PrivateCall): readonly ExchangeOrder[] {
  const label = text(params, 'label');
  const currency = optionalText(params, 'currency') ?? 'any';
  return exchange
    .orders(account.id, 'open')
    .filter(
      ({ ticket }) =>
        ticket.label === label && isMeant(listingOf(exchange, ticket.symbol).instrument, 'any', currency),
    );
}

function cancelEach({ exchange, account }: PrivateCall, orders: readonly ExchangeOrder[]): number {
  const outcomes = orders.map(({ id }) => exchange.cancel(account.id, id, 'user'));
  const refused = outcomes.find((outcome) => 'kind' in outcome);
  if (refused !== undefined && 'kind' in refused) throw faultOf(refused);
  return outcomes.length;
}

function cancelMeant(call: PrivateCall, kind: string, currency: string): number {
  const { exchange, account } = call;
  const open = exchange.orders(account.id, 'open');
  return cancelEach(
    call,
    open.filter(({ ticket }) => isMeant(listingOf(exchange, ticket.symbol).instrument, kind, currency)),
  );
}

function closePosition(call: PrivateCall): object {
  const { exchange, account, params } = call;
  const listing = listingOf(exchange, text(params, 'instrument_name'));
  const symbol = listing.instrument.id;
  const type = oneOf(params, 'type', ['limit', 'market']);
  const held = exchange.positions(account.id).find((position) => position.symbol === symbol)?.lots ?? 0;
  if (held === 0) throw new WireFault(11030, 'other_reject no position', `nothing is held of ${symbol}`);
  const side = held > 0 ? 'sell' : 'buy';
  const placed = exchange.place(account.id, {
    symbol,
    side,
    lots: Math.abs(held) as Ticket['lots'],
    ticks: type === 'limit' ? ticksOf(listing, number(params, 'price')) : null,
    timeInForce: 'gtc',
    reduceOnly: true,
    postOnly: 'no',
    label: '',
  });
  if (placed.kind === 'placed') remember(call, placed.order);
  return told(call, placed, side);
}

function trading(run: PrivateMethod['run']): PrivateMethod {
  return { needs: ['trade', 'read_write'], credits: 'matching', run };
}

export const tradingMethods: PrivateMethods = {
  'private/buy': trading((call) => place(call, 'buy')),
  'private/sell': trading((call) => place(call, 'sell')),
  'private/close_position': trading(closePosition),
  'private/edit': trading((call) =>
    amend(call, ownOrder(call.exchange, call.account.id, text(call.params, 'order_id'))),
  ),
  'private/edit_by_label': trading((call) => {
    const [order, ...others] = openWithLabel(call);
    if (order === undefined || others.length > 0) throw noOrder(`labelled ${text(call.params, 'label')}`);
    return amend(call, order);
  }),
  'private/cancel': trading(({ exchange, records, account, params }) => {
    const order = ownOrder(exchange, account.id, text(params, 'order_id'));
    const outcome = exchange.cancel(account.id, order.id, 'user');
    if ('kind' in outcome) throw faultOf(outcome);
    return orderRow(exchange, records, outcome);
  }),
  'private/cancel_all': trading((call) => cancelMeant(call, 'any', 'any')),
  'private/cancel_all_by_currency': trading((call) =>
    cancelMeant(
      call,
      oneOf(call.params, 'kind', ['any', 'future', 'option', 'spot']),
      text(call.params, 'currency'),
    ),
  ),
  'private/cancel_all_by_instrument': trading((call) => {
    const { instrument } = listingOf(call.exchange, text(call.params, 'instrument_name'));
    const open = call.exchange.orders(call.account.id, 'open');
    return cancelEach(
      call,
      open.filter(({ ticket }) => ticket.symbol === instrument.id),
    );
  }),
  'private/cancel_by_label': trading((call) => cancelEach(call, openWithLabel(call))),
};
