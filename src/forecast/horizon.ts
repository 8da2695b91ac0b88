import { normalQuantile } from '../math/normal-quantile.ts';
import { type Refused, refused } from '../pricing/refused.ts';
import { DAY, MINUTE, YEAR } from '../units/time.ts';
import type { AssetForecasts } from './forecaster.ts';
import { HORIZONS, type HorizonName } from './specs.ts';

/** What is expected of the price over a horizon. */
export interface HorizonForecast {
  /** Expected variance over the whole horizon, in squared log price, and the vol that it is, annualised. */
  readonly variance: number;
  readonly vol: number;
  /** The logarithm of the variance that will be realised is taken for normal, with this mean and variance. */
  readonly log: number;
  readonly spread: number;
}

const SHORTEST = 5 * MINUTE;
const LONGEST = 30 * DAY;

const KNOTS = Object.entries(HORIZONS).map(
  ([name, { periodMs, ahead }]) => [name as HorizonName, periodMs, periodMs * ahead] as const,
);

/**
 * Variance per millisecond, its logarithms and the horizon they belong to, one for each forecast that there
 * is.
 */
function knotsOf({ forecasts }: AssetForecasts): readonly (readonly number[])[] {
  return KNOTS.flatMap(([name, periodMs, horizonMs]) => {
    const forecast = forecasts[name];
    if (forecast === null) return [];
    const rate = Math.log(forecast.variance / periodMs);
    return [[Math.log(horizonMs), rate, forecast.log - Math.log(periodMs), forecast.spread]];
  });
}

/**
 * The forecast over `horizonMs`, 5 minutes to 30 days: between those of hour, day, week and month the
 * logarithm of variance per unit of time is drawn straight over the logarithm of the horizon; below the hour
 * and before there is enough for a longer one the nearest rate stands. Refuses other horizons, too little
 * history and a price that stood still.
 */
export function forecastOver(
  asset: AssetForecasts | undefined,
  horizonMs: number,
): HorizonForecast | Refused {
  if (!(horizonMs >= SHORTEST && horizonMs <= LONGEST))
    return refused('horizon', horizonMs, 'between 5 minutes and 30 days, in milliseconds');
  const knots = asset === undefined ? [] : knotsOf(asset);
  if (asset === undefined || knots.length === 0)
    return refused(
      'history',
      asset?.day.history.length ?? 0,
      'bars of one whole day, midnight to midnight UTC',
    );
  const isStill = (['hour', 'day'] as const).every((scale) =>
    asset[scale].history.every(({ variance }) => variance === 0),
  );
  if (isStill) return refused('variance', 0, 'prices that move: these stood still as long as is remembered');
  const place = Math.log(horizonMs);
  const after = knots.findIndex(([x]) => (x as number) >= place);
  const right = (after < 0 ? knots.at(-1) : knots[after]) as readonly number[];
  const left = after <= 0 ? right : (knots[after - 1] as readonly number[]);
  const width = (right[0] as number) - (left[0] as number);
  const share = width > 0 ? (place - (left[0] as number)) / width : 0;
  const between = (i: number): number =>
    (left[i] as number) + share * ((right[i] as number) - (left[i] as number));
  const variance = Math.exp(between(1)) * horizonMs;
  const vol = Math.sqrt((variance * YEAR) / horizonMs);
  return { variance, vol, log: between(2) + place, spread: between(3) };
}

/**
 * The annualised vol that the one realised over the horizon stays below with probability `p`, between 0 and
 * 1.
 */
export function volQuantile({ log, spread, variance, vol }: HorizonForecast, p: number): number | Refused {
  if (!(p > 0 && p < 1)) return refused('p', p, 'a probability between 0 and 1');
  const quantile = Math.exp(log + normalQuantile(p) * Math.sqrt(spread));
  return vol * Math.sqrt(quantile / variance);
}
