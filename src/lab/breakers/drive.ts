/** A series of bars, read by the price breaker as the engine would: forecast first, then the close. */
import { foldBar, forecastOf, type VolatilityState } from '../../forecast/forecast.ts';
import {
  type Breakers,
  explain,
  foldBreakers,
  NO_BREAKERS,
  rearmBreakers,
} from '../../guard/breakers/breakers.ts';
import { type Level, severityOf } from '../../guard/breakers/ladder.ts';
import { DAY, HOUR, MINUTE } from '../../units/time.ts';
import { type BarSeries, barAt, closesAt } from '../data/bar-file.ts';

/** Of the forecast: what the engine has where nothing else is configured. */
const HALF_LIFE = 12 * HOUR;
/** After so long somebody is taken to have re-armed a halt. */
const REARMED_AFTER = DAY;

/** One change of level. */
export interface Change {
  readonly at: number;
  readonly from: Level;
  readonly to: Level;
  readonly because: string;
}

export interface Drive {
  readonly file: string;
  readonly asset: string;
  readonly intervalMs: number;
  /** When each bar closed, at which price, and how grave the level then was. */
  readonly at: Float64Array;
  readonly close: Float64Array;
  readonly severity: Uint8Array;
  readonly changes: readonly Change[];
}

/** Every level of `series`, each from what had closed by then. */
export function driveSeries(series: BarSeries, asset: string): Drive {
  const { length, intervalMs, file } = series;
  const at = new Float64Array(length);
  const severity = new Uint8Array(length);
  const changes: Change[] = [];
  let volatility: VolatilityState | undefined;
  let breakers: Breakers = NO_BREAKERS;
  for (let i = 0; i < length; i += 1) {
    const now = closesAt(series, i);
    const before = breakers.ladder;
    if (before.level === 'halt' && now - (before.since as number) >= REARMED_AFTER)
      breakers = rearmBreakers(breakers, now);
    // What was forecast before this bar: it is not to excuse itself.
    const forecast = forecastOf(volatility);
    const vol = forecast?.ready ? forecast.vol : 0;
    const price = series.close[i] as number;
    breakers = foldBreakers(breakers, {
      signal: 'priceCascade',
      subject: asset,
      reading: { at: now, price, vol },
    });
    const { ladder } = breakers;
    if (ladder.level !== before.level)
      changes.push({ at: now, from: before.level, to: ladder.level, because: explain(ladder) });
    volatility = foldBar(volatility, barAt(series, i, asset), intervalMs, HALF_LIFE);
    at[i] = now;
    severity[i] = severityOf(ladder.level);
  }
  return { file, asset, intervalMs, at, close: series.close, severity, changes };
}

/** The most changes within any minute, that it begins with included and that it ends with not. */
export function mostPerMinute(changes: readonly Change[]): number {
  let [most, first] = [0, 0];
  for (const [i, { at }] of changes.entries()) {
    while (at - (changes[first] as Change).at >= MINUTE) first += 1;
    most = Math.max(most, i - first + 1);
  }
  return most;
}
