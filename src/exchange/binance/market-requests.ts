import type { Execution } from '../exchange.ts';
import { type Candle, INTERVALS, takerBuys } from './candles.ts';
import { onGrid, quoteText } from './decimals.ts';
import { Fault, faults } from './fault.ts';
import type { Market } from './markets.ts';
import type { Params } from './params.ts';
import type { Answer, Venue } from './venue.ts';

const DEPTHS = [5, 10, 20, 50, 100, 500, 1_000];
const MOST_CANDLES = 1_500;

/** `[price, size]`, as every book on Binance's wires is written. */
export function levelText(level: { ticks: number; lots: number }, market: Market): [string, string] {
  return [onGrid(level.ticks, market.price), onGrid(level.lots, market.size)];
}

/** `GET depth`. */
export function depth(params: Params, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  const limit = params.integer('limit') ?? 500;
  if (!DEPTHS.includes(limit)) params.refuse(new Fault(-4021, `${limit} is not valid depth limit.`));
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const { now } = venue.exchange;
  const { bids, asks, changeId } = venue.exchange.depth(market.symbol, limit);
  return {
    lastUpdateId: changeId,
    E: now,
    T: now,
    bids: bids.map((level) => levelText(level, market)),
    asks: asks.map((level) => levelText(level, market)),
  };
}

/** Both sides of a trade may be remembered; it is listed once. */
function once(trades: readonly Execution[]): readonly Execution[] {
  return trades.filter(({ trade }, i) => trade !== trades[i - 1]?.trade);
}

function recent(params: Params, venue: Venue, from?: string): Fault | [readonly Execution[], Market] {
  const market = venue.markets.needed(params);
  const limit = params.limit(500, 1_000);
  const first = from === undefined ? undefined : params.integer(from);
  const period = params.period();
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const trades = once(venue.exchange.trades(market.symbol)).filter(
    ({ at, seq }) => at >= period.from && at <= period.to && seq >= (first ?? 0),
  );
  const isOnwards = first !== undefined || params.has('startTime');
  return [isOnwards ? trades.slice(0, limit) : trades.slice(-limit), market];
}

/** `GET trades` and `historicalTrades`. */
export function trades(params: Params, venue: Venue): Answer {
  const found = recent(params, venue, 'fromId');
  if (found instanceof Fault) return found;
  const [executions, market] = found;
  return executions.map((trade) => ({
    id: trade.seq,
    price: onGrid(trade.ticks, market.price),
    qty: onGrid(trade.lots, market.size),
    quoteQty: quoteText(trade.ticks * trade.lots, market.price, market.size),
    time: trade.at,
    isBuyerMaker: !takerBuys(trade),
  }));
}

/** `GET aggTrades`; every trade is an aggregate of its own. */
export function aggTrades(params: Params, venue: Venue): Answer {
  const found = recent(params, venue, 'fromId');
  if (found instanceof Fault) return found;
  const [executions, market] = found;
  return executions.map((trade) => ({
    a: trade.seq,
    p: onGrid(trade.ticks, market.price),
    q: onGrid(trade.lots, market.size),
    f: trade.seq,
    l: trade.seq,
    T: trade.at,
    m: !takerBuys(trade),
  }));
}

function candleRow(candle: Candle, intervalMs: number, { price, size }: Market): readonly unknown[] {
  const { openAt, open, high, low, close, lots, tickLots, count, boughtLots, boughtTickLots } = candle;
  return [
    openAt,
    ...[open, high, low, close].map((ticks) => onGrid(ticks, price)),
    onGrid(lots, size),
    openAt + intervalMs - 1,
    quoteText(tickLots, price, size),
    count,
    onGrid(boughtLots, size),
    quoteText(boughtTickLots, price, size),
    '0',
  ];
}

/** `GET klines`. */
export function klines(params: Params, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  const intervalMs = INTERVALS.get(params.need('interval'));
  if (intervalMs === undefined) params.refuse(new Fault(-1120, 'Invalid interval.'));
  const { from, to } = params.period();
  const limit = params.limit(500, MOST_CANDLES);
  if (params.fault || market === undefined || intervalMs === undefined)
    return params.fault ?? faults.badSymbol();
  const end = Math.min(to, venue.exchange.now);
  return venue.candles
    .list(market.symbol, intervalMs, from, end, limit)
    .map((candle) => candleRow(candle, intervalMs, market));
}
