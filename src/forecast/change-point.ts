/**
 * Bayesian detection of changes as they happen: Adams & MacKay, "Bayesian online changepoint detection",
 * arXiv 0710.3742 (2007). Values are normal with a mean and a variance that last until a change, which comes
 * with the same small probability at every step. Kept is a list of hypotheses, each that the last change was so
 * many steps ago, with its probability and what it learnt since; the unlikely ones are dropped or merged, so that a
 * step costs at most so much whatever came before.
 */
import { normalCdf } from '../math/normal.ts';
import { type Refused, refused } from '../pricing/refused.ts';

/** Plain data. Mean and variance of a segment are drawn from a normal-inverse-gamma distribution. */
export interface ChangePrior {
  /** Steps between changes, on average: the hazard is one over it. */
  readonly length: number;
  /** Expected mean, and how many values that knowledge is worth. */
  readonly mean: number;
  readonly weight: number;
  /** Of the variance: inverse gamma with this shape (half of how many values it is worth) and scale. */
  readonly shape: number;
  readonly scale: number;
  /** Hypotheses kept at most. */
  readonly most: number;
}

/** Plain data: one place in each list for each hypothesis, from the latest change to the earliest. */
export interface ChangeState {
  /** Values since the change. */
  readonly counts: readonly number[];
  readonly shares: readonly number[];
  /** Mean of these values, and the sum of their squared distances from it. */
  readonly means: readonly number[];
  readonly squares: readonly number[];
}

/** Less likely hypotheses are dropped. */
const SHARE_LEAST = 1e-6;
/** From this size on, five terms of the series are good to 1e-12. */
const SERIES_FROM = 12;

/** ln(Γ(a + ½) / Γ(a)), a > 0: its series in 1/a (Abramowitz & Stegun 6.1.47), reached by steps of ½ from below. */
export function logGammaHalfStep(a: number): number {
  // With f(a) for the answer, f(a) + f(a + ½) = ln a: signs alternate, and factors go above and below.
  let ratio = 1;
  let isAbove = true;
  let at = a;
  while (at < SERIES_FROM) {
    ratio = isAbove ? ratio * at : ratio / at;
    isAbove = !isAbove;
    at += 0.5;
  }
  const z = 1 / (at * at);
  const series = (((((-31 / 18_432) * z + 17 / 14_336) * z - 1 / 640) * z + 1 / 192) * z - 1 / 8) / at;
  const rest = 0.5 * Math.log(at) + series;
  return Math.log(ratio) + (isAbove ? rest : -rest);
}

/** What a hypothesis believes of mean and variance: the prior with its values added. */
function posterior(prior: ChangePrior, count: number, mean: number, squares: number) {
  const weight = prior.weight + count;
  const apart = mean - prior.mean;
  return {
    mean: prior.mean + (count * apart) / weight,
    weight,
    shape: prior.shape + 0.5 * count,
    scale: prior.scale + 0.5 * (squares + (prior.weight * count * apart * apart) / weight),
  };
}

/** Log-density of `value` under a hypothesis: Student's t. */
function logPredictive(prior: ChangePrior, state: ChangeState, i: number, value: number): number {
  const { mean, weight, shape, scale } = posterior(
    prior,
    state.counts[i] as number,
    state.means[i] as number,
    state.squares[i] as number,
  );
  const spread = (2 * scale * (weight + 1)) / weight;
  const error = value - mean;
  const tail = (shape + 0.5) * Math.log1p((error * error) / spread);
  return logGammaHalfStep(shape) - 0.5 * Math.log(Math.PI * spread) - tail;
}

/** `prior` itself, or what is wrong with it. */
export function checkedPrior(prior: ChangePrior): ChangePrior | Refused {
  if (!(prior.length > 1 && prior.length < Infinity))
    return refused('length', prior.length, 'a finite number of steps above 1');
  if (!Number.isFinite(prior.mean)) return refused('mean', prior.mean, 'a finite mean');
  for (const field of ['weight', 'shape', 'scale'] as const) {
    if (!(prior[field] > 0 && prior[field] < Infinity))
      return refused(field, prior[field], 'a finite number above 0');
  }
  if (!(Number.isInteger(prior.most) && prior.most >= 3))
    return refused('most', prior.most, 'a whole number of hypotheses, 3 or more');
  return prior;
}

/** Before the first value: there was a change just now. */
export function startChange(): ChangeState {
  return { counts: [0], shares: [1], means: [0], squares: [0] };
}

interface Hypothesis {
  readonly count: number;
  readonly share: number;
  readonly mean: number;
  readonly squares: number;
}

/** What is lost by taking `one` for the next older: the less likely share of the two, if far apart in time. */
function loss(one: Hypothesis, older: Hypothesis): number {
  return (Math.min(one.share, older.share) * (older.count - one.count)) / older.count;
}

/**
 * The likely ones in the same order. Where they are more than `most`, the two neighbours that lose least by it
 * become the likelier of them, with the probability of both. The newest stays, since all others grow from it.
 */
function pruned(all: readonly Hypothesis[], most: number): readonly Hypothesis[] {
  const kept = all.filter(({ share }, i) => i === 0 || share >= SHARE_LEAST);
  while (kept.length > most) {
    let least = 1;
    let found = Infinity;
    for (let i = 1; i + 1 < kept.length; i += 1) {
      const lost = loss(kept[i] as Hypothesis, kept[i + 1] as Hypothesis);
      if (lost < found) [least, found] = [i, lost];
    }
    const [one, older] = kept.slice(least, least + 2) as [Hypothesis, Hypothesis];
    const likelier = one.share > older.share ? one : older;
    kept.splice(least, 2, { ...likelier, share: one.share + older.share });
  }
  return kept;
}

/**
 * `state` after one value more, and its log-density given those before. `steps` is how many steps ago the value
 * before was; a value that is not finite changes nothing. In O(`prior.most`).
 */
export function foldChange(
  prior: ChangePrior,
  state: ChangeState,
  value: number,
  steps = 1,
): { readonly state: ChangeState; readonly logDensity: number } {
  if (!Number.isFinite(value)) return { state, logDensity: 0 };
  const logs = state.counts.map((_, i) => logPredictive(prior, state, i, value));
  const greatest = Math.max(...logs);
  const joint = logs.map((log, i) => (state.shares[i] as number) * Math.exp(log - greatest));
  const total = joint.reduce((sum, weight) => sum + weight, 0);
  // Each step that passed unseen was an opportunity to change as well.
  const hazard = -Math.expm1(steps * Math.log1p(-1 / prior.length));
  const grown = joint.map((weight, i): Hypothesis => {
    const count = (state.counts[i] as number) + 1;
    const before = state.means[i] as number;
    const mean = before + (value - before) / count;
    const squares = (state.squares[i] as number) + (value - before) * (value - mean);
    return { count, share: (weight / total) * (1 - hazard), mean, squares };
  });
  const kept = pruned([{ count: 0, share: hazard, mean: 0, squares: 0 }, ...grown], prior.most);
  const whole = kept.reduce((sum, { share }) => sum + share, 0);
  return {
    state: {
      counts: kept.map(({ count }) => count),
      shares: kept.map(({ share }) => share / whole),
      means: kept.map(({ mean }) => mean),
      squares: kept.map(({ squares }) => squares),
    },
    logDensity: greatest + Math.log(total),
  };
}

/** The probability that the last change was at most `steps` values ago. */
export function changedWithin({ counts, shares }: ChangeState, steps: number): number {
  return Math.min(
    1,
    shares.reduce((sum, share, i) => sum + ((counts[i] as number) <= steps ? share : 0), 0),
  );
}

/**
 * The probability that the mean since the last change is above `level`: over all hypotheses, each mean taken for
 * normal with the variance that it has.
 */
export function meanAbove(prior: ChangePrior, state: ChangeState, level: number): number {
  const sum = state.shares.reduce((above, share, i) => {
    const { mean, weight, shape, scale } = posterior(
      prior,
      state.counts[i] as number,
      state.means[i] as number,
      state.squares[i] as number,
    );
    // Student's t has this deviation only above two degrees of freedom; at fewer it is what its centre has.
    const deviation = Math.sqrt(scale / (weight * Math.max(shape - 1, 0.5 * shape)));
    return above + share * normalCdf((mean - level) / deviation);
  }, 0);
  return Math.min(1, sum);
}
