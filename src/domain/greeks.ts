import type { Currency } from './instrument.ts';

/**
 * Sensitivities of a value in quote currency. `delta`: per 1.00 of the underlying's price (so in base units);
 * `gamma`: change of delta per 1.00 of price; `vega`: per 1.00 of vol (not per vol point); `theta`: per year.
 */
export interface Greeks {
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
}

export const ZERO_GREEKS: Greeks = { delta: 0, gamma: 0, vega: 0, theta: 0 };

export type PerUnderlying<T> = Readonly<Record<Currency, T>>;
