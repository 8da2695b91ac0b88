/** What is known at each close of the volatility to come, and what is known of it afterwards. */
import type { Regime } from '../../forecast/hysteresis.ts';
import { foldRegime, type RegimeModel, type RegimeState, regimeOf } from '../../forecast/regime.ts';
import { quantile } from '../../math/statistics.ts';
import { DAY, HOUR, YEAR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import type { CoinPath } from '../frontier/market.ts';

/** Columns over the closes of a path; each figure comes from that close and earlier ones. */
export interface Signals {
  /** ln of the vol of about the last hour over that of about the last week, from ranges; 0 before both are known. */
  readonly surge: Float64Array;
  /** Probability of stress, as of the last whole hour. */
  readonly stress: Float64Array;
  /** The regime held then: its place in `REGIMES`. */
  readonly regime: Uint8Array;
}

/** Whether the bar that ends at each close counts. */
export interface Marked {
  /** In the tenth of all hours that were the most volatile: known afterwards, and only measured with. */
  readonly top: Uint8Array;
  /** In an hour as volatile as the top tenth of those before its month: what numbers are chosen on. */
  readonly known: Uint8Array;
  /** 1 + the place in `CRASHES` of the week, 0 in others. */
  readonly crash: Uint8Array;
}

export const REGIMES: readonly Regime[] = ['calm', 'normal', 'stress'];
/** Days whose weeks, Monday to Sunday in UTC, are looked at by themselves. */
export const CRASHES: readonly string[] = [
  '2020-03-12',
  '2021-05-19',
  '2022-11-09',
  '2023-08-17',
  '2024-08-05',
];

const FAST = HOUR;
const SLOW = 7 * DAY;
const TOP = 0.9;
const WEEK = 7 * DAY;
const MONDAY = 4 * DAY;

/** Which hour the bar that closes at `at` belongs to. */
function hourOf(at: number): number {
  return Math.floor((at - 1) / HOUR);
}

/**
 * ln of exponentially weighted variance per year, of what the ranges of bars say of it: (ln(high/low))² / 4 ln 2
 * (Parkinson, Journal of Business 53 (1980) 61–65), which tells several times more than the move does. NaN before a
 * half-life has passed, and where the price has not moved.
 */
function logVariances({ at, high, low }: CoinPath, halfLifeMs: number): Float64Array {
  const logs = new Float64Array(at.length).fill(Number.NaN);
  let [variance, weight] = [0, 0];
  for (let i = 1; i < at.length; i += 1) {
    const elapsed = (at[i] as number) - (at[i - 1] as number);
    const keep = Math.exp((-Math.LN2 * elapsed) / halfLifeMs);
    const range = Math.log((high[i] as number) / (low[i] as number));
    variance = keep * variance + ((1 - keep) * (range * range)) / (4 * Math.LN2 * (elapsed / YEAR));
    weight = keep * weight + (1 - keep);
    if (weight >= 0.5 && variance > 0) logs[i] = Math.log(variance / weight);
  }
  return logs;
}

function regimesOf(path: CoinPath, model: RegimeModel): Pick<Signals, 'stress' | 'regime'> {
  const { coin, at, close, high, low } = path;
  const stress = new Float64Array(at.length);
  const regime = new Uint8Array(at.length);
  let state: RegimeState | undefined;
  let view = regimeOf(model, state);
  let [top, bottom, open] = [0, Infinity, close[0] ?? 0];
  for (let i = 0; i < at.length; i += 1) {
    top = Math.max(top, high[i] as number);
    bottom = Math.min(bottom, low[i] as number);
    const now = at[i] as number;
    if (now % model.intervalMs === 0) {
      const price = close[i] as number;
      const bar = { instrument: coin, start: millis(now - model.intervalMs), open, close: price, volume: 0 };
      state = foldRegime(model, state, { ...bar, high: top, low: bottom });
      view = regimeOf(model, state);
      [top, bottom, open] = [0, Infinity, price];
    }
    stress[i] = view.ready ? view.probabilities.stress : 0;
    regime[i] = REGIMES.indexOf(view.regime);
  }
  return { stress, regime };
}

export function signalsOf(path: CoinPath, model: RegimeModel): Signals {
  const [fast, slow] = [logVariances(path, FAST), logVariances(path, SLOW)];
  const surge = fast.map((log, i) => {
    const value = 0.5 * (log - (slow[i] as number));
    return Number.isFinite(value) ? value : 0;
  });
  return { surge, ...regimesOf(path, model) };
}

/** Sum of squared log moves by hour, in order of time. */
function varianceByHour({ at, close }: CoinPath): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (let i = 1; i < at.length; i += 1) {
    const move = Math.log((close[i] as number) / (close[i - 1] as number));
    const hour = hourOf(at[i] as number);
    sums.set(hour, (sums.get(hour) ?? 0) + move * move);
  }
  return sums;
}

/** The first hour of the month that `hour` is in. */
function monthStart(hour: number): number {
  const date = new Date(hour * HOUR);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / HOUR;
}

/** For each hour, the least variance that was in the top tenth before its month; infinite where there is no before. */
function knownThresholds(sums: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const thresholds = new Map<number, number>();
  const before: number[] = [];
  let month = Number.NaN;
  let threshold = Infinity;
  for (const [hour, sum] of sums) {
    if (monthStart(hour) !== month) {
      month = monthStart(hour);
      threshold = before.length === 0 ? Infinity : quantile(before, TOP);
    }
    thresholds.set(hour, threshold);
    before.push(sum);
  }
  return thresholds;
}

export function markedOf(path: CoinPath): Marked {
  const sums = varianceByHour(path);
  const threshold = sums.size === 0 ? Infinity : quantile([...sums.values()], TOP);
  const thresholds = knownThresholds(sums);
  const weeks = CRASHES.map((day) => Math.floor((Date.parse(day) - MONDAY) / WEEK));
  const [top, known, crash] = [0, 0, 0].map(() => new Uint8Array(path.at.length)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  for (const [i, at] of path.at.entries()) {
    const sum = sums.get(hourOf(at)) ?? 0;
    top[i] = sum >= threshold ? 1 : 0;
    known[i] = sum >= (thresholds.get(hourOf(at)) ?? Infinity) ? 1 : 0;
    crash[i] = 1 + weeks.indexOf(Math.floor((at - 1 - MONDAY) / WEEK));
  }
  return { top, known, crash };
}
