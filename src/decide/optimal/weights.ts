import { isPlain, type Refused, refused } from '../../pricing/refused.ts';
import { horizonAt, type Traded } from '../rules/horizon.ts';

/** What a unit, squared, of each exposure of one underlying is worth over the horizon: the diagonal of W. */
export interface Weights {
  /** Expected time to the next trade. */
  readonly horizonYears: number;
  /** In quote currency per base unit², per (base unit per 1.00 of price)², and per (quote per 1.00 of vol)². */
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
}

/**
 * How far one underlying's exposure counts in another's trade, as a share of what their correlation says of this
 * moment: exposures do not last until both are traded. Chosen on simulated diffusions that correlate by 0.83, where a
 * half did best for books of both signs, and not on recorded prices.
 */
export const PERSISTENCE = 0.5;

/**
 * Vol of implied vol per √year, where the forecaster does not say how sure it is: root mean square of the logarithm of
 * Deribit's BTC volatility index from one daily close to the next, November 2022 to June 2025, annualised.
 */
export const VOL_OF_VOL = 0.91;

const REMEDY = 'a finite number above 0';

/**
 * The weights at which the region of one instrument, on delta alone, is ± `halfWidth` base units: over a horizon h,
 * ½ γ σ² S² h is what delta² costs in risk, so that what is left alone is λ / (γ σ² S h). The same h weighs the rest:
 * gamma Γ gains ½ Γ (ΔS² − σ² S² h), whose variance is ½ Γ² (σ² S² h)² of a normal ΔS; and the vol moves by a variance
 * of (ν σ)² h, ν being `volOfVol`. Refuses what has no such horizon: a vol that is not above 0, or no number.
 */
export function weightsOf(halfWidth: number, traded: Traded, volOfVol: number): Weights | Refused {
  const { price, vol, costRate, riskAversion } = traded;
  if (!(isPlain(vol) && vol > 0)) return refused('vol', vol, REMEDY);
  if (!(isPlain(price) && price > 0)) return refused('price', price, REMEDY);
  if (!(isPlain(riskAversion) && riskAversion > 0)) return refused('riskAversion', riskAversion, REMEDY);
  if (!isPlain(costRate)) return refused('costRate', costRate, 'a finite cost of 0 or more');
  if (!isPlain(halfWidth)) return refused('halfWidth', halfWidth, 'a finite half-width of 0 or more');
  if (!isPlain(volOfVol)) return refused('volOfVol', volOfVol, 'a finite vol of 0 or more');
  const horizonYears = horizonAt(halfWidth, traded);
  const variance = vol * vol * price * price * horizonYears;
  const volMove = volOfVol * vol;
  const delta = riskAversion * variance;
  const gamma = 0.5 * riskAversion * variance * variance;
  const vega = riskAversion * volMove * volMove * horizonYears;
  if (!(delta > 0 && delta + gamma + vega < Infinity))
    return refused('result', delta + gamma + vega, 'inputs whose weights fit in a float64');
  return { horizonYears, delta, gamma, vega };
}
