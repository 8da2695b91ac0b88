/**
 * The default forecaster of volatility: folds closed bars of any number of assets, and holds for each a
 * forecast of variance over the next hour, day, week and month. The cost of a bar does not grow with how many
 * came before.
 */
import type { Bar } from '../domain/market.ts';
import { DAY, HOUR } from '../units/time.ts';
import { combined } from './combination.ts';
import {
  emptyModel,
  interrupted,
  type ModelState,
  memoryOf,
  stepModel,
  type VarianceForecast,
} from './model.ts';
import { foldPeriod, type Period, type PeriodState } from './period.ts';
import { type Reading, readingOf, remembered } from './reading.ts';
import { HORIZONS, type HorizonName } from './specs.ts';

/** What one length of period has given of one asset. */
interface Scale {
  readonly period: PeriodState | null;
  readonly history: readonly Reading[];
}

/** Of one asset; plain data, to be kept in checkpoints. */
export interface AssetForecasts {
  readonly hour: Scale;
  readonly day: Scale;
  readonly models: Readonly<Record<HorizonName, readonly ModelState[]>>;
  /** Mean variance per hour over the next hour, and per day over the next 1, 7 and 30 days; null: not yet. */
  readonly forecasts: Readonly<Record<HorizonName, VarianceForecast | null>>;
}

/** By instrument. */
export type ForecasterState = Readonly<Record<string, AssetForecasts>>;

type ScaleName = 'hour' | 'day';

const LENGTHS: Readonly<Record<ScaleName, number>> = { hour: HOUR, day: DAY };
const NAMES = Object.keys(HORIZONS) as readonly HorizonName[];

/** A period with fewer of its bars than this share is not read. */
const BARS_SHARE = 0.5;

function memoryOfScale(periodMs: number): number {
  const specs = NAMES.filter((name) => HORIZONS[name].periodMs === periodMs).flatMap(
    (name) => HORIZONS[name].members,
  );
  return specs.reduce((most, spec) => Math.max(most, memoryOf(spec)), 1);
}

const MEMORY: Readonly<Record<ScaleName, number>> = { hour: memoryOfScale(HOUR), day: memoryOfScale(DAY) };

function emptyAsset(): AssetForecasts {
  const nothing: Scale = { period: null, history: [] };
  const entries = NAMES.map((name) => [name, HORIZONS[name].members.map(emptyModel)] as const);
  return {
    hour: nothing,
    day: nothing,
    models: Object.fromEntries(entries) as unknown as AssetForecasts['models'],
    forecasts: { hour: null, day: null, week: null, month: null },
  };
}

/** `asset` with the models of one scale told of a `reading`, which closed at `next`. */
function read(asset: AssetForecasts, scale: ScaleName, reading: Reading): AssetForecasts {
  const periodMs = LENGTHS[scale];
  const next = reading.start + periodMs;
  const { history } = asset[scale];
  const isNext = history.length === 0 || history.at(-1)?.start === reading.start - periodMs;
  const longer = remembered(history, reading, MEMORY[scale]);
  const models: Record<HorizonName, readonly ModelState[]> = { ...asset.models };
  const forecasts: Record<HorizonName, VarianceForecast | null> = { ...asset.forecasts };
  for (const name of NAMES) {
    const horizon = HORIZONS[name];
    if (horizon.periodMs !== periodMs) continue;
    const answers: VarianceForecast[] = [];
    models[name] = horizon.members.map((spec, i) => {
      const before = models[name][i] as ModelState;
      const { state, forecast } = stepModel(spec, isNext ? before : interrupted(before), longer, next);
      if (forecast !== undefined) answers.push(forecast);
      return state;
    });
    const weights = answers.map(() => 1 / answers.length);
    forecasts[name] = combined(answers, weights) ?? null;
  }
  return { ...asset, [scale]: { ...asset[scale], history: longer }, models, forecasts };
}

/** The mean log variance of the other assets whose period began when this one did. */
function marketOf(
  id: string,
  start: number,
  readings: readonly (readonly [string, Reading])[],
): number | undefined {
  const others = readings.filter(([other, reading]) => other !== id && reading.start === start);
  if (others.length === 0) return undefined;
  return others.reduce((sum, [, { logs }]) => sum + logs.variance, 0) / others.length;
}

function foldScale(
  before: ForecasterState,
  bars: readonly Bar[],
  intervalMs: number,
  scale: ScaleName,
): ForecasterState {
  // A bar longer than the period says nothing of what is within it.
  if (intervalMs > LENGTHS[scale]) return before;
  const after: Record<string, AssetForecasts> = { ...before };
  const closed: (readonly [string, Period])[] = [];
  const least = (BARS_SHARE * LENGTHS[scale]) / intervalMs;
  for (const bar of bars) {
    const asset = after[bar.instrument] ?? emptyAsset();
    const folded = foldPeriod(asset[scale].period ?? undefined, bar, intervalMs, LENGTHS[scale]);
    if (folded === undefined) continue;
    after[bar.instrument] = { ...asset, [scale]: { ...asset[scale], period: folded.state } };
    for (const period of folded.closed) {
      if (period.bars >= least) closed.push([bar.instrument, period]);
    }
  }
  const plain = closed.map(
    ([id, period]) => [id, readingOf(period, (after[id] as AssetForecasts)[scale].history)] as const,
  );
  for (const [id, period] of closed) {
    const asset = after[id] as AssetForecasts;
    const market = marketOf(id, period.start, plain);
    const beside = market === undefined ? {} : { market };
    after[id] = read(asset, scale, readingOf(period, asset[scale].history, beside));
  }
  return after;
}

/**
 * `state` after the bars that closed together, of `intervalMs` each, a day at most. Bars that go back in time
 * or have no price are ignored. Give the bars of all assets at once: what the others did in a period is
 * looked at when it ends.
 */
export function foldForecaster(
  state: ForecasterState | undefined,
  bars: readonly Bar[],
  intervalMs: number,
): ForecasterState {
  return foldScale(foldScale(state ?? {}, bars, intervalMs, 'hour'), bars, intervalMs, 'day');
}
