import type { Exchange, Execution } from '../exchange.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** A week of minutes. */
const REMEMBERED = 10_080;
/** Weeks begin on Mondays, and the epoch on a Thursday. */
const MONDAY_MS = 4 * DAY_MS;

/** Lengths by the names that requests give them. */
export const INTERVALS: ReadonlyMap<string, number> = new Map([
  ['1m', MINUTE_MS],
  ['3m', 3 * MINUTE_MS],
  ['5m', 5 * MINUTE_MS],
  ['15m', 15 * MINUTE_MS],
  ['30m', 30 * MINUTE_MS],
  ['1h', HOUR_MS],
  ['2h', 2 * HOUR_MS],
  ['4h', 4 * HOUR_MS],
  ['6h', 6 * HOUR_MS],
  ['8h', 8 * HOUR_MS],
  ['12h', 12 * HOUR_MS],
  ['1d', DAY_MS],
  ['3d', 3 * DAY_MS],
  ['1w', WEEK_MS],
]);

/** Prices in ticks; volumes in lots, and in ticks × lots. */
export interface Candle {
  readonly openAt: number;
  open: number;
  high: number;
  low: number;
  close: number;
  lots: number;
  tickLots: number;
  count: number;
  boughtLots: number;
  boughtTickLots: number;
  firstTrade: number;
  lastTrade: number;
}

/** Whether who took the liquidity of this trade bought. */
export function takerBuys({ side, isMaker }: Execution): boolean {
  return (side === 'buy') !== isMaker;
}

function flat(openAt: number, close: number): Candle {
  return {
    ...{ openAt, open: close, high: close, low: close, close, lots: 0, tickLots: 0, count: 0 },
    ...{ boughtLots: 0, boughtTickLots: 0, firstTrade: -1, lastTrade: -1 },
  };
}

function add(candle: Candle, other: Candle): void {
  if (candle.count === 0) Object.assign(candle, { open: other.open, high: other.high, low: other.low });
  candle.high = Math.max(candle.high, other.high);
  candle.low = Math.min(candle.low, other.low);
  candle.close = other.close;
  candle.lots += other.lots;
  candle.tickLots += other.tickLots;
  candle.count += other.count;
  candle.boughtLots += other.boughtLots;
  candle.boughtTickLots += other.boughtTickLots;
  if (candle.firstTrade < 0) candle.firstTrade = other.firstTrade;
  if (other.lastTrade >= 0) candle.lastTrade = other.lastTrade;
}

function ofTrade(trade: Execution, openAt: number): Candle {
  const { ticks, lots, seq } = trade;
  const bought = takerBuys(trade) ? lots : 0;
  return {
    ...{ openAt, open: ticks, high: ticks, low: ticks, close: ticks, lots, tickLots: ticks * lots, count: 1 },
    ...{ boughtLots: bought, boughtTickLots: bought * ticks, firstTrade: seq, lastTrade: seq },
  };
}

/** Candles of every symbol's trades, kept by the minute and put together to what is asked for. */
export class Candles {
  readonly #minutes = new Map<string, Candle[]>();
  readonly #last = new Map<string, Execution>();

  constructor(exchange: Exchange) {
    for (const symbol of exchange.listings.keys())
      for (const trade of exchange.trades(symbol)) this.#add(trade);
    exchange.listen((event) => {
      if (event.kind === 'trade') this.#add(event.execution);
    });
  }

  #add(trade: Execution): void {
    const { symbol } = trade;
    // Both sides of a trade may be told.
    if (this.#last.get(symbol)?.trade === trade.trade) return;
    this.#last.set(symbol, trade);
    const minutes = this.#minutes.get(symbol) ?? [];
    this.#minutes.set(symbol, minutes);
    const openAt = trade.at - (trade.at % MINUTE_MS);
    const last = minutes.at(-1);
    const one = ofTrade(trade, openAt);
    if (last?.openAt === openAt) add(last, one);
    else minutes.push(one);
    if (minutes.length > REMEMBERED + HOUR_MS / MINUTE_MS) minutes.splice(0, minutes.length - REMEMBERED);
  }

  /** The last trade in a symbol. */
  last(symbol: string): Execution | undefined {
    return this.#last.get(symbol);
  }

  /**
   * Candles of `intervalMs` that begin within the bounds, oldest first, at most `most`: the first of them where
   * `from` is above 0, else the last. Those without trades stand still; there is none before the first trade.
   */
  list(symbol: string, intervalMs: number, from: number, to: number, most: number): readonly Candle[] {
    const minutes = this.#minutes.get(symbol) ?? [];
    const [oldest] = minutes;
    if (oldest === undefined) return [];
    const shift = intervalMs === WEEK_MS ? MONDAY_MS : 0;
    const startOf = (at: number) => at - ((((at - shift) % intervalMs) + intervalMs) % intervalMs);
    const earliest = from > 0 ? startOf(from + intervalMs - 1) : startOf(to) - (most - 1) * intervalMs;
    const begin = Math.max(startOf(oldest.openAt), earliest);
    const count = Math.min(most, Math.floor((startOf(to) - begin) / intervalMs) + 1);
    if (count <= 0) return [];
    const candles = Array.from({ length: count }, (_, i) => flat(begin + i * intervalMs, 0));
    let close = oldest.open;
    for (const minute of minutes) {
      const candle = candles[(startOf(minute.openAt) - begin) / intervalMs];
      if (candle !== undefined) add(candle, minute);
      else if (minute.openAt < begin) close = minute.close;
    }
    for (const candle of candles) {
      if (candle.count === 0) Object.assign(candle, { open: close, high: close, low: close, close });
      close = candle.close;
    }
    return candles;
  }
}
