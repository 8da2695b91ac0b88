import type { ExchangeOrder, Execution } from '../exchange.ts';
import { atomsText, fixed, onGrid, quoteText } from './decimals.ts';
import type { Market } from './markets.ts';
import { numberOf, type OrderNote } from './order-index.ts';

/** Decimals of an average price beyond those of the prices it is made of. */
const AVERAGE_DECIMALS = 4;

/** What ended at its own or the market's doing has expired; what somebody ended is cancelled. */
const EXPIRED_BY: ReadonlySet<ExchangeOrder['endedBy']> = new Set(['ioc', 'fok', 'reduce-only', 'margin']);

export type OrderState =
  | 'NEW'
  | 'PARTIALLY_FILLED'
  | 'FILLED'
  | 'CANCELED'
  | 'EXPIRED'
  | 'EXPIRED_IN_MATCH'
  | 'REJECTED';

/** Binance's word for where an order stands. */
export function stateOf({ status, filled, endedBy }: ExchangeOrder, { isOutdated }: OrderNote): OrderState {
  switch (status) {
    case 'open':
      return filled > 0 ? 'PARTIALLY_FILLED' : 'NEW';
    case 'filled':
      return 'FILLED';
    case 'rejected':
      return 'REJECTED';
    case 'cancelled':
      if (isOutdated || EXPIRED_BY.has(endedBy)) return 'EXPIRED';
      return endedBy === 'self-trade' ? 'EXPIRED_IN_MATCH' : 'CANCELED';
  }
}

/** How the client asked for it to be kept: a market order counts as good till cancelled, as on Binance. */
export function timeInForceOf({ ticket }: Pick<ExchangeOrder, 'ticket'>, { goodTill }: OrderNote): string {
  if (goodTill > 0) return 'GTD';
  if (ticket.postOnly !== 'no') return 'GTX';
  return ticket.ticks === null ? 'GTC' : ticket.timeInForce.toUpperCase();
}

export function averageText(
  order: { readonly filled: number; readonly filledTickLots: number },
  market: Market,
): string {
  const { price } = market;
  const decimals = price.decimals + AVERAGE_DECIMALS;
  if (order.filled === 0) return fixed(0, price.decimals);
  // Whole ticks first: a fill at one price is that price, without a float's noise in its last place.
  let scale = 1;
  for (let i = 0; i < price.decimals; i += 1) scale *= 10;
  return fixed((order.filledTickLots / order.filled) * (price.unit / scale), decimals);
}

/** An order whose client gave it no id of its own, such as one that liquidates an account. */
export function clientIdOf({ id, ticket }: Pick<ExchangeOrder, 'id' | 'ticket'>): string {
  return ticket.label === '' ? `autoclose-${numberOf(id)}` : ticket.label;
}

/** An order as answers to requests show it. */
export function orderBody(order: ExchangeOrder, market: Market, note: OrderNote): Record<string, unknown> {
  const { ticket, filled, filledTickLots } = order;
  const type = ticket.ticks === null ? 'MARKET' : 'LIMIT';
  return {
    orderId: numberOf(order.id),
    symbol: market.symbol,
    status: stateOf(order, note),
    clientOrderId: clientIdOf(order),
    price: ticket.ticks === null ? '0' : onGrid(ticket.ticks, market.price),
    avgPrice: averageText(order, market),
    origQty: onGrid(ticket.lots, market.size),
    executedQty: onGrid(filled, market.size),
    cumQuote: quoteText(filledTickLots, market.price, market.size),
    timeInForce: timeInForceOf(order, note),
    type,
    reduceOnly: ticket.reduceOnly,
    closePosition: false,
    side: ticket.side.toUpperCase(),
    positionSide: 'BOTH',
    stopPrice: '0',
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: type,
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_TAKER',
    goodTillDate: note.goodTill,
    time: order.at,
    updateTime: order.changedAt,
  };
}

/** As it is answered when placed, changed or cancelled: without when it began, and with its fills summed twice. */
export function answerBody(order: ExchangeOrder, market: Market, note: OrderNote): Record<string, unknown> {
  const { time: _time, ...body } = orderBody(order, market, note);
  return { ...body, cumQty: body.executedQty };
}

/** A fill as `userTrades` lists it. */
export function tradeBody(execution: Execution, market: Market): Record<string, unknown> {
  const { side, ticks, lots, isMaker } = execution;
  return {
    symbol: market.symbol,
    id: execution.seq,
    orderId: numberOf(execution.order),
    side: side.toUpperCase(),
    price: onGrid(ticks, market.price),
    qty: onGrid(lots, market.size),
    realizedPnl: atomsText(execution.realised),
    quoteQty: quoteText(ticks * lots, market.price, market.size),
    commission: atomsText(execution.fee),
    commissionAsset: execution.feeCurrency,
    time: execution.at,
    positionSide: 'BOTH',
    maker: isMaker,
    buyer: side === 'buy',
  };
}
