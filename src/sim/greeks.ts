/** Values and deltas written a second time, so that the core's own may be judged: by other formulas, on purpose. */
import type { Instrument, Lp, Option } from '../domain/instrument.ts';
import { YEAR } from '../units/time.ts';

/** Φ by Marsaglia's series (Journal of Statistical Software 11/4, 2004): nothing in common with `math/normal`. */
function cumulative(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let sum = x;
  let term = x;
  for (let i = 3; sum + term !== sum; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** What an option is valued on. */
export interface Terms {
  readonly vol: number;
  readonly rate: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Of one base unit, in quote currency. */
export function optionValue(option: Option, spot: number, { vol, rate, at }: Terms): number {
  const years = (option.expiry - at) / YEAR;
  const sign = option.type === 'call' ? 1 : -1;
  if (years <= 0) return Math.max(0, sign * (spot - option.strike));
  const deviation = vol * Math.sqrt(years);
  const d = (Math.log(spot / option.strike) + rate * years) / deviation + deviation / 2;
  const present = option.strike * Math.exp(-rate * years);
  return sign * (spot * cumulative(sign * d) - present * cumulative(sign * (d - deviation)));
}

/** Of one base unit, as a difference of values: what has expired has none. */
export function optionDelta(option: Option, spot: number, terms: Terms): number {
  if (option.expiry <= terms.at) return 0;
  const years = (option.expiry - terms.at) / YEAR;
  // Small against the standard deviation of the price, large against rounding.
  const step = Math.min(1e-4, 0.01 * terms.vol * Math.sqrt(years)) * spot;
  return (optionValue(option, spot + step, terms) - optionValue(option, spot - step, terms)) / (2 * step);
}

/** Base units that a unit of liquidity between two prices holds: 1/√P − 1/√upper, with P kept between them. */
export function liquidityDelta({ lower, upper }: Lp, spot: number): number {
  const price = Math.min(upper, Math.max(lower, spot));
  return 1 / Math.sqrt(price) - 1 / Math.sqrt(upper);
}

/** Base units in one lot. */
export function baseOfLot(instrument: Instrument, price: number): number {
  const size = instrument.lot * instrument.multiplier;
  return instrument.kind === 'perp' && instrument.inverse ? size / price : size;
}
