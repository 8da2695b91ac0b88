import type { Execution } from '../exchange.ts';
import { type Candle, takerBuys } from './candles.ts';
import { fixed, onGrid, quoteText } from './decimals.ts';
import type { Market } from './markets.ts';
import { pacer, type Source } from './source.ts';
import { bestOf, dayOf, moved } from './ticker-requests.ts';
import type { Venue } from './venue.ts';

const KLINE_EVERY_MS = 250;
const TICKER_EVERY_MS = 1_000;
const DAY_MS = 86_400_000;

/** Of both sides of a trade, whichever is told first. */
function oncePerTrade(symbol: string, say: (trade: Execution) => object): Source {
  let last = '';
  return {
    on: (event) => {
      if (event.kind !== 'trade' || event.execution.symbol !== symbol) return undefined;
      if (event.execution.trade === last) return undefined;
      last = event.execution.trade;
      return say(event.execution);
    },
  };
}

/** `<symbol>@aggTrade`. */
export function aggTradeSource({ symbol, price, size }: Market, venue: Venue): Source {
  return oncePerTrade(symbol, (trade) => {
    const { seq, ticks, lots, at } = trade;
    const [p, q] = [onGrid(ticks, price), onGrid(lots, size)];
    const E = venue.exchange.now;
    return { e: 'aggTrade', E, a: seq, s: symbol, p, q, f: seq, l: seq, T: at, m: !takerBuys(trade) };
  });
}

/** `<symbol>@trade`. */
export function tradeSource({ symbol, price, size }: Market, venue: Venue): Source {
  return oncePerTrade(symbol, (trade) => {
    const { seq, ticks, lots, at } = trade;
    const [p, q] = [onGrid(ticks, price), onGrid(lots, size)];
    const E = venue.exchange.now;
    return { e: 'trade', E, T: at, s: symbol, t: seq, p, q, X: 'MARKET', m: !takerBuys(trade) };
  });
}

function markPriceBody({ symbol }: Market, venue: Venue): object {
  const { mark, index, funding } = venue.exchange.ticker(symbol);
  return {
    e: 'markPriceUpdate',
    E: venue.exchange.now,
    s: symbol,
    p: fixed(mark, 8),
    ap: fixed(mark, 8),
    P: fixed(index, 8),
    i: fixed(index, 8),
    r: fixed(funding?.rate ?? 0, 8),
    T: funding?.nextAt ?? 0,
  };
}

function tickerBody(market: Market, venue: Venue): object {
  const { price, size, symbol } = market;
  const day = dayOf(market, venue);
  const { by, percent, average } = moved(day, market);
  const [b, B, a, A] = bestOf(market, venue);
  const E = venue.exchange.now;
  return {
    ...{ e: '24hrTicker', E, s: symbol, p: by, P: percent, w: average, c: onGrid(day.last, price) },
    ...{ Q: day.lastSize, o: onGrid(day.open, price), h: onGrid(day.high, price) },
    ...{ l: onGrid(day.low, price), v: onGrid(day.lots, size), q: quoteText(day.tickLots, price, size) },
    ...{ O: E - DAY_MS, C: E, F: day.firstTrade, L: day.lastTrade, n: day.count, b, B, a, A },
  };
}

function miniTickerBody(market: Market, venue: Venue): object {
  const { price, size, symbol } = market;
  const day = dayOf(market, venue);
  return {
    ...{ e: '24hrMiniTicker', E: venue.exchange.now, s: symbol, c: onGrid(day.last, price) },
    ...{ o: onGrid(day.open, price), h: onGrid(day.high, price), l: onGrid(day.low, price) },
    ...{ v: onGrid(day.lots, size), q: quoteText(day.tickLots, price, size) },
  };
}

type Regular = 'markPrice' | 'ticker' | 'miniTicker';

/** Streams that say the same of one symbol or, as lists, of all. */
const REGULAR: Readonly<Record<Regular, (market: Market, venue: Venue) => object>> = {
  markPrice: markPriceBody,
  ticker: tickerBody,
  miniTicker: miniTickerBody,
};

/** `<symbol>@markPrice`, `@ticker` and `@miniTicker`; without a market, what begins with `!` and lists all. */
export function regularSource(
  name: Regular,
  market: Market | undefined,
  everyMs: number | undefined,
  venue: Venue,
): Source {
  const body = REGULAR[name];
  const every = everyMs ?? TICKER_EVERY_MS;
  // What is said at regular times is said at once to the first who listens.
  const isDue = pacer(every, venue.exchange.now - every);
  return {
    tick: (now) => {
      if (!isDue(now)) return undefined;
      return market ? body(market, venue) : venue.markets.all().map((one) => body(one, venue));
    },
  };
}

function klineBody(candle: Candle, name: string, intervalMs: number, market: Market, E: number): object {
  const { symbol, price, size } = market;
  const end = candle.openAt + intervalMs - 1;
  const k = {
    ...{ t: candle.openAt, T: end, s: symbol, i: name, f: candle.firstTrade, L: candle.lastTrade },
    ...{ o: onGrid(candle.open, price), c: onGrid(candle.close, price), h: onGrid(candle.high, price) },
    ...{ l: onGrid(candle.low, price), v: onGrid(candle.lots, size), n: candle.count, x: E > end },
    q: quoteText(candle.tickLots, price, size),
    V: onGrid(candle.boughtLots, size),
    Q: quoteText(candle.boughtTickLots, price, size),
    B: '0',
  };
  return { e: 'kline', E, s: symbol, k };
}

/** `<symbol>@kline_<interval>`: the running candle whenever it has changed, and its last when it has closed. */
export function klineSource(market: Market, name: string, intervalMs: number, venue: Venue): Source {
  const { exchange, candles } = venue;
  const isDue = pacer(KLINE_EVERY_MS, exchange.now);
  const list = (from: number, most: number) =>
    candles.list(market.symbol, intervalMs, from, exchange.now, most);
  let last: Candle | undefined = list(0, 1)[0];
  return {
    tick: (now) => {
      if (!isDue(now)) return undefined;
      const candle = list(last?.openAt ?? 0, 2)[0];
      if (candle === undefined) return undefined;
      const end = candle.openAt + intervalMs - 1;
      const isClosed = now > end;
      const isSame = last?.openAt === candle.openAt && last.count === candle.count;
      if (isSame && !isClosed) return undefined;
      // Once told closed, the next candle is the one to watch.
      last = isClosed ? list(candle.openAt + intervalMs, 1)[0] : candle;
      return klineBody(candle, name, intervalMs, market, now);
    },
  };
}
