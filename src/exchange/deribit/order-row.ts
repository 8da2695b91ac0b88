/** Orders and trades as Deribit shows them. */
import type { Exchange, ExchangeOrder, Execution, Ticket } from '../exchange.ts';
import { listingOf } from './instrument-row.ts';
import { amountOf, coins, onGrid, priceOf, rounded } from './quantities.ts';
import type { Records } from './records.ts';

const inForce: Record<Ticket['timeInForce'], string> = {
  gtc: 'good_til_cancelled',
  ioc: 'immediate_or_cancel',
  fok: 'fill_or_kill',
};

/** As `cancel_reason` has them; the others have no word of Deribit's and keep ours. */
const reasons: Partial<Record<NonNullable<ExchangeOrder['endedBy']>, string>> = {
  user: 'user_request',
  liquidation: 'autoliquidation',
  disconnect: 'cancel_on_disconnect',
  margin: 'risk_mitigation',
};

/** `price` is a number, or market_price for a market order. */
export function orderRow(exchange: Exchange, records: Records, order: ExchangeOrder): object {
  const { ticket } = order;
  const listing = listingOf(exchange, ticket.symbol);
  const { tick, lot } = listing.instrument;
  const totals = records.totals(order.id);
  const average = order.filled === 0 ? 0 : rounded((order.filledTickLots / order.filled) * tick, 8);
  const amount = amountOf(listing, ticket.lots);
  return {
    order_id: order.id,
    instrument_name: ticket.symbol,
    direction: ticket.side,
    order_type: ticket.ticks === null ? 'market' : 'limit',
    order_state: order.status,
    price: ticket.ticks === null ? 'market_price' : priceOf(listing, ticket.ticks),
    amount,
    contracts: onGrid(ticket.lots, lot),
    filled_amount: amountOf(listing, order.filled),
    average_price: average,
    max_show: amount,
    time_in_force: inForce[ticket.timeInForce],
    label: ticket.label,
    reduce_only: ticket.reduceOnly,
    post_only: ticket.postOnly !== 'no',
    ...(ticket.postOnly !== 'no' && { reject_post_only: ticket.postOnly === 'reject' }),
    creation_timestamp: order.at,
    last_update_timestamp: order.changedAt,
    commission: coins(totals.fee),
    profit_loss: coins(totals.realised),
    replaced: records.wasEdited(order.id),
    ...(order.status === 'cancelled' &&
      order.endedBy !== undefined && { cancel_reason: reasons[order.endedBy] ?? order.endedBy }),
    is_liquidation: order.endedBy === 'liquidation',
    api: true,
    web: false,
    mmp: false,
    risk_reducing: false,
    is_rebalance: false,
  };
}

/** What anybody may see of a trade; `direction` is the taker's. */
export function publicTradeRow(exchange: Exchange, records: Records, execution: Execution): object {
  const listing = listingOf(exchange, execution.symbol);
  const context = records.context(execution);
  return {
    trade_id: execution.trade,
    trade_seq: execution.seq,
    timestamp: execution.at,
    instrument_name: execution.symbol,
    direction: execution.side,
    price: priceOf(listing, execution.ticks),
    amount: amountOf(listing, execution.lots),
    contracts: onGrid(execution.lots, listing.instrument.lot),
    ...(context !== undefined && {
      tick_direction: context.tickDirection,
      mark_price: rounded(context.mark, 8),
      index_price: rounded(context.index, 2),
      ...(context.iv !== undefined && { iv: context.iv }),
    }),
    ...(execution.kind === 'liquidation' && { liquidation: execution.isMaker ? 'M' : 'T' }),
  };
}

/** What its owner sees of an execution. */
export function userTradeRow(exchange: Exchange, records: Records, execution: Execution): object {
  const order = exchange.order(execution.order);
  const isMarket = order?.ticket.ticks === null;
  return {
    ...publicTradeRow(exchange, records, execution),
    order_id: execution.order,
    order_type: execution.kind === 'liquidation' ? 'liquidation' : isMarket ? 'market' : 'limit',
    state: order?.status ?? 'filled',
    label: execution.label,
    fee: coins(execution.fee),
    fee_currency: execution.feeCurrency,
    liquidity: execution.isMaker ? 'M' : 'T',
    profit_loss: coins(execution.realised),
    post_only: order !== undefined && order.ticket.postOnly !== 'no',
    reduce_only: order?.ticket.reduceOnly ?? false,
    self_trade: false,
    matching_id: null,
    api: true,
    mmp: false,
    risk_reducing: false,
  };
}
