import { blackScholes } from '../black-scholes.ts';
import type { Refused } from '../refused.ts';
import type { AmericanValue, Terms } from './value.ts';

/** The closed form of `terms`, as the American methods answer; refuses what `blackScholes` refuses. */
export function european(terms: Terms): AmericanValue | Refused {
  const value = blackScholes(terms);
  if ('kind' in value) return value;
  const { price, delta, gamma, vega, theta, rho } = value;
  return { price, delta, gamma, vega, theta, rho, engine: 'european' };
}
