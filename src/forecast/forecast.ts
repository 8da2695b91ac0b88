/**
 * Forecasts of volatility, folded from closed bars alone, so that replay needs no tick. One model so far:
 * exponentially weighted realised variance (RiskMetrics 1996, with time in place of a count of days, so that
 * a gap in the bars is one observation of its own length and not many of a price that stood still).
 */
import type { Bar } from '../domain/market.ts';
import { later, YEAR } from '../units/time.ts';
import type { Millis } from '../units/units.ts';

export interface VolatilityState {
  readonly close: number;
  /** When `close` was the price. */
  readonly at: Millis;
  /** Weighted sum of variance per year and of the weights themselves: their ratio is the estimate. */
  readonly variance: number;
  readonly weight: number;
  /** Sum of the squared weights: weight² over it is how many observations of equal weight these are worth. */
  readonly squares: number;
}

export interface Forecast {
  /** Annualised, as a fraction. */
  readonly vol: number;
  /** Whether at least one half-life of history stands behind it, and more than a return or two. */
  readonly ready: boolean;
}

/** After a long gap nearly all weight lies on the one return across it, which may be of any size. */
const OBSERVATIONS_MIN = 3;

/** `state` after one bar more; undefined is that before the first. Bars that go back in time are ignored. */
export function foldBar(
  state: VolatilityState | undefined,
  bar: Bar,
  intervalMs: number,
  halfLifeMs: number,
): VolatilityState {
  const at = later(bar.start, intervalMs);
  if (state === undefined) return { close: bar.close, at, variance: 0, weight: 0, squares: 0 };
  const elapsed = at - state.at;
  if (elapsed <= 0) return state;
  const move = Math.log(bar.close / state.close);
  const keep = Math.exp((-Math.LN2 * elapsed) / halfLifeMs);
  const perYear = (move * move * YEAR) / elapsed;
  return {
    close: bar.close,
    at,
    variance: keep * state.variance + (1 - keep) * perYear,
    weight: keep * state.weight + (1 - keep),
    squares: keep * keep * state.squares + (1 - keep) * (1 - keep),
  };
}

/** The forecast that `state` stands for; undefined before two bars have closed. */
export function forecastOf(state: VolatilityState | undefined): Forecast | undefined {
  if (state === undefined || state.weight <= 0) return undefined;
  const { variance, weight, squares } = state;
  // Rounding leaves a weight of exactly one half-life a hair below 1/2.
  const ready = weight >= 0.5 - 1e-9 && weight * weight >= OBSERVATIONS_MIN * squares;
  return { vol: Math.sqrt(variance / weight), ready };
}
