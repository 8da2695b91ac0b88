import type { Currency } from '../domain/instrument.ts';
import { forecastOf } from '../forecast/forecast.ts';
import type { AssetForecasts } from '../forecast/forecaster.ts';
import { forecastOver } from '../forecast/horizon.ts';
import { DAY, HOUR, YEAR } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import type { Columns } from '../value/columns.ts';
import type { EngineState } from './state.ts';

/** What is expected of an underlying's vol, and who says so. */
export interface ExpectedVol {
  /** Annualised, as a fraction. */
  readonly vol: number;
  /** Whether deltas may be taken at it. */
  readonly ready: boolean;
  readonly from: 'forecast' | 'ewma, forecaster not ready';
  /**
   * How far the vol itself may go, per √year: of the forecaster's own uncertainty over its horizon, as if it came about
   * evenly. Absent where it tells none.
   */
  readonly volOfVol?: number;
}

/**
 * Deltas are hedged until their options expire, so the vol that counts is that of the time until then. Beyond a
 * week the hedge is taken so often anew that the nearer forecast, which is the better known, stands in; within
 * the last hour none knows more than that of the hour.
 */
const [SHORTEST, LONGEST] = [HOUR, 7 * DAY];
/** Where there is no option whose life could be asked for. */
export const PLAIN_HORIZON: number = DAY;
/** A forecast is made anew each time its period closes: when two have passed without, bars are missing. */
const PERIODS_KEPT = 2;

/** Mean time to expiry of the options on `underlying`, each as heavy as its gamma, from an hour to a week; in ms. */
export function hedgeHorizonOf(
  underlying: Currency,
  { layout, pairs, gamma, at }: Pick<Columns, 'layout' | 'pairs' | 'gamma' | 'at'>,
): number {
  const { pair, expiry, optionRows } = layout;
  const isOfIt = pairs.map((one) => one.underlying === underlying);
  let weighted = 0;
  let weight = 0;
  for (let i = 0; i < optionRows.length; i += 1) {
    const row = optionRows[i] ?? 0;
    if (isOfIt[pair[row] ?? 0] !== true) continue;
    const size = Math.abs(gamma[row] ?? 0);
    weight += size;
    weighted += size * ((expiry[row] ?? 0) - at);
  }
  if (weight === 0) return PLAIN_HORIZON;
  return Math.min(LONGEST, Math.max(SHORTEST, weighted / weight));
}

/** `asset` without the forecasts that are from too long before `at`. */
function current(asset: AssetForecasts, at: Millis): AssetForecasts {
  const { hour, day, week, month } = asset.forecasts;
  const isMade = (scale: 'hour' | 'day', periodMs: number): boolean => {
    const last = asset[scale].history.at(-1);
    return last !== undefined && at - (last.start + periodMs) <= PERIODS_KEPT * periodMs;
  };
  const [hourly, daily] = [isMade('hour', HOUR), isMade('day', DAY)];
  const kept = daily ? { day, week, month } : { day: null, week: null, month: null };
  return { ...asset, forecasts: { hour: hourly ? hour : null, ...kept } };
}

/**
 * The vol of `underlying` that is expected at `at` over `horizonMs` to come. EWMA knows of no horizon; it stands
 * in where the forecaster has too little history, has not heard of the price for long or saw it stand still.
 * Too little is less than a day: what earlier years taught is of no one asset, and with it three days of one that
 * was not among them (SOL) forecast better than EWMA. Undefined before there is anything to go by.
 */
export function expectedVolOf(
  { config, volatility, forecaster }: EngineState,
  underlying: Currency,
  at: Millis,
  horizonMs: number,
): ExpectedVol | undefined {
  const isForecaster = config.forecastModel === 'har';
  const asset = isForecaster ? forecaster?.[underlying] : undefined;
  const forecast = asset === undefined ? undefined : forecastOver(current(asset, at), horizonMs);
  if (forecast !== undefined && 'vol' in forecast) {
    // The spread is of log variance, which is twice log vol.
    const volOfVol = 0.5 * Math.sqrt((forecast.spread * YEAR) / horizonMs);
    return { vol: forecast.vol, ready: true, from: 'forecast', volOfVol };
  }
  const ewma = forecastOf(volatility[underlying]);
  if (ewma === undefined) return undefined;
  // A vol of zero (a price that never moved) has no gamma to decide on.
  const ready = ewma.ready && ewma.vol > 0;
  return { vol: ewma.vol, ready, from: isForecaster ? 'ewma, forecaster not ready' : 'forecast' };
}
