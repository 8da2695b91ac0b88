/**
 * Several forecasts as one: their weighted mean, as in Bates & Granger, Operational Research Quarterly 20
 * (1969) 451–468. Weights follow what each has lost so far, as in Vovk's aggregation, or are all the same.
 */
import type { VarianceForecast } from './model.ts';

/** What each forecast has lost, discounted. */
export type Losses = readonly number[];

/**
 * QLIKE of `forecast` where `variance` came: 0 at best, the same in any unit (Patton, J. Econometrics 160
 * (2011) 246–256).
 */
export function qlike(variance: number, forecast: number): number {
  const ratio = variance / forecast;
  return ratio - Math.log(ratio) - 1;
}

/**
 * `losses` after `variance` came where `forecasts` stood; a loss of `keep` ago counts `keep` times as much as
 * now.
 */
export function scored(
  losses: Losses,
  forecasts: readonly VarianceForecast[],
  variance: number,
  keep: number,
): Losses {
  // QLIKE has no end where nothing came; a floor far below any forecast bounds it.
  return losses.map((loss, i) => {
    const forecast = (forecasts[i] as VarianceForecast).variance;
    return keep * loss + qlike(Math.max(variance, 1e-6 * forecast), forecast);
  });
}

/** Weights that fall by e for each 1 / `rate` lost more than the best; equal ones at a rate of 0. */
export function weightsOf(losses: Losses, rate: number): readonly number[] {
  const best = Math.min(...losses);
  const raw = losses.map((loss) => Math.exp(-rate * (loss - best)));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}

/** The weighted mean of `forecasts`; undefined of none. */
export function combined(
  forecasts: readonly VarianceForecast[],
  weights: readonly number[],
): VarianceForecast | undefined {
  if (forecasts.length === 0) return undefined;
  let [variance, log, spread] = [0, 0, 0];
  for (const [i, forecast] of forecasts.entries()) {
    const weight = weights[i] as number;
    variance += weight * forecast.variance;
    log += weight * forecast.log;
    spread += weight * forecast.spread;
  }
  return { variance, log, spread };
}
