import type { Bar } from '../../domain/market.ts';
import { DAY } from '../../units/time.ts';

/** How much an instrument moves and trades: sums over its bars in which a bar's weight fades with age. */
export interface Activity {
  readonly ms: number;
  /** Of squared log returns. */
  readonly squares: number;
  /** In base units. */
  readonly volume: number;
}

export const NO_ACTIVITY: Activity = { ms: 0, squares: 0, volume: 0 };

/** Days, so that the hours of one day average out, and few enough to follow a regime. */
const HALF_LIFE_MS = 3 * DAY;

/** `activity` with one more bar of `intervalMs`. */
export function withBar(activity: Activity, bar: Bar, intervalMs: number): Activity {
  const kept = Math.exp((-Math.LN2 * intervalMs) / HALF_LIFE_MS);
  const move = Math.log(bar.close / bar.open);
  return {
    ms: kept * activity.ms + intervalMs,
    squares: kept * activity.squares + move * move,
    volume: kept * activity.volume + bar.volume,
  };
}

/** Standard deviation of a day's log return; 0 before the first bar. */
export function dailyVol({ ms, squares }: Activity): number {
  return ms === 0 ? 0 : Math.sqrt((squares / ms) * DAY);
}

/** Base units traded in a day; 0 before the first bar. */
export function dailyVolume({ ms, volume }: Activity): number {
  return ms === 0 ? 0 : (volume / ms) * DAY;
}
