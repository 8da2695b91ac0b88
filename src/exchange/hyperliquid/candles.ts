/** Candles from trades. */
import { DAY, HOUR, MINUTE } from '../../units/time.ts';
import type { Execution } from '../exchange.ts';
import { type Asset, priceText, sizeText } from './asset.ts';
import type { Desk } from './desk.ts';

type View = Readonly<Record<string, unknown>>;

/** A month is taken as 30 days. */
const INTERVALS: ReadonlyMap<unknown, number> = new Map([
  ...([1, 3, 5, 15, 30] as const).map((n) => [`${n}m`, n * MINUTE] as const),
  ...([1, 2, 4, 8, 12] as const).map((n) => [`${n}h`, n * HOUR] as const),
  ...([1, 3] as const).map((n) => [`${n}d`, n * DAY] as const),
  ['1w', 7 * DAY] as const,
  ['1M', 30 * DAY] as const,
]);

/** Milliseconds in an interval of the venue's; undefined for what is none. */
export function intervalMs(name: unknown): number | undefined {
  return INTERVALS.get(name);
}

function candleOf(asset: Asset, interval: string, start: number, trades: readonly Execution[]): View {
  const ticks = trades.map((trade) => trade.ticks);
  let [high, low, volume] = [0, Number.MAX_SAFE_INTEGER, 0];
  for (const trade of trades) {
    high = Math.max(high, trade.ticks);
    low = Math.min(low, trade.ticks);
    volume += trade.lots;
  }
  return {
    t: start,
    T: start + (intervalMs(interval) ?? 0) - 1,
    s: asset.coin,
    i: interval,
    o: priceText(asset, ticks[0] ?? 0),
    c: priceText(asset, ticks.at(-1) ?? 0),
    h: priceText(asset, high),
    l: priceText(asset, low),
    v: sizeText(asset, volume),
    n: trades.length,
  };
}

/** As many as the venue answers at once. */
const MOST = 5_000;

/** Candles that begin in `from` to `to`, oldest first. Intervals without a trade have none. */
export function candles(
  desk: Desk,
  asset: Asset,
  interval: string,
  from: number,
  to: number,
): readonly View[] {
  const width = intervalMs(interval);
  if (width === undefined) return [];
  const grouped = new Map<number, Execution[]>();
  const trades = desk.exchange.trades(asset.coin);
  // The newest are wanted most often: go back only as far as is asked for.
  for (let i = trades.length - 1; i >= 0; i--) {
    const trade = trades[i];
    if (trade === undefined) continue;
    const start = Math.floor(trade.at / width) * width;
    if (start < from) break;
    if (start > to) continue;
    const group = grouped.get(start);
    if (group === undefined) grouped.set(start, [trade]);
    else group.push(trade);
  }
  const views = [...grouped].map(([start, group]) => candleOf(asset, interval, start, group.reverse()));
  return views.reverse().slice(-MOST);
}
