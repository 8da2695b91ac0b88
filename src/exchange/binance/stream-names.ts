import { INTERVALS } from './candles.ts';
import { bookTickerSource, depthSource, forceOrderSource, partialDepthSource } from './depth-sources.ts';
import type { Source } from './source.ts';
import { aggTradeSource, klineSource, regularSource, tradeSource } from './ticker-sources.ts';
import type { Venue } from './venue.ts';

const SPEEDS: ReadonlyMap<string, number> = new Map([
  ['0ms', 0],
  ['100ms', 100],
  ['250ms', 250],
  ['500ms', 500],
]);
const MARK_EVERY_MS = 3_000;
const DEPTH_SPEED = '250ms';

/** Each event has something to say to at most one of `sources`. */
function anyOf(sources: readonly Source[]): Source {
  return {
    on: (event) => {
      for (const source of sources) {
        const said = source.on?.(event);
        if (said !== undefined) return said;
      }
      return undefined;
    },
  };
}

function ofAll(name: string, venue: Venue): Source | undefined {
  switch (name) {
    case '!markPrice@arr':
      return regularSource('markPrice', undefined, MARK_EVERY_MS, venue);
    case '!markPrice@arr@1s':
      return regularSource('markPrice', undefined, undefined, venue);
    case '!ticker@arr':
      return regularSource('ticker', undefined, undefined, venue);
    case '!miniTicker@arr':
      return regularSource('miniTicker', undefined, undefined, venue);
    case '!bookTicker':
      return anyOf(venue.markets.all().map((market) => bookTickerSource(market, venue)));
    case '!forceOrder@arr':
      return forceOrderSource(undefined, venue);
    default:
      return undefined;
  }
}

/** The source of a stream by its name; undefined for a name that says nothing, which Binance takes as well. */
export function sourceOf(name: string, venue: Venue): Source | undefined {
  if (name.startsWith('!')) return ofAll(name, venue);
  const [symbol = '', kind = '', speed] = name.split('@');
  const market = venue.markets.of(symbol.toUpperCase());
  if (market === undefined || market.stream !== symbol) return undefined;
  const everyMs = SPEEDS.get(speed ?? DEPTH_SPEED);
  const [, levels] = /^depth(5|10|20)$/.exec(kind) ?? [];
  if (levels !== undefined)
    return everyMs ? partialDepthSource(market, Number(levels), everyMs, venue) : undefined;
  const interval = /^kline_(\w+)$/.exec(kind)?.[1] ?? '';
  const intervalMs = INTERVALS.get(interval);
  if (intervalMs !== undefined) return klineSource(market, interval, intervalMs, venue);
  switch (kind) {
    case 'depth':
      return everyMs === undefined ? undefined : depthSource(market, everyMs, venue);
    case 'bookTicker':
      return bookTickerSource(market, venue);
    case 'aggTrade':
      return aggTradeSource(market, venue);
    case 'trade':
      return tradeSource(market, venue);
    case 'markPrice':
      return regularSource('markPrice', market, speed === '1s' ? undefined : MARK_EVERY_MS, venue);
    case 'ticker':
    case 'miniTicker':
      return regularSource(kind, market, undefined, venue);
    case 'forceOrder':
      return forceOrderSource(market.symbol, venue);
    default:
      return undefined;
  }
}
