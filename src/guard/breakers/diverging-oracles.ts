import { median } from '../../math/statistics.ts';
import type { Millis } from '../../units/units.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';

/** Prices of one underlying in one currency at one time. */
export interface OraclePrices {
  readonly at: Millis;
  /** What the book is valued at, or an oracle says. */
  readonly own: number;
  /** Mids of venues, of which `own` is none. Those without a price may be left out or be NaN. */
  readonly venues: readonly number[];
}

export interface Divergence {
  readonly at: Millis;
  /** |ln(own / median of the venues)| at the last reading that had enough of them. */
  readonly apart: number;
}

/** With two, the median is their mean, which one of them alone can move by half of its error only. */
const VENUES_MIN = 2;

/**
 * Chainlink's BTC/USD and ETH/USD feeds publish at a move of 0.5 %, so an honest one may be that far off:
 * twice that is not, nor is four times. 5 % is the narrowest band of the US Limit Up-Limit Down plan, and
 * Squeeth's Crab refused to trade that far from its average price.
 */
const APART: Thresholds = [0.01, 0.02, 0.05];

/** The price that decisions are made on, against the median of several venues. */
export const divergingOracles: Signal<Divergence, OraclePrices> = {
  fold(state, { at, own, venues }) {
    const sound = venues.filter(isPositive);
    if (!isPositive(own) || sound.length < VENUES_MIN || (state !== undefined && at < state.at)) return state;
    const middle = median(sound);
    return isPositive(middle) ? { at, apart: Math.abs(Math.log(own) - Math.log(middle)) } : state;
  },
  severity: ({ apart }) => graded(apart, APART, 'log distance from the median of the venues'),
};
