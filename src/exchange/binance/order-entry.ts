import { lots, millis } from '../../units/units.ts';
import type { Account, ExchangeOrder, Placed, Rejection, Side, Ticket } from '../exchange.ts';
import { type OffGrid, stepsOf } from './decimals.ts';
import { Fault, faultOf, faults, killed } from './fault.ts';
import { drawText } from './listen-keys.ts';
import type { Market } from './markets.ts';
import { answerBody } from './order-view.ts';
import type { Params } from './params.ts';
import type { Answer, Call, Venue } from './venue.ts';

/** Clients' ids: 1 to 36 of these characters. */
const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const DRAWN_ID_LENGTH = 22;
/** A good-till-date order must live for at least so long. */
const SOONEST_DATE_MS = 600_000;
const LAST_DATE = 253_402_300_799_000;
const CONDITIONAL = [
  'STOP',
  'STOP_MARKET',
  'TAKE_PROFIT',
  'TAKE_PROFIT_MARKET',
  'TRAILING_STOP_MARKET',
] as const;

/** A new order as asked for, before it is known whether it may be. */
export interface Wish {
  readonly market: Market;
  readonly ticket: Ticket;
  readonly clientId: string;
  readonly goodTill: number;
  /** Whether the answer waits for what comes of the order, or only says that it is taken. */
  readonly isAckOnly: boolean;
}

function priceFault(why: OffGrid): Fault {
  if (why === 'off-grid') return new Fault(-4014, 'Price not increased by tick size.');
  if (why === 'malformed') return faults.mandatory('price');
  return new Fault(-1111, 'Precision is over the maximum defined for this asset.');
}

function sizeFault(why: OffGrid): Fault {
  if (why === 'off-grid') return new Fault(-4023, 'Qty not increased by step size.');
  if (why === 'malformed') return faults.mandatory('quantity');
  return new Fault(-1111, 'Precision is over the maximum defined for this asset.');
}

/** The `price` of a request in ticks. */
export function readTicks(params: Params, { price }: Market): number {
  const text = params.need('price');
  const ticks = text === '' ? 0 : stepsOf(text, price);
  if (typeof ticks !== 'number') params.refuse(priceFault(ticks));
  else if (ticks === 0 && text !== '') params.refuse(new Fault(-4001, 'Price less than 0.'));
  return typeof ticks === 'number' ? ticks : 0;
}

/** The `quantity` of a request in lots. */
export function readLots(params: Params, { size }: Market): number {
  const text = params.need('quantity');
  const count = text === '' ? 0 : stepsOf(text, size);
  if (typeof count !== 'number') params.refuse(sizeFault(count));
  else if (count === 0 && text !== '')
    params.refuse(new Fault(-4003, 'Quantity less than or equal to zero.'));
  return typeof count === 'number' ? count : 0;
}

/** `side`, which every order and change of one has. */
export function readSide(params: Params): Side {
  params.need('side');
  return params.choice('side', ['BUY', 'SELL'], new Fault(-1117, 'Invalid side.')) === 'SELL'
    ? 'sell'
    : 'buy';
}

function readClientId(params: Params, venue: Venue): string {
  const id = params.text('newClientOrderId') ?? drawText(venue.random, DRAWN_ID_LENGTH);
  if (!CLIENT_ID.test(id)) params.refuse(new Fault(-4015, 'Client order id is not valid.'));
  return id;
}

function readType(params: Params): 'LIMIT' | 'MARKET' {
  params.need('type');
  const type = params.choice(
    'type',
    ['LIMIT', 'MARKET', ...CONDITIONAL],
    new Fault(-1116, 'Invalid orderType.'),
  );
  if (type === undefined || type === 'LIMIT' || type === 'MARKET') return type ?? 'LIMIT';
  const msg = 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.';
  params.refuse(new Fault(-4120, msg));
  return 'LIMIT';
}

function readTimeInForce(params: Params, type: 'LIMIT' | 'MARKET'): string {
  const invalid = new Fault(-1115, 'Invalid timeInForce.');
  const chosen = params.choice('timeInForce', ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'], invalid);
  if (type === 'LIMIT') params.need('timeInForce');
  else if (chosen !== undefined)
    params.refuse(new Fault(-1106, "Parameter 'timeInForce' sent when not required."));
  return chosen ?? 'GTC';
}

function readDate(params: Params, timeInForce: string, now: number): number {
  if (timeInForce !== 'GTD') return 0;
  const date = params.needInteger('goodTillDate');
  if (date > now + SOONEST_DATE_MS && date < LAST_DATE) return date - (date % 1000);
  const bounds = `greater than the current time plus 600 seconds and smaller than ${LAST_DATE}`;
  params.refuse(new Fault(-5040, `The goodTillDate timestamp must be ${bounds}.`));
  return 0;
}

/** Refuses what the account's position mode has no place for. */
function checkPositionSide(params: Params, venue: Venue, account: Account): void {
  const mismatch = new Fault(-4061, "Order's position side does not match user's setting.");
  const invalid = new Fault(-4060, 'Invalid position side.');
  const side = params.choice('positionSide', ['BOTH', 'LONG', 'SHORT'], invalid) ?? 'BOTH';
  const { isDual } = venue.settings(account.id);
  if ((side === 'BOTH') === isDual) params.refuse(mismatch);
  else if (isDual) params.refuse(faults.unsupported('Hedge mode is not traded here; use one-way mode.'));
}

/** Reads a new order. */
export function readWish({ params, account, deadline }: Call, venue: Venue): Wish | Fault {
  const market = venue.markets.needed(params);
  const side = readSide(params);
  const type = readType(params);
  const timeInForce = readTimeInForce(params, type);
  const clientId = readClientId(params, venue);
  const goodTill = readDate(params, timeInForce, venue.exchange.now);
  const reduceOnly = params.flag('reduceOnly') ?? false;
  const unknown = new Fault(-1136, 'Invalid newOrderRespType.');
  const answer = params.choice('newOrderRespType', ['ACK', 'RESULT'], unknown) ?? 'ACK';
  if (params.flag('closePosition'))
    params.refuse(new Fault(-4137, 'Quantity must be zero with closePosition equals true.'));
  checkPositionSide(params, venue, account);
  if (market === undefined) return params.fault ?? faults.badSymbol();
  const ticks = type === 'LIMIT' ? readTicks(params, market) : null;
  if (type === 'MARKET' && params.has('price'))
    params.refuse(new Fault(-1106, "Parameter 'price' sent when not required."));
  const size = readLots(params, market);
  if (params.fault) return params.fault;
  const ticket: Ticket = {
    ...{ symbol: market.symbol, side, lots: lots(size), ticks, reduceOnly, label: clientId },
    timeInForce: type === 'MARKET' || timeInForce === 'IOC' ? 'ioc' : timeInForce === 'FOK' ? 'fok' : 'gtc',
    postOnly: timeInForce === 'GTX' ? 'reject' : 'no',
    deadline: millis(deadline),
  };
  return { market, ticket, clientId, goodTill, isAckOnly: answer === 'ACK' };
}

function isOpen(order: ExchangeOrder | undefined): boolean {
  return order?.status === 'open';
}

function isKilled(result: Placed | Rejection): result is Placed {
  return result.kind === 'placed' && result.order.endedBy === 'fok';
}

/** As an order was when taken, whatever has come of it since. */
function taken(order: ExchangeOrder): ExchangeOrder {
  const { endedBy: _endedBy, ...rest } = order;
  return { ...rest, status: 'open', filled: lots(0), filledTickLots: 0, changedAt: order.at };
}

/** Places what was read, or says why not. */
function placeWish(wish: Wish, account: Account, venue: Venue): Answer {
  const { market, ticket, clientId, goodTill, isAckOnly } = wish;
  const { index, exchange, events } = venue;
  if (isOpen(index.byClientId(account.id, clientId))) return new Fault(-4116, 'ClientOrderId is duplicated.');
  const result = events.holding(
    () => index.placing(account.id, clientId, goodTill, () => exchange.place(account.id, ticket)),
    (placed, order) => isKilled(placed) && placed.order.id === order,
  );
  if (result.kind === 'rejected') return faultOf(result, ticket);
  if (isKilled(result)) {
    index.hide(result.order.id);
    return killed();
  }
  const { order } = result;
  return answerBody(isAckOnly ? taken(order) : order, market, index.noteOf(order));
}

/** `POST order`. */
export function placeOrder(call: Call, venue: Venue): Answer {
  const wish = readWish(call, venue);
  return wish instanceof Fault ? wish : placeWish(wish, call.account, venue);
}
