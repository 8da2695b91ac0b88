/**
 * How much of a price move our own hedging of it adds: g = −λΓ, where λ is what one unit that we trade moves
 * the price by and Γ the gamma of the book that is hedged. Volatility becomes σ / (1 − g), and at 1 there is
 * no end to it (Frey & Stremme, Mathematical Finance 7 (1997) 351–374; Platen & Schweizer, Mathematical
 * Finance 8 (1998) 67–84).
 *
 * λ is the slope of price changes on our own signed trades, by least squares that forgets. A hedger trades
 * because the price moved, so an interval must begin with the trade: its change is from the price just before
 * the order to the price at the next reading. Then what comes back to us is our doing, or that of those who
 * trade alike.
 */
import { DAY } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';

/** One interval that has ended. */
export interface ImpactReading {
  readonly at: Millis;
  /** What we traded at its beginning, in base units, signed; 0 where nothing. */
  readonly traded: number;
  /** By how much the price changed in it, in quote units. */
  readonly change: number;
  /** What the whole market traded in it, in base units. */
  readonly volume: number;
  /**
   * Gamma of the book that is hedged, without its hedge: base units per 1.00 of price, negative where short.
   */
  readonly gamma: number;
}

/** Sums that forget, with the half-life below. */
export interface LoopGain {
  readonly at: Millis;
  readonly gamma: number;
  /** How many intervals with a trade of ours the means are worth. */
  readonly weight: number;
  /**
   * Means: of squared trades, of trade by change, and of squared changes that the slope so far did not
   * foresee.
   */
  readonly tradeSquare: number;
  readonly product: number;
  readonly surpriseSquare: number;
  /** Own volume and the market's. */
  readonly own: number;
  readonly market: number;
}

const HALF_LIFE = DAY;
/**
 * Surprises beyond so many deviations count as that many: one piece of news after an order is not its impact.
 */
const SURPRISE_MAX = 4;
/** With fewer intervals with a trade of ours in them no slope is believed. */
const WEIGHT_MIN = 20;
/** Deviations by which an estimate must be above 0 to be an alarm. */
const SURE = 2;
/** Gain that is let pass: volatility grows by a twentieth. */
export const GAIN_ALLOWED = 0.05;

/**
 * Of the gain that is there almost surely. 0.05 is the cap; from 0.3 on a hedger measurably makes the market
 * that it hedges in (volatility × 1.4); at 1 every move feeds itself.
 */
const GAINS: Thresholds = [GAIN_ALLOWED, 0.3, 1];

interface Slope {
  readonly lambda: number;
  readonly error: number;
}

/** The slope and its standard error, in price per base unit; nothing before there were enough trades. */
function slopeOf({ weight, tradeSquare, product, surpriseSquare }: LoopGain): Slope | null {
  if (weight < WEIGHT_MIN || !isPositive(tradeSquare)) return null;
  const lambda = product / tradeSquare;
  const error = Math.sqrt(surpriseSquare / tradeSquare / (weight - 1));
  return Number.isFinite(lambda + error) ? { lambda, error } : null;
}

/** By how much `change` differs from what the slope so far foresaw of it, and no further than is believed. */
function surpriseOf({ weight, surpriseSquare }: LoopGain, foreseen: number, change: number): number {
  const deviation = Math.sqrt(surpriseSquare);
  // Where nothing ever surprised, the first surprise is as large as it is.
  const most = weight < WEIGHT_MIN || deviation === 0 ? Infinity : SURPRISE_MAX * deviation;
  return Math.max(-most, Math.min(most, change - foreseen));
}

const NOTHING = { weight: 0, tradeSquare: 0, product: 0, surpriseSquare: 0, own: 0, market: 0 };

/**
 * Share of the market's volume that we may be, of the `share` that is allowed otherwise: so much less that
 * the gain, which falls with what we trade, is back at `GAIN_ALLOWED`. All of it where nothing is known yet,
 * or the book is long gamma and trades against moves.
 */
export function participationCap(state: LoopGain | undefined, share: number): number {
  const slope = state === undefined ? null : slopeOf(state);
  if (state === undefined || slope === null) return share;
  const gain = -slope.lambda * state.gamma;
  return gain > GAIN_ALLOWED ? (share * GAIN_ALLOWED) / gain : share;
}

/** Share of the market's volume in the last hours that was ours, between 0 and 1. */
export function participationOf({ own, market }: LoopGain): number {
  return market > 0 ? Math.min(1, own / market) : 0;
}

/** Own impact times own gamma, as far as it is sure. */
export const loopGain: Signal<LoopGain, ImpactReading> = {
  fold(state, { at, traded, change, volume, gamma: told }) {
    // JSON knows no -0, and what is read back must be what was written.
    const gamma = told + 0;
    if (!Number.isFinite(traded + change + gamma) || !(volume >= 0 && volume < Infinity)) return state;
    if (state !== undefined && at < state.at) return state;
    const before: LoopGain = state ?? { at, gamma, ...NOTHING };
    const keep = Math.exp((-Math.LN2 * (at - before.at)) / HALF_LIFE);
    const own = keep * before.own + Math.abs(traded);
    const market = keep * before.market + volume;
    const { weight, tradeSquare, product, surpriseSquare } = before;
    const old = keep * weight;
    if (traded === 0) return { at, gamma, weight: old, tradeSquare, product, surpriseSquare, own, market };
    const foreseen = tradeSquare > 0 ? (traded * product) / tradeSquare : 0;
    const surprise = surpriseOf(before, foreseen, change);
    const blend = (mean: number, next: number): number => mean + (next - mean) / (old + 1);
    const next: LoopGain = {
      at,
      gamma,
      weight: old + 1,
      tradeSquare: blend(tradeSquare, traded * traded),
      product: blend(product, traded * (foreseen + surprise)),
      surpriseSquare: blend(surpriseSquare, surprise * surprise),
      own,
      market,
    };
    const sum = next.tradeSquare + next.product + next.surpriseSquare + own + market;
    return Number.isFinite(sum) ? next : state;
  },
  severity(state) {
    const slope = slopeOf(state);
    const sure = slope === null ? 0 : slope.lambda - SURE * slope.error;
    // A long gamma damps. Its negative gain is no alarm, and neither is what may well be nothing.
    return graded(
      Math.max(0, sure) * Math.max(0, -state.gamma),
      GAINS,
      'loop gain of own hedging, at the least',
    );
  },
};
