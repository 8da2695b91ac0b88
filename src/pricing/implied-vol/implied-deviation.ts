/**
 * The deviation (vol · √years) in Black's (1976) formula from an undiscounted price, to the precision that the
 * price has: the core of implied vol, free of objects, for one option or for arrays of them.
 */
import { farDeviation, guessDeviation } from './first-guess.ts';
import { solveDeviation } from './solve-deviation.ts';

/** What `impliedDeviation` answers instead of a deviation, all below 0. */
export const NO_DEVIATION = {
  /** A forward, strike or price that is not a finite number above 0 (a price may be 0 or less). */
  input: -1,
  /** The price is at or below the intrinsic value, which a deviation of 0 already gives. */
  tooLow: -2,
  /** The price is at or above what no deviation reaches: the forward for a call, the strike for a put. */
  tooHigh: -3,
} as const;

const ROOT_2PI = 2.5066282746310002;

/** A price this far below the forward is scaled up by 2¹²⁰⁰, lest bits of the quotient, or all of it, underflow. */
const TINY = 1e-290;
/** 2⁶⁰⁰ and 1200 · ln 2. */
const HALF_SCALE = 4.149515568880993e180;
const LN_SCALE = 831.7766166719343;

/** |ln(forward / strike)|, to the last bits also where the two nearly agree or lie 600 decades apart. */
function logDistance(lesser: number, greater: number, ratio: number): number {
  if (ratio < 2) return Math.log1p((greater - lesser) / lesser);
  return ratio < Infinity ? Math.log(ratio) : Math.log(greater) - Math.log(lesser);
}

/**
 * The standard deviation of ln(underlying at expiry), vol · √years, at which a call (`sign` 1) or put (−1) on
 * `forward` has the undiscounted `price`; divide by √years for the vol. Where there is none it answers one of
 * `NO_DEVIATION`, which are below 0; never NaN, never 0. Allocates nothing. The error is a few units in the last
 * place, times the relative condition price / (deviation · ∂price/∂deviation) where that is above 1.
 */
export function impliedDeviation(sign: number, forward: number, strike: number, price: number): number {
  if (!(forward > 0 && forward < Infinity && strike > 0 && strike < Infinity)) return NO_DEVIATION.input;
  const isForwardGreater = forward > strike;
  const greater = isForwardGreater ? forward : strike;
  const lesser = isForwardGreater ? strike : forward;
  const maximum = sign > 0 ? forward : strike;
  let timeValue = price;
  if (maximum === greater) {
    // In the money (or at it): the intrinsic value comes off with the rounding error of the difference (Dekker's
    // and Knuth's exact sum), since what is left may be smaller than that error.
    const intrinsic = greater - lesser;
    const kept = greater - intrinsic;
    const lost = greater - (intrinsic + kept) + (kept - lesser);
    timeValue = price - intrinsic - lost;
  }
  if (!(timeValue > 0)) return price <= greater ? NO_DEVIATION.tooLow : NO_DEVIATION.input;
  if (!(price < maximum)) return price < Infinity ? NO_DEVIATION.tooHigh : NO_DEVIATION.input;
  const ratio = greater / lesser;
  const distance = logDistance(lesser, greater, ratio);
  const worth = timeValue / lesser;
  const missing = (maximum - price) / lesser;
  if (worth > TINY) {
    const guess = guessDeviation(worth, missing, distance, Math.sqrt(1 / ratio));
    return solveDeviation(worth, missing, distance, guess, 0);
  }
  // At the strike a price so small is the deviation times φ(0), and may be below the least float64.
  if (distance === 0) return worth > 0 ? ROOT_2PI * worth : NO_DEVIATION.tooLow;
  const scaled = (timeValue * HALF_SCALE) / (lesser / HALF_SCALE);
  const guess = farDeviation(Math.log(distance / scaled) + LN_SCALE, distance);
  return solveDeviation(scaled, missing, distance, guess, LN_SCALE);
}
