/**
 * Fitting of a hidden Markov model by expectation and maximisation: Baum, Petrie, Soules & Weiss, Annals of
 * Mathematical Statistics 41 (1970) 164–171, with the scaling of Rabiner, Proceedings of the IEEE 77 (1989)
 * 257–286. From starts that the data alone fix, so that the same data give the same model.
 */
import { type Refused, refused } from '../pricing/refused.ts';
import { type HmmModel, hmmLogDensity } from './hmm.ts';

/** A row of features for each step. */
export type Sequence = readonly (readonly number[])[];

export interface HmmFit {
  /** Regimes in order of the mean of their first feature. */
  readonly model: HmmModel;
  /** Log-likelihood of the model before each round, and of the last: it never falls. */
  readonly climb: readonly number[];
}

export interface HmmChoice {
  /** How many regimes. */
  readonly regimes: number;
  /**
   * One variance of each feature for all regimes. Then more of a feature always speaks for the regime with
   * the greater mean; with several variances an extreme speaks for the widest, which may be the calm one.
   */
  readonly isTied: boolean;
}

const ROUNDS_MAX = 500;
/** Log-likelihood gained per step below which the climb is over. */
const GAIN_LEAST = 1e-8;
/** Share of a feature's variance below which no regime's may fall: one value alone would be infinitely likely. */
const VARIANCE_LEAST = 1e-3;
/** Starts: how likely a regime is to stay. */
const STAYS = [0.9, 0.98];
const STEPS_PER_REGIME_MIN = 20;
const HALF_LN_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Sums over all steps, weighted by the probability of the regime there. */
interface Counts {
  readonly first: number[];
  readonly moves: number[][];
  readonly weights: number[];
  readonly sums: number[][];
  readonly squares: number[][];
  logLikelihood: number;
}

function grid(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, () => Array<number>(columns).fill(0));
}

function add(row: number[], at: number, value: number): void {
  row[at] = (row[at] as number) + value;
}

/** Density of each regime at each step, each row divided by its greatest; the logs of these are added up. */
function densities(model: HmmModel, rows: Sequence): { values: number[][]; log: number } {
  let log = 0;
  const values = rows.map((features) => {
    const logs = model.start.map((_, k) => hmmLogDensity(model, k, features));
    const greatest = Math.max(...logs);
    log += greatest - HALF_LN_TWO_PI * features.length;
    return logs.map((value) => Math.exp(value - greatest));
  });
  return { values, log };
}

/** Forward and backward through one sequence, its sums added to `counts`. */
function count(model: HmmModel, rows: Sequence, counts: Counts): void {
  const regimes = model.start.map((_, k) => k);
  const { values, log } = densities(model, rows);
  counts.logLikelihood += log;
  const forward: number[][] = [];
  const scales: number[] = [];
  for (let t = 0; t < rows.length; t += 1) {
    const before = forward[t - 1];
    const joint = regimes.map((j) => {
      const ahead =
        before === undefined
          ? (model.start[j] as number)
          : before.reduce((sum, share, i) => sum + share * (model.transition[i]?.[j] as number), 0);
      return ahead * (values[t]?.[j] as number);
    });
    const scale = joint.reduce((sum, value) => sum + value, 0);
    counts.logLikelihood += Math.log(scale);
    scales.push(scale);
    forward.push(joint.map((value) => value / scale));
  }
  let backward = regimes.map(() => 1);
  for (let t = rows.length - 1; t >= 0; t -= 1) {
    const now = forward[t] as number[];
    for (const k of regimes) {
      const share = (now[k] as number) * (backward[k] as number);
      add(counts.weights, k, share);
      if (t === 0) add(counts.first, k, share);
      rows[t]?.forEach((value, d) => {
        add(counts.sums[k] as number[], d, share * value);
        add(counts.squares[k] as number[], d, share * value * value);
      });
    }
    if (t === 0) break;
    const before = forward[t - 1] as number[];
    const seen = regimes.map(
      (j) => ((values[t]?.[j] as number) * (backward[j] as number)) / (scales[t] as number),
    );
    backward = regimes.map((i) => {
      let sum = 0;
      for (const j of regimes) {
        const passed = (model.transition[i]?.[j] as number) * (seen[j] as number);
        add(counts.moves[i] as number[], j, (before[i] as number) * passed);
        sum += passed;
      }
      return sum;
    });
  }
}

function shares(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 1 / weights.length));
}

/** The model that makes the counted steps likeliest. */
function maximise(counts: Counts, isTied: boolean, floors: readonly number[]): HmmModel {
  const means = counts.sums.map((row, k) => row.map((sum) => sum / (counts.weights[k] as number)));
  const spreads = counts.squares.map((row, k) =>
    row.map((square, d) => {
      const centre = means[k]?.[d] as number;
      return square - (counts.weights[k] as number) * centre * centre;
    }),
  );
  const total = counts.weights.reduce((sum, weight) => sum + weight, 0);
  const pooled = floors.map((_, d) => spreads.reduce((sum, row) => sum + (row[d] as number), 0) / total);
  const variances = spreads.map((row, k) =>
    row.map((spread, d) => {
      const own = isTied ? (pooled[d] as number) : spread / (counts.weights[k] as number);
      return Math.max(own, floors[d] as number);
    }),
  );
  return { start: shares(counts.first), transition: counts.moves.map(shares), means, variances };
}

/** A start: regimes share the steps equally by the size of their first feature. */
function startOf(rows: Sequence, regimes: number, stay: number): HmmModel {
  const features = (rows[0] as readonly number[]).length;
  const sorted = rows.toSorted((a, b) => (a[0] as number) - (b[0] as number));
  const parts = Array.from({ length: regimes }, (_, k) =>
    sorted.slice(Math.floor((k * rows.length) / regimes), Math.floor(((k + 1) * rows.length) / regimes)),
  );
  const means = parts.map((part) => columnMeans(part, features));
  const variances = columnVariances(rows, columnMeans(rows, features));
  const move = regimes === 1 ? 0 : (1 - stay) / (regimes - 1);
  return {
    start: means.map(() => 1 / regimes),
    transition: means.map((_, i) => means.map((_mean, j) => (i === j ? 1 - move * (regimes - 1) : move))),
    means,
    variances: means.map(() => variances),
  };
}

function columnMeans(rows: Sequence, features: number): number[] {
  return Array.from(
    { length: features },
    (_, d) => rows.reduce((sum, row) => sum + (row[d] as number), 0) / rows.length,
  );
}

function columnVariances(rows: Sequence, means: readonly number[]): number[] {
  return means.map((centre, d) => {
    const squares = rows.reduce(
      (sum, row) => sum + ((row[d] as number) - centre) * ((row[d] as number) - centre),
      0,
    );
    return squares / rows.length;
  });
}

function climbFrom(
  start: HmmModel,
  sequences: readonly Sequence[],
  isTied: boolean,
  floors: readonly number[],
): HmmFit {
  const steps = sequences.reduce((sum, rows) => sum + rows.length, 0);
  const k = start.start.length;
  const climb: number[] = [];
  let model = start;
  for (;;) {
    const counts: Counts = {
      first: Array<number>(k).fill(0),
      moves: grid(k, k),
      weights: Array<number>(k).fill(1e-300),
      sums: grid(k, floors.length),
      squares: grid(k, floors.length),
      logLikelihood: 0,
    };
    for (const rows of sequences) count(model, rows, counts);
    const before = climb.at(-1) ?? -Infinity;
    climb.push(counts.logLikelihood);
    if (climb.length > ROUNDS_MAX || counts.logLikelihood - before < GAIN_LEAST * steps)
      return { model, climb };
    model = maximise(counts, isTied, floors);
  }
}

/** The same model with its regimes in order of the mean of their first feature. */
function ordered(model: HmmModel): HmmModel {
  const order = model.means.map((_, k) => k);
  order.sort((a, b) => (model.means[a]?.[0] as number) - (model.means[b]?.[0] as number));
  const pick = <T>(of: readonly T[]): T[] => order.map((k) => of[k] as T);
  return {
    start: pick(model.start),
    transition: pick(model.transition).map(pick),
    means: pick(model.means),
    variances: pick(model.variances),
  };
}

/**
 * The model that makes `sequences`, taken for independent runs of one chain, likeliest, of those that climbs from
 * a few fixed starts reach. Refused: no regimes, fewer than 20 steps for each, a feature that is not finite, or
 * one that does not vary.
 */
export function fitHmm(sequences: readonly Sequence[], { regimes, isTied }: HmmChoice): HmmFit | Refused {
  if (!(Number.isInteger(regimes) && regimes >= 1))
    return refused('regimes', regimes, 'a whole number of 1 or more');
  const rows = sequences.flat();
  const least = STEPS_PER_REGIME_MIN * regimes;
  if (rows.length < least)
    return refused('sequences', rows.length, `${least} steps or more for ${regimes} regimes`);
  const features = (rows[0] as readonly number[]).length;
  const strange = rows.flat().find((value) => !Number.isFinite(value));
  if (strange !== undefined) return refused('feature', strange, 'finite features');
  const uneven = rows.find((row) => row.length !== features);
  if (uneven !== undefined) return refused('feature', uneven.length, `${features} features at every step`);
  const means = columnMeans(rows, features);
  const variances = columnVariances(rows, means);
  const flat = variances.find(
    (variance, d) => !(variance > 1e-24 * (means[d] as number) * (means[d] as number)),
  );
  if (flat !== undefined) return refused('feature', flat, 'features that vary');
  const floors = variances.map((variance) => VARIANCE_LEAST * variance);
  const runs = sequences.filter(({ length }) => length > 0);
  const fits = STAYS.map((stay) => climbFrom(startOf(rows, regimes, stay), runs, isTied, floors));
  const best = fits.reduce((one, other) =>
    (other.climb.at(-1) as number) > (one.climb.at(-1) as number) ? other : one,
  );
  return { model: ordered(best.model), climb: best.climb };
}
