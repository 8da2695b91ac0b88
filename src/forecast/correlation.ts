/** How the returns of two underlyings move together, folded from the bars that both have. */
import type { Bar } from '../domain/market.ts';
import { DAY, later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';

/** Plain data, to be kept in checkpoints. */
export interface PairState {
  /** The closes that the next returns start from, and when they were. */
  readonly at: Millis;
  readonly closes: readonly [one: number, other: number];
  /** Sums of squared log returns and of their product, each return forgotten by half in `HALF_LIFE`. */
  readonly squares: readonly [one: number, other: number];
  readonly product: number;
  /** Sums of the weights of returns and of their squares: together they say how many returns these are worth. */
  readonly weight: number;
  readonly weights: number;
}

/** As the study of two coins' books used it: weeks in which coins part are few, and a day knows little of them. */
const HALF_LIFE = 5 * DAY;
/** Of as many returns an uncorrelated pair's estimate has a standard deviation of a tenth. */
const RETURNS_LEAST = 100;

/** `state` (undefined before the first) after a bar of each, which must have opened together; else as it was. */
export function foldPair(
  state: PairState | undefined,
  one: Bar,
  other: Bar,
  intervalMs: number,
): PairState | undefined {
  const isSound = one.close > 0 && other.close > 0 && one.close < Infinity && other.close < Infinity;
  if (!isSound || one.start !== other.start) return state;
  const at = later(one.start, intervalMs);
  const closes = [one.close, other.close] as const;
  if (state === undefined) return { at, closes, squares: [0, 0], product: 0, weight: 0, weights: 0 };
  const elapsed = at - state.at;
  if (elapsed <= 0) return state;
  const keep = Math.exp((-Math.LN2 * elapsed) / HALF_LIFE);
  const x = Math.log(one.close / state.closes[0]);
  const y = Math.log(other.close / state.closes[1]);
  return {
    at,
    closes,
    squares: [keep * state.squares[0] + x * x, keep * state.squares[1] + y * y],
    product: keep * state.product + x * y,
    weight: keep * state.weight + 1,
    weights: keep * keep * state.weights + 1,
  };
}

/**
 * The correlation that `state` stands for, from −1 to 1, about a mean of 0: over minutes the mean return is lost in
 * the noise. Undefined before there are a hundred returns' worth of it, and where a price stood still.
 */
export function correlationOfPair(state: PairState | undefined): number | undefined {
  if (state === undefined) return undefined;
  const { squares, product, weight, weights } = state;
  if (!(weight * weight >= RETURNS_LEAST * weights)) return undefined;
  const scale = Math.sqrt(squares[0]) * Math.sqrt(squares[1]);
  if (!(scale > 0 && scale < Infinity)) return undefined;
  return Math.max(-1, Math.min(1, product / scale));
}
