/** Trades as bars, for charts and for volatility. */
import { YEAR } from '../../units/time.ts';
import type { Exchange } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { amountOf, coins, priceOf } from './quantities.ts';

export interface Bar {
  /** Its beginning, in epoch ms. */
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In base units. */
  readonly volume: number;
  /** In quote units. */
  readonly cost: number;
}

/** The lengths that charts may have, in minutes as the wire names them. */
export const RESOLUTIONS = ['1', '3', '5', '10', '15', '30', '60', '120', '180', '360', '720', '1D'] as const;

const MOST_BARS = 5000;

export function resolutionMs(resolution: (typeof RESOLUTIONS)[number]): number {
  return (resolution === '1D' ? 1440 : Number(resolution)) * 60_000;
}

/**
 * Bars of `everyMs` that begin from `from` to `to`, the last 5000 of them. Without trades a bar stands at the last
 * close, with no volume; there is none before the first trade.
 */
export function barsOf(
  exchange: Exchange,
  listing: Listing,
  everyMs: number,
  from: number,
  to: number,
): readonly Bar[] {
  const { instrument } = listing;
  const bars: Bar[] = [];
  let current: { -readonly [K in keyof Bar]: Bar[K] } | undefined;
  const startOf = (at: number): number => Math.floor(at / everyMs) * everyMs;
  const fillTo = (at: number): void => {
    while (current !== undefined && current.at < at) {
      bars.push(current);
      const { close } = current;
      const next = Math.max(current.at + everyMs, Math.min(at, startOf(from)));
      current = { at: next, open: close, high: close, low: close, close, volume: 0, cost: 0 };
    }
  };
  for (const { at, ticks, lots } of exchange.trades(instrument.id)) {
    if (at > to) break;
    const price = priceOf(listing, ticks);
    const start = startOf(at);
    fillTo(start);
    if (current === undefined || current.volume === 0)
      current = { at: start, open: price, high: price, low: price, close: price, volume: 0, cost: 0 };
    const amount = amountOf(listing, lots);
    const isInUsd = instrument.inverse && instrument.kind !== 'option';
    current.high = Math.max(current.high, price);
    current.low = Math.min(current.low, price);
    current.close = price;
    current.volume = coins(current.volume + (isInUsd ? amount / price : amount));
    current.cost = coins(current.cost + (isInUsd ? amount : amount * price));
  }
  if (current !== undefined) {
    fillTo(startOf(Math.min(to, exchange.now)));
    bars.push(current);
  }
  return bars.filter(({ at }) => at >= startOf(from) && at <= to).slice(-MOST_BARS);
}

/** Realised vol of the closes of `bars` of `everyMs`, annualised, in percent; undefined of fewer than 3. */
export function realisedPercent(bars: readonly Bar[], everyMs: number): number | undefined {
  let [sum, squares, count] = [0, 0, 0];
  for (const [i, { close }] of bars.entries()) {
    const before = bars[i - 1]?.close;
    if (before === undefined) continue;
    const change = Math.log(close / before);
    sum += change;
    squares += change * change;
    count += 1;
  }
  if (count < 2) return undefined;
  const variance = Math.max(0, (squares - (sum * sum) / count) / (count - 1));
  return 100 * Math.sqrt((variance * YEAR) / everyMs);
}
