import type { Depth, Level } from '../domain/depth.ts';
import { type Instruments, isMargined } from '../domain/instrument.ts';
import type { MarketSnapshot, Quality, Reading } from '../domain/market.ts';
import type { Millis } from '../units/units.ts';
import type { MarketState } from './observe.ts';

export interface SnapshotRules {
  /** Age at which a quote, ladder or vol is stale. */
  readonly staleAfterMs: number;
  /** Depth is cut once it holds this much notional, in the instrument's quote: no hedge is larger. */
  readonly maxNotional: number;
  /** Tells the inverse contracts, whose ladders are in quote units; all others' are in base units. */
  readonly instruments: Instruments;
}

function cut(levels: readonly Level[], maxNotional: number, inQuote: boolean): readonly Level[] {
  const kept: Level[] = [];
  let notional = 0;
  for (const level of levels) {
    kept.push(level);
    notional += inQuote ? level.size : level.price * level.size;
    if (notional >= maxNotional) break;
  }
  return kept;
}

function cutDepth(depth: Depth, id: string, { maxNotional, instruments }: SnapshotRules): Depth {
  const instrument = instruments[id];
  const inQuote = instrument?.inverse === true && isMargined(instrument);
  return { bids: cut(depth.bids, maxNotional, inQuote), asks: cut(depth.asks, maxNotional, inQuote) };
}

function readings<S, T extends Reading<unknown>>(
  from: ReadonlyMap<string, S>,
  read: (source: S) => T,
): Record<string, T> {
  const found: Record<string, T> = {};
  for (const [key, source] of from) {
    const value = read(source);
    if (key !== '__proto__') found[key] = value;
    // Assigned to, it would become the prototype.
    else Object.defineProperty(found, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return found;
}

/** A reading from the future is as little worth as an old one: its clock or ours is wrong. */
function qualityAt(now: Millis, at: Millis, limitMs: number): Quality {
  return Math.abs(now - at) > limitMs ? 'stale' : 'fresh';
}

/** The quotes of `takeSnapshot` alone: all that telling whether a decision is due takes, at every tick. */
export function takeQuotes(market: MarketState, now: Millis, staleAfterMs: number): MarketSnapshot['quotes'] {
  return readings(market.quotes, ({ doubted, at, bid, ask, bidSize, askSize, spot }) => {
    const quality = doubted === null ? qualityAt(now, at, staleAfterMs) : 'suspect';
    return spot === undefined
      ? { at, bid, ask, bidSize, askSize, quality }
      : { at, bid, ask, bidSize, askSize, spot, quality };
  });
}

/** The vols of `takeSnapshot` alone. */
export function takeVols(market: MarketState, now: Millis, staleAfterMs: number): MarketSnapshot['vols'] {
  return readings(market.vols, ({ at, vol }) => ({ vol, at, quality: qualityAt(now, at, staleAfterMs) }));
}

/** All that `market` knows at `now`, with the quality of each reading. */
export function takeSnapshot(market: MarketState, now: Millis, rules: SnapshotRules): MarketSnapshot {
  const age = (at: Millis, limitMs: number): Quality => qualityAt(now, at, limitMs);
  return {
    at: now,
    quotes: takeQuotes(market, now, rules.staleAfterMs),
    depth: readings(market.depth, ({ at, instrument, depth }) => {
      const { bids, asks } = cutDepth(depth, instrument, rules);
      return { bids, asks, at, quality: age(at, rules.staleAfterMs) };
    }),
    // A rate holds for its interval; half an interval more is a late announcement, not a dead feed.
    funding: readings(market.funding, ({ at, rate, intervalMs }) => ({
      rate,
      intervalMs,
      at,
      quality: age(at, 1.5 * intervalMs),
    })),
    vols: takeVols(market, now, rules.staleAfterMs),
    // Announced when they change: silence means that they have not.
    rates: readings(market.rates, ({ at, rate }) => ({ rate, at, quality: 'fresh' as const })),
  };
}
