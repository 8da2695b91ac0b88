/**
 * An autoregression about a mean that switches between two regimes: Hamilton, "A new approach to the economic
 * analysis of nonstationary time series and the business cycle", Econometrica 57 (1989) 357–384:
 *
 *   y_t − μ(S_t) = Σ φ_i (y_{t−i} − μ(S_{t−i})) + e_t,   e_t ~ N(0, σ²),
 *
 * S a Markov chain that began in its long-run distribution. The error depends on the regimes of the last
 * `order` times as well, so the filter runs over all 2^(order+1) ways that these may have been: bit i of a way
 * is the regime i steps ago.
 */
import { nelderMead } from '../math/nelder-mead.ts';
import { mean, standardDeviation } from '../math/statistics.ts';
import { type Refused, refused } from '../pricing/refused.ts';

/** Regime 0 is the one with the lower mean. */
export interface SwitchingModel {
  /** P(S_t = 0 | S_{t−1} = 0). */
  readonly p00: number;
  /** P(S_t = 0 | S_{t−1} = 1). */
  readonly p10: number;
  readonly means: readonly [number, number];
  /** Of the error: σ². */
  readonly variance: number;
  /** φ of one step back, two steps back and so on. */
  readonly ar: readonly number[];
}

/** Probabilities of regime 1 at each time but the first `order`, which the likelihood takes as given. */
export interface SwitchingPath {
  readonly logLikelihood: number;
  /** Given the series up to that time. */
  readonly filtered: readonly number[];
  /** Given the whole series. */
  readonly smoothed: readonly number[];
}

export interface SwitchingFit extends SwitchingModel, SwitchingPath {}

const ORDER_MAX = 6;
const LN_TWO_PI = Math.log(2 * Math.PI);

/** P(S_t = `to` | S_{t−1} = `from`). */
function passes(model: SwitchingModel, from: number, to: number): number {
  const toLower = from === 0 ? model.p00 : model.p10;
  return to === 0 ? toLower : 1 - toLower;
}

/** How far back a way goes: one step at least, since the next regime depends on the last. */
function reachOf({ ar }: SwitchingModel): number {
  return Math.max(1, ar.length);
}

/** How likely each way is before anything is seen. */
function startOf(model: SwitchingModel): Float64Array {
  const reach = reachOf(model);
  const lower = model.p10 / (1 - model.p00 + model.p10);
  return Float64Array.from({ length: 2 << reach }, (_, way) => {
    let probability = (way >> reach) & 1 ? 1 - lower : lower;
    for (let i = reach; i > 0; i -= 1) probability *= passes(model, (way >> i) & 1, (way >> (i - 1)) & 1);
    return probability;
  });
}

/** The mean that each way expects, less what the past of the series adds to it. */
function offsetsOf({ means, ar }: SwitchingModel, ways: number): Float64Array {
  return Float64Array.from({ length: ways }, (_, way) => {
    let offset = means[way & 1] as number;
    for (let i = 1; i <= ar.length; i += 1) {
      offset -= (ar[i - 1] as number) * (means[(way >> i) & 1] as number);
    }
    return offset;
  });
}

/** What the filter leaves behind: a row of ways for each time. */
interface Trace {
  readonly predicted: Float64Array[];
  readonly filtered: Float64Array[];
}

/** In place: `ahead` becomes where `now` leads in one step. */
function predict(model: SwitchingModel, now: Float64Array, ahead: Float64Array): void {
  const oldest = 1 << reachOf(model);
  for (let way = 0; way < ahead.length; way += 1) {
    const before = way >> 1;
    const reached = (now[before] as number) + (now[before | oldest] as number);
    ahead[way] = passes(model, before & 1, way & 1) * reached;
  }
}

/** The log-likelihood of `series` given its first values, by Hamilton's filter; NaN where it underflows. */
function likelihood(model: SwitchingModel, series: readonly number[], trace?: Trace): number {
  const order = model.ar.length;
  let predicted = startOf(model);
  const offsets = offsetsOf(model, predicted.length);
  let filtered = new Float64Array(predicted.length);
  let sum = 0;
  for (let t = order; t < series.length; t += 1) {
    if (t > order) {
      if (trace !== undefined) predicted = new Float64Array(predicted.length);
      predict(model, filtered, predicted);
    }
    let known = series[t] as number;
    for (let i = 1; i <= order; i += 1) known -= (model.ar[i - 1] as number) * (series[t - i] as number);
    if (trace !== undefined) filtered = new Float64Array(predicted.length);
    let density = 0;
    for (let way = 0; way < predicted.length; way += 1) {
      const error = known - (offsets[way] as number);
      const joint = (predicted[way] as number) * Math.exp((-0.5 * error * error) / model.variance);
      filtered[way] = joint;
      density += joint;
    }
    for (let way = 0; way < filtered.length; way += 1) filtered[way] = (filtered[way] as number) / density;
    sum += Math.log(density) - 0.5 * (LN_TWO_PI + Math.log(model.variance));
    trace?.predicted.push(predicted);
    trace?.filtered.push(filtered);
  }
  return sum;
}

/** The share of the ways that are in regime 1 now. */
function upper(ways: Float64Array): number {
  let sum = 0;
  for (let way = 1; way < ways.length; way += 2) sum += ways[way] as number;
  return sum;
}

/** Kim's backward pass, Journal of Econometrics 60 (1994) 1–22, exact here since a way is a Markov state. */
function smooth(model: SwitchingModel, { predicted, filtered }: Trace): number[] {
  let later = filtered.at(-1) as Float64Array;
  const answer = [upper(later)];
  for (let t = filtered.length - 2; t >= 0; t -= 1) {
    const ahead = predicted[t + 1] as Float64Array;
    const now = (filtered[t] as Float64Array).map((probability, way) => {
      const after = (way << 1) & (ahead.length - 1);
      let sum = 0;
      for (const next of [after, after | 1]) {
        const expected = ahead[next] as number;
        if (expected > 0) sum += (passes(model, way & 1, next & 1) * (later[next] as number)) / expected;
      }
      return probability * sum;
    });
    answer.push(upper(now));
    later = now;
  }
  return answer.reverse();
}

/** What `series` says of the regimes under `model`; refused where a value is impossible under it. */
export function switchingPath(model: SwitchingModel, series: readonly number[]): SwitchingPath | Refused {
  const trace: Trace = { predicted: [], filtered: [] };
  const logLikelihood = likelihood(model, series, trace);
  if (trace.filtered.length === 0)
    return refused('series', series.length, `more than ${model.ar.length} values`);
  if (!Number.isFinite(logLikelihood))
    return refused('series', logLikelihood, 'finite values that the model does not rule out');
  return { logLikelihood, filtered: trace.filtered.map(upper), smoothed: smooth(model, trace) };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Parameters free of bounds, which a search may vary, as a model. */
function modelOf(free: readonly number[]): SwitchingModel {
  const [stay = 0, leave = 0, first = 0, second = 0, logVariance = 0, ...ar] = free;
  const [p00, p10] = [logistic(stay), logistic(leave)];
  const variance = Math.exp(logVariance);
  // The names of the regimes are exchanged where the search has crossed their means.
  return first <= second
    ? { p00, p10, means: [first, second], variance, ar }
    : { p00: 1 - p10, p10: 1 - p00, means: [second, first], variance, ar };
}

/** A search ends when a fresh simplex about its end finds less than this to gain. */
const GAIN_LEAST = 1e-11;
const RESTARTS_MAX = 30;

/** The best that simplexes, each begun about the end of the one before, reach from `start`. */
function climb(
  series: readonly number[],
  start: readonly number[],
  step: readonly number[],
): { readonly at: readonly number[]; readonly value: number } {
  const cost = (free: readonly number[]): number => -likelihood(modelOf(free), series);
  const limits = { evaluations: 600 * start.length, tolerance: 1e-7 };
  let best = nelderMead(cost, start, step, limits);
  for (let i = 0; i < RESTARTS_MAX; i += 1) {
    const again = nelderMead(
      cost,
      best.at,
      step.map((size) => 0.1 * size),
      limits,
    );
    const gain = best.value - again.value;
    if (gain > 0) best = again;
    if (gain < GAIN_LEAST) break;
  }
  return best;
}

/**
 * The model of `order` (0 to 6) lags that makes `series` likeliest given its first values, by search from means
 * set one half, one and two standard deviations apart, with the path of its regimes. Refused on too short a
 * series, on values that are not finite, and on a series that does not vary.
 */
export function fitMarkovSwitching(series: readonly number[], order: number): SwitchingFit | Refused {
  if (!(Number.isInteger(order) && order >= 0 && order <= ORDER_MAX))
    return refused('order', order, `a whole number from 0 to ${ORDER_MAX}`);
  const least = 4 * (order + 6);
  if (series.length < least)
    return refused('series', series.length, `${least} values or more for ${order} lags`);
  const strange = series.find((value) => !Number.isFinite(value));
  if (strange !== undefined) return refused('series', strange, 'finite values only');
  const [centre, deviation] = [mean(series), standardDeviation(series)];
  if (!(deviation > 1e-12 * Math.abs(centre))) return refused('series', deviation, 'a series that varies');
  const step = [0.5, 0.5, 0.3 * deviation, 0.3 * deviation, 0.3, ...Array<number>(order).fill(0.1)];
  const climbs = [0.5, 1, 2].map((apart) => {
    const half = 0.5 * apart * deviation;
    const start = [1, -2, centre - half, centre + half, 2 * Math.log(0.8 * deviation)];
    return climb(series, [...start, ...Array<number>(order).fill(0)], step);
  });
  const best = climbs.reduce((one, other) => (other.value < one.value ? other : one));
  const model = modelOf(best.at);
  const path = switchingPath(model, series);
  return 'kind' in path ? path : { ...model, ...path };
}
