/**
 * What is to come of a series that returns to a mean, where the mean itself is known only so well and wanders: an
 * autoregression of the first order about a local level. The level is that of Muth, J. American Statistical
 * Association 55 (1960) 299–306, of which an exponentially weighted mean is the best estimate.
 */

/** Plain data; all in the series' own unit and in steps of it. */
export interface Reversion {
  /** The last value that was seen. */
  readonly last: number;
  readonly mean: number;
  /** Share of a distance from the mean that is left after a step, from 0 to below 1. */
  readonly persistence: number;
  /** Variance of what is new at each step. */
  readonly noise: number;
  /** Variance of what is believed of the mean, and of what each step adds to that. */
  readonly doubt: number;
  readonly wander: number;
}

/** An expectation, and the variance of what it will miss by. */
export interface Expected {
  readonly mean: number;
  readonly variance: number;
}

function powerOf(base: number, exponent: number): number {
  return base > 0 ? Math.exp(exponent * Math.log(base)) : 0;
}

/** The value `steps` (1 or more) ahead: mean + pⁿ·(last − mean), with noise·(1 − p²ⁿ) / (1 − p²) of its own. */
export function valueAhead({ last, mean, persistence: p, ...rest }: Reversion, steps: number): Expected {
  const left = powerOf(p, steps);
  const own = (rest.noise * (1 - left * left)) / (1 - p * p);
  const level = (1 - left) * (1 - left) * (rest.doubt + steps * rest.wander);
  return { mean: mean + left * (last - mean), variance: own + level };
}

/**
 * The mean of the next `steps` (1 or more) values. Of the distance from the mean it keeps p·(1 − pⁿ) / (n·(1 − p));
 * the j-th innovation from the end is in it (1 − pʲ) / (n·(1 − p)) times; a level that wanders is a third of its
 * last variance away on average (the mean of a random walk).
 */
export function meanAhead({ last, mean, persistence: p, ...rest }: Reversion, steps: number): Expected {
  const n = steps;
  const left = powerOf(p, n);
  const kept = (p * (1 - left)) / (n * (1 - p));
  // Σ (1 − pʲ)² = n − 2·p·(1 − pⁿ)/(1 − p) + p²·(1 − p²ⁿ)/(1 − p²)
  const squares = n - (2 * p * (1 - left)) / (1 - p) + (p * p * (1 - left * left)) / (1 - p * p);
  const own = (rest.noise * squares) / (n * n * (1 - p) * (1 - p));
  const level = (1 - kept) * (1 - kept) * (rest.doubt + (n * rest.wander) / 3);
  return { mean: mean + kept * (last - mean), variance: own + level };
}
