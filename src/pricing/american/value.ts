/** What the American methods take and answer. */
import type { Greeks } from '../../domain/greeks.ts';
import type { blackScholes } from '../black-scholes.ts';

/** An option and the market it is valued in, as `blackScholes` takes them. */
export type Terms = Parameters<typeof blackScholes>[0];

/**
 * `boundary`: collocation of the exercise boundary; `european`: never worth exercising early; `exercise`: to
 * be exercised now; `certain`: nothing is random; `tree`: a binomial tree.
 */
export type Engine = 'boundary' | 'european' | 'exercise' | 'certain' | 'tree';

/** Price in quote currency per base unit, with its Greeks in the units of `Greeks`. All finite. */
export interface AmericanValue extends Greeks {
  readonly price: number;
  /** Per 1.00 of the rate. */
  readonly rho: number;
  /** Which method answered. */
  readonly engine: Engine;
}
