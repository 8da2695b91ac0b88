/** What an expansion says about a move of the market: at a cost that does not grow with the book. */
import { WIDTH } from './book-table.ts';
import { type Expansion, LIMIT } from './taylor.ts';

/** An estimate and the limits that the truth lies within, of value, delta and gamma. */
export interface Estimate {
  /**
   * `beyond`: the move lies in none of the boxes, or is no number; `unbounded`: nothing can be said, as an option
   * comes too near its expiry or a vol its end. Either way the numbers are old, and the book is to be valued anew.
   */
  status: 'known' | 'beyond' | 'unbounded';
  /** In the currency that the index is quoted in. */
  value: number;
  valueLow: number;
  valueHigh: number;
  /** Base units. */
  delta: number;
  deltaLow: number;
  deltaHigh: number;
  /** Base units per 1.00 of price. */
  gamma: number;
  gammaLow: number;
  gammaHigh: number;
}

/** One to write to, of nothing known. */
export function noEstimate(): Estimate {
  const value = { value: 0, valueLow: 0, valueHigh: 0 };
  const greeks = { delta: 0, deltaLow: 0, deltaHigh: 0, gamma: 0, gammaLow: 0, gammaHigh: 0 };
  return { status: 'beyond', ...value, ...greeks };
}

/** A move of the market since a book was expanded. */
export interface Move {
  /** Price of the underlying now, in the currency that its index is quoted in. */
  readonly spot: number;
  /** Passed since, in years. */
  readonly years: number;
  /** Added to the vol of each of its options since. */
  readonly vol: number;
}

/** A range, times what it is multiplied with, and added up; read at once. */
let low = 0;
let high = 0;

function widen(limits: Float64Array, at: number, by: number): void {
  const a = by * (limits[at] ?? 0);
  const b = by * (limits[at + 1] ?? 0);
  low += Math.min(a, b);
  high += Math.max(a, b);
}

/** By how much `by`, whichever its sign, may move the sum. */
function blur(by: number): void {
  low -= Math.abs(by);
  high += Math.abs(by);
}

/** What the products of an estimate may have lost: a few roundings of each. */
const ROUNDING = 16 * Number.EPSILON;

/** The place of the smallest box that holds a move by `dS`; −1 where none does, −2 where it has no limits. */
function boxOf(from: Expansion, slot: number, dS: number, years: number, vol: number): number {
  const slots = from.index.length;
  const size = Math.abs(dS);
  const price = from.index[slot] ?? 0;
  let found = -1;
  for (let b = 0; b < from.boxes.length; b += 1) {
    const box = from.boxes[b];
    if (box === undefined || !(size <= box.spot * price && years >= 0 && years <= box.years)) continue;
    if (!(Math.abs(vol) <= box.vol)) continue;
    if (from.unbounded[b * slots + slot] === 0) return b;
    found = -2;
  }
  return found;
}

/**
 * Writes what the book of the underlying at `slot` is after `move` into `into`. Where its status is `known`, value,
 * delta and gamma as `sumBook` would compute them lie within their limits. Allocates nothing.
 */
export function estimate(from: Expansion, slot: number, move: Move, into: Estimate): void {
  const { years, vol } = move;
  const dS = move.spot - (from.index[slot] ?? 0);
  const size = Math.abs(dS);
  const b = slot >= 0 && slot < from.index.length ? boxOf(from, slot, dS, years, vol) : -1;
  into.status = b >= 0 ? 'known' : b === -1 ? 'beyond' : 'unbounded';
  if (b < 0) return;
  const { sums, limits } = from;
  const s = slot * WIDTH;
  const at = (b * from.index.length + slot) * LIMIT.width;
  const price = sums[s] ?? 0;
  const delta = sums[s + 1] ?? 0;
  const gamma = sums[s + 2] ?? 0;
  const vanna = sums[s + 6] ?? 0;
  const charm = sums[s + 8] ?? 0;
  const byTime = (sums[s + 4] ?? 0) * years;
  const byVol = ((sums[s + 3] ?? 0) + 0.5 * (sums[s + 7] ?? 0) * vol) * vol;
  const drift = charm * years + vanna * vol;
  const bend = limits[at + LIMIT.bend] ?? 0;

  into.gamma = gamma;
  low = into.gamma;
  high = into.gamma;
  widen(limits, at + LIMIT.speed, dS);
  widen(limits, at + LIMIT.fourth, 0.5 * dS * dS);
  widen(limits, at + LIMIT.gammaT, -years);
  widen(limits, at + LIMIT.gammaVol, vol);
  blur(bend + (limits[at + LIMIT.gammaNoise] ?? 0) + ROUNDING * Math.abs(gamma));
  into.gammaLow = low;
  into.gammaHigh = high;

  into.delta = delta + gamma * dS + drift;
  low = into.delta;
  high = into.delta;
  widenDelta(limits, at, move, 1, dS);
  widen(limits, at + LIMIT.speed, 0.5 * dS * dS);
  widen(limits, at + LIMIT.fourth, (dS * dS * dS) / 6);
  blur(bend * dS);
  const lost = ROUNDING * (Math.abs(delta) + Math.abs(gamma * dS) + Math.abs(drift));
  blur((limits[at + LIMIT.deltaNoise] ?? 0) + (limits[at + LIMIT.gammaNoise] ?? 0) * size + lost);
  into.deltaLow = low;
  into.deltaHigh = high;

  const bySpot = (delta + 0.5 * gamma * dS + drift) * dS;
  into.value = price + bySpot + byTime + byVol;
  low = into.value;
  high = into.value;
  widenDelta(limits, at, move, dS, 0.5 * dS * dS);
  widen(limits, at + LIMIT.speed, (dS * dS * dS) / 6);
  widen(limits, at + LIMIT.fourth, (dS * dS * (dS * dS)) / 24);
  widen(limits, at + LIMIT.valueTT, 0.5 * years * years);
  widen(limits, at + LIMIT.valueTVol, -years * vol);
  widen(limits, at + LIMIT.valueVolVolVol, (vol * vol * vol) / 6);
  blur(0.5 * bend * dS * dS);
  const slope = (limits[at + LIMIT.slip] ?? 0) + (limits[at + LIMIT.deltaNoise] ?? 0) + lost;
  blur((slope + (limits[at + LIMIT.gammaNoise] ?? 0) * size) * size + (limits[at + LIMIT.valueNoise] ?? 0));
  blur(ROUNDING * (Math.abs(price) + Math.abs(byTime) + Math.abs(byVol)));
  into.valueLow = low;
  into.valueHigh = high;
}

/**
 * The remainders of delta but for those in spot alone, where `one` and `first` are 1 and dS; those of its integral
 * over spot, where they are the integrals of these.
 */
function widenDelta(
  limits: Float64Array,
  at: number,
  { years, vol }: Move,
  one: number,
  first: number,
): void {
  widen(limits, at + LIMIT.gammaT, -years * first);
  widen(limits, at + LIMIT.gammaVol, vol * first);
  widen(limits, at + LIMIT.deltaTT, 0.5 * years * years * one);
  widen(limits, at + LIMIT.deltaTVol, -years * vol * one);
  widen(limits, at + LIMIT.deltaVolVol, 0.5 * vol * vol * one);
}
