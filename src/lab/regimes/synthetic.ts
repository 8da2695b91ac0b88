/** Hourly bars of a market whose volatility wavers about a level that can be told to shift. */
import type { Bar } from '../../domain/market.ts';
import type { Random } from '../../math/random.ts';
import { HOUR, YEAR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';

/** Annualised volatility, and how its logarithm wavers: deviation, and hours until half is forgotten. */
const VOLATILITY = 0.6;
const WAVER = 0.25;
const WAVER_HALF_LIFE = 12;
/** Steps of price in a bar. */
const STEPS = 12;

export interface Walk {
  readonly at: number;
  readonly price: number;
  readonly waver: number;
}

export const WALK_START: Walk = { at: 0, price: 100, waver: 0 };

/** The next hour at `ratio` times the level of volatility, and where it leaves the market. */
export function nextHour(
  walk: Walk,
  ratio: number,
  random: Random,
): { readonly bar: Bar; readonly walk: Walk } {
  const keep = Math.exp(-Math.LN2 / WAVER_HALF_LIFE);
  const waver = keep * walk.waver + WAVER * Math.sqrt(1 - keep * keep) * random.normal();
  const step = ratio * VOLATILITY * Math.exp(waver) * Math.sqrt(HOUR / YEAR / STEPS);
  let [close, high, low] = [walk.price, walk.price, walk.price];
  for (let i = 0; i < STEPS; i += 1) {
    close *= Math.exp(step * random.normal());
    high = Math.max(high, close);
    low = Math.min(low, close);
  }
  const bar = { instrument: 'X', start: millis(walk.at), open: walk.price, high, low, close, volume: 1 };
  return { bar, walk: { at: walk.at + HOUR, price: close, waver } };
}
