/**
 * One regression of variance to come on what has been read: HAR and all that is made of the same pieces. It
 * learns a row and answers a forecast each time a period closes.
 */
import type { Reading } from './reading.ts';
import {
  coefficientsOf,
  type Evidence,
  emptyRegression,
  learned,
  type RegressionState,
  residualVariance,
  withEvidence,
} from './regression.ts';
import { columnNames, featuresOf, PERCENT_SQUARED, reachOf, type Term } from './terms.ts';

export interface ModelSpec {
  readonly terms: readonly Term[];
  /** What is regressed: the log of variance, or variance itself. */
  readonly scale: 'log' | 'level';
  /** How many periods the forecast spans; it is of their mean. */
  readonly ahead: number;
  /** Weight of each squared coefficient. */
  readonly ridge: number;
  /** Rows between two solutions: 1 for each. */
  readonly every: number;
  /** Readings before the first row is learned: lags are then as long as they say. */
  readonly lead: number;
  /**
   * Where the variance of the log error comes from: residuals, or forecasts made, with a half-life in
   * periods.
   */
  readonly errors: 'residuals' | { readonly halfLife: number };
  /** What earlier years taught, and how many rows it counts for. */
  readonly evidence?: { readonly of: Evidence; readonly rows: number };
}

/** A forecast of mean variance per period. The logarithm has mean `log` and variance `spread`. */
export interface VarianceForecast {
  readonly variance: number;
  readonly log: number;
  readonly spread: number;
}

interface Awaiting {
  readonly x: readonly number[];
  readonly log: number | null;
}

/** Plain data, to be kept in checkpoints. */
export interface ModelState {
  readonly regression: RegressionState;
  readonly coefficients: readonly number[] | null;
  /** Rows whose target is not known yet, the oldest first. */
  readonly awaiting: readonly Awaiting[];
  /** Weighted sum of squared errors of the log forecasts, and of their weights. */
  readonly squares: number;
  readonly weight: number;
  /** Least, greatest and sum of the targets so far, which are `count`. */
  readonly least: number;
  readonly greatest: number;
  readonly total: number;
  readonly count: number;
}

/** Before any forecast was made, its error is taken from the evidence and counts as much as this many. */
const ERROR_ROWS = 30;
/** Without evidence: what log variance a day ahead misses by on the mean. */
const ERROR_VARIANCE = 0.8;
/** No logarithm of a forecast, and no variance of that logarithm, is believed beyond this. */
const LOG_MAX = 50;

export function emptyModel(spec: ModelSpec): ModelState {
  const columns = columnNames(spec.terms);
  const { evidence } = spec;
  const regression =
    evidence === undefined
      ? emptyRegression(columns.length)
      : withEvidence(columns, evidence.of, evidence.rows);
  const coefficients = evidence === undefined ? null : (coefficientsOf(regression, spec.ridge) ?? null);
  const known = coefficients === null ? Infinity : residualVariance(regression, coefficients);
  const error = known < Infinity ? known : ERROR_VARIANCE;
  return {
    regression,
    coefficients,
    awaiting: [],
    squares: ERROR_ROWS * error,
    weight: ERROR_ROWS,
    least: 0,
    greatest: 0,
    total: 0,
    count: 0,
  };
}

/** How many readings `spec` must be given. */
export function memoryOf(spec: ModelSpec): number {
  return Math.max(reachOf(spec.terms), spec.ahead);
}

/** Mean variance over the newest `ahead` readings, and its logarithm as the readings floor it. */
function targetOf(
  history: readonly Reading[],
  ahead: number,
): { readonly mean: number; readonly log: number } {
  const newest = history.at(-1) as Reading;
  if (ahead === 1) return { mean: newest.variance, log: newest.logs.variance };
  let [mean, floored] = [0, 0];
  for (const { variance, logs } of history.slice(-ahead)) {
    mean += variance / ahead;
    floored += Math.exp(logs.variance) / ahead;
  }
  return { mean, log: Math.log(floored) };
}

function dot(x: readonly number[], y: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum;
}

/** The oldest awaited row, now that its target is in. */
function taught(spec: ModelSpec, state: ModelState, history: readonly Reading[]): ModelState {
  if (state.awaiting.length < spec.ahead) return state;
  const [oldest, ...awaiting] = state.awaiting as [Awaiting, ...Awaiting[]];
  const { mean, log } = targetOf(history, spec.ahead);
  const regression = learned(state.regression, oldest.x, spec.scale === 'log' ? log : PERCENT_SQUARED * mean);
  const isDue = regression.rows !== state.regression.rows && regression.rows % spec.every === 0;
  const found = isDue ? coefficientsOf(regression, spec.ridge) : undefined;
  const keep = spec.errors === 'residuals' ? 1 : Math.exp(-Math.LN2 / spec.errors.halfLife);
  const error = oldest.log === null ? null : log - oldest.log;
  return {
    regression,
    coefficients: found ?? state.coefficients,
    awaiting,
    squares: error === null ? state.squares : keep * state.squares + error * error,
    weight: error === null ? state.weight : keep * state.weight + 1,
    // Not from Infinity, which a checkpoint could not hold.
    least: state.count === 0 ? mean : Math.min(state.least, mean),
    greatest: Math.max(state.greatest, mean),
    total: state.total + mean,
    count: state.count + 1,
  };
}

function forecastOf(spec: ModelSpec, state: ModelState, x: readonly number[]): VarianceForecast | undefined {
  const { coefficients, regression } = state;
  if (coefficients === null) return undefined;
  const answer = dot(x, coefficients);
  if (!Number.isFinite(answer)) return undefined;
  const forecastErrors = state.squares / state.weight;
  if (spec.scale === 'level') {
    // A level that was never seen is no forecast: the mean stands in (Bollerslev, Patton & Quaedvlieg 2016).
    const level = answer / PERCENT_SQUARED;
    const isSane = level >= state.least && level <= state.greatest;
    const variance = isSane ? level : state.total / state.count;
    return variance > 0 && forecastErrors < LOG_MAX
      ? { variance, log: Math.log(variance) - forecastErrors / 2, spread: forecastErrors }
      : undefined;
  }
  const spread = spec.errors === 'residuals' ? residualVariance(regression, coefficients) : forecastErrors;
  if (!(spread < LOG_MAX) || Math.abs(answer) > LOG_MAX) return undefined;
  return { variance: Math.exp(answer + spread / 2), log: answer, spread };
}

/**
 * `state` after a period closed: `history` ends with it, and the next begins at `next`. The forecast is
 * undefined while there is too little to learn from, or where it would be no number.
 */
export function stepModel(
  spec: ModelSpec,
  state: ModelState,
  history: readonly Reading[],
  next: number,
): { readonly state: ModelState; readonly forecast: VarianceForecast | undefined } {
  const told = taught(spec, state, history);
  if (history.length < spec.lead) return { state: told, forecast: undefined };
  const x = featuresOf(spec.terms, history, next);
  const forecast = forecastOf(spec, told, x);
  const awaiting = [...told.awaiting, { x, log: forecast?.log ?? null }];
  return { state: { ...told, awaiting }, forecast };
}

/** `state` without the rows that await a target: what follows did not come right after. */
export function interrupted(state: ModelState): ModelState {
  return { ...state, awaiting: [] };
}
