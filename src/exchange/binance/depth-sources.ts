import type { Side } from '../exchange.ts';
import { onGrid } from './decimals.ts';
import { levelText } from './market-requests.ts';
import type { Market } from './markets.ts';
import { pacer, type Source } from './source.ts';
import { bestOf } from './ticker-requests.ts';
import type { Venue } from './venue.ts';

/**
 * `<symbol>@depth`: what has changed in the book since the last event, which `pu` names. It says everything from its
 * first listener on; a symbol's events number all changes, and `u` of one is `pu` of the next.
 */
export function depthSource(market: Market, everyMs: number, venue: Venue): Source {
  const { exchange } = venue;
  const isDue = pacer(everyMs, exchange.now);
  const changed: Record<Side, Map<number, number>> = { buy: new Map(), sell: new Map() };
  let previous = exchange.depth(market.symbol, 1).changeId;
  let first = 0;
  let last = previous;
  let at = exchange.now;
  const taken = (side: Side): [string, string][] => {
    const levels = [...changed[side]].map(([ticks, lots]) => levelText({ ticks, lots }, market));
    changed[side].clear();
    return levels;
  };
  const flush = (): object | undefined => {
    if (first === 0) return undefined;
    const event = {
      ...{ e: 'depthUpdate', E: exchange.now, T: at, s: market.symbol, U: first, u: last, pu: previous },
      ...{ b: taken('buy'), a: taken('sell') },
    };
    previous = last;
    first = 0;
    return event;
  };
  return {
    on: (event) => {
      // What the exchange has not told yet may be in the book that we began from.
      if (event.kind !== 'book' || event.symbol !== market.symbol || event.changeId <= last) return undefined;
      for (const { side, ticks, lots } of event.changes) changed[side].set(ticks, lots);
      if (first === 0) first = event.changeId;
      last = event.changeId;
      at = event.at;
      return everyMs === 0 ? flush() : undefined;
    },
    tick: (now) => (everyMs > 0 && isDue(now) ? flush() : undefined),
  };
}

/** `<symbol>@depth5`, 10 and 20: the best levels, whenever they have changed. */
export function partialDepthSource(market: Market, levels: number, everyMs: number, venue: Venue): Source {
  const { exchange } = venue;
  const isDue = pacer(everyMs, exchange.now - everyMs);
  let previous = 0;
  return {
    tick: (now) => {
      if (!isDue(now)) return undefined;
      const { bids, asks, changeId } = exchange.depth(market.symbol, levels);
      if (changeId === previous) return undefined;
      const event = {
        ...{ e: 'depthUpdate', E: now, T: now, s: market.symbol, U: changeId, u: changeId, pu: previous },
        b: bids.map((level) => levelText(level, market)),
        a: asks.map((level) => levelText(level, market)),
      };
      previous = changeId;
      return event;
    },
  };
}

/** `<symbol>@bookTicker`: the best of both sides, whenever one of them has changed. */
export function bookTickerSource(market: Market, venue: Venue): Source {
  let previous = '';
  return {
    on: (event) => {
      if (event.kind !== 'book' || event.symbol !== market.symbol) return undefined;
      const [b, B, a, A] = bestOf(market, venue);
      const now = [b, B, a, A].join();
      if (now === previous) return undefined;
      previous = now;
      const { exchange } = venue;
      const u = exchange.depth(market.symbol, 1).changeId;
      return { e: 'bookTicker', u, s: market.symbol, b, B, a, A, T: event.at, E: exchange.now };
    },
  };
}

/** `<symbol>@forceOrder`: liquidations and auto-deleveraging. */
export function forceOrderSource(symbol: string | undefined, venue: Venue): Source {
  return {
    on: (event) => {
      if (event.kind !== 'trade' || event.execution.kind === 'trade') return undefined;
      const { execution } = event;
      const market = venue.markets.of(execution.symbol);
      if (market === undefined || (symbol !== undefined && symbol !== market.symbol)) return undefined;
      const [price, size] = [onGrid(execution.ticks, market.price), onGrid(execution.lots, market.size)];
      const o = {
        ...{ s: market.symbol, S: execution.side.toUpperCase(), o: 'LIMIT', f: 'IOC', q: size, p: price },
        ...{ ap: price, X: 'FILLED', l: size, z: size, T: execution.at },
      };
      return { e: 'forceOrder', E: venue.exchange.now, o };
    },
  };
}
