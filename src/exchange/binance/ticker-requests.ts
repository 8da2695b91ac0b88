import type { TickerView } from '../told.ts';
import { fixed, onGrid, quoteText } from './decimals.ts';
import { faults } from './fault.ts';
import type { Market } from './markets.ts';
import type { Params } from './params.ts';
import type { Answer, Venue } from './venue.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Funding rates are capped at this by default, as `fundingInfo` says. */
const CAP = '0.02000000';

/** One symbol's answer where one is asked for, else a list of all. */
function oneOrAll(params: Params, venue: Venue, body: (market: Market) => object): Answer {
  const market = venue.markets.asked(params);
  if (params.fault) return params.fault;
  return market ? body(market) : venue.markets.all().map(body);
}

/** Mark, index and funding of a symbol, as `premiumIndex` has them. */
function premiumBody(market: Market, venue: Venue): object {
  const { mark, index, funding, at } = venue.exchange.ticker(market.symbol);
  return {
    symbol: market.symbol,
    markPrice: fixed(mark, 8),
    indexPrice: fixed(index, 8),
    estimatedSettlePrice: fixed(index, 8),
    lastFundingRate: fixed(funding?.rate ?? 0, 8),
    interestRate: '0.00010000',
    nextFundingTime: funding?.nextAt ?? 0,
    time: at,
  };
}

/** `GET premiumIndex`. */
export function premiumIndex(params: Params, venue: Venue): Answer {
  return oneOrAll(params, venue, (market) => premiumBody(market, venue));
}

/** `GET fundingRate`: past rates, oldest first. */
export function fundingRates(params: Params, venue: Venue): Answer {
  const asked = venue.markets.asked(params);
  const { from, to } = params.period();
  const limit = params.limit(100, 1_000);
  if (params.fault) return params.fault;
  const rows = (asked ? [asked] : venue.markets.all()).flatMap(({ symbol }) =>
    venue.exchange
      .fundingRates(symbol)
      .filter(({ at }) => at >= from && at <= to)
      .map(({ at, rate }) => ({
        symbol,
        fundingTime: at,
        fundingRate: fixed(rate, 8),
        markPrice: fixed(venue.exchange.ticker(symbol).mark, 8),
      })),
  );
  rows.sort((one, other) => one.fundingTime - other.fundingTime);
  return params.has('startTime') ? rows.slice(0, limit) : rows.slice(-limit);
}

/** `GET fundingInfo`. */
export function fundingInfo(venue: Venue): object {
  return venue.markets
    .all()
    .filter(({ listing }) => listing.fundingIntervalMs > 0)
    .map(({ symbol, listing }) => ({
      symbol,
      adjustedFundingRateCap: CAP,
      adjustedFundingRateFloor: `-${CAP}`,
      fundingIntervalHours: listing.fundingIntervalMs / HOUR_MS,
      disclaimer: false,
    }));
}

/** The day's prices and volumes, in the terms that both `ticker/24hr` and the streams put to their own names. */
export interface Day {
  readonly open: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
  readonly lastSize: string;
  readonly lots: number;
  readonly tickLots: number;
  readonly count: number;
  readonly firstTrade: number;
  readonly lastTrade: number;
}

function markTicks({ symbol, listing }: Market, venue: Venue): number {
  return Math.round(venue.exchange.ticker(symbol).mark / listing.instrument.tick);
}

/** The last 24 hours of a symbol's trades; prices in ticks, and those of the mark's tick where nothing has traded. */
export function dayOf(market: Market, venue: Venue): Day {
  const { symbol, size } = market;
  const { now } = venue.exchange;
  const candles = venue.candles.list(symbol, MINUTE_MS, now - DAY_MS, now, DAY_MS / MINUTE_MS + 1);
  const mark = markTicks(market, venue);
  const [first, last] = [candles[0], candles.at(-1)];
  const traded = candles.filter(({ count }) => count > 0);
  return {
    open: first?.open ?? mark,
    last: last?.close ?? mark,
    high: candles.reduce((most, { high }) => Math.max(most, high), first?.high ?? mark),
    low: candles.reduce((least, { low }) => Math.min(least, low), first?.low ?? mark),
    lastSize: onGrid(venue.candles.last(symbol)?.lots ?? 0, size),
    lots: candles.reduce((sum, { lots }) => sum + lots, 0),
    tickLots: candles.reduce((sum, { tickLots }) => sum + tickLots, 0),
    count: candles.reduce((sum, { count }) => sum + count, 0),
    firstTrade: traded[0]?.firstTrade ?? -1,
    lastTrade: traded.at(-1)?.lastTrade ?? -1,
  };
}

/** How the price moved over the day: in price units, in percent, and the average that was paid. */
export function moved(day: Day, market: Market): { by: string; percent: string; average: string } {
  const { open, last, lots, tickLots } = day;
  const { tick } = market.listing.instrument;
  return {
    by: onGrid(last - open, market.price),
    percent: fixed(open > 0 ? (100 * (last - open)) / open : 0, 3),
    average: fixed(lots > 0 ? (tickLots / lots) * tick : 0, market.price.decimals + 1),
  };
}

function dayBody(market: Market, venue: Venue): object {
  const { price, size, symbol } = market;
  const day = dayOf(market, venue);
  const { by, percent, average } = moved(day, market);
  const { now } = venue.exchange;
  return {
    symbol,
    priceChange: by,
    priceChangePercent: percent,
    weightedAvgPrice: average,
    lastPrice: onGrid(day.last, price),
    lastQty: day.lastSize,
    openPrice: onGrid(day.open, price),
    highPrice: onGrid(day.high, price),
    lowPrice: onGrid(day.low, price),
    volume: onGrid(day.lots, size),
    quoteVolume: quoteText(day.tickLots, price, size),
    openTime: now - DAY_MS,
    closeTime: now,
    firstId: day.firstTrade,
    lastId: day.lastTrade,
    count: day.count,
  };
}

/** `GET ticker/24hr`. */
export function dayTicker(params: Params, venue: Venue): Answer {
  return oneOrAll(params, venue, (market) => dayBody(market, venue));
}

/** `GET ticker/price`. */
export function priceTicker(params: Params, venue: Venue): Answer {
  return oneOrAll(params, venue, (market) => ({
    symbol: market.symbol,
    price: onGrid(venue.candles.last(market.symbol)?.ticks ?? markTicks(market, venue), market.price),
    time: venue.exchange.now,
  }));
}

function side(level: TickerView['bid'], { price, size }: Market): [string, string] {
  return [onGrid(level?.ticks ?? 0, price), onGrid(level?.lots ?? 0, size)];
}

/** The best of both sides: price and size of the bid, then of the ask. */
export function bestOf(market: Market, venue: Venue): readonly [string, string, string, string] {
  const { bids, asks } = venue.exchange.depth(market.symbol, 1);
  return [...side(bids[0] ?? null, market), ...side(asks[0] ?? null, market)];
}

/** `GET ticker/bookTicker`. */
export function bookTicker(params: Params, venue: Venue): Answer {
  return oneOrAll(params, venue, (market) => {
    const [bidPrice, bidQty, askPrice, askQty] = bestOf(market, venue);
    const { changeId } = venue.exchange.depth(market.symbol, 1);
    const time = venue.exchange.now;
    return { symbol: market.symbol, bidPrice, bidQty, askPrice, askQty, time, lastUpdateId: changeId };
  });
}

/** `GET openInterest`. */
export function openInterest(params: Params, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const { openInterestLots, at } = venue.exchange.ticker(market.symbol);
  return { openInterest: onGrid(openInterestLots, market.size), symbol: market.symbol, time: at };
}
