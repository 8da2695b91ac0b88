/**
 * A hidden Markov model whose regimes are seen through normal features, independent within a regime, and its
 * filter: Rabiner, Proceedings of the IEEE 77 (1989) 257–286. `hmm-fit.ts` finds the model.
 */

/** Plain data. Of K regimes and D features. */
export interface HmmModel {
  /** Probability of each regime before anything is seen. */
  readonly start: readonly number[];
  /** `transition[i][j]`: the probability that regime i is followed by regime j. */
  readonly transition: readonly (readonly number[])[];
  /** Of each regime, each feature. */
  readonly means: readonly (readonly number[])[];
  readonly variances: readonly (readonly number[])[];
}

/** Gaps longer than this many steps are taken for this many; by then most chains have forgotten. */
const STEPS_MAX = 256;

/** Probability of each regime one step after `probabilities`. */
export function hmmAhead(model: HmmModel, probabilities: readonly number[]): number[] {
  return model.start.map((_, to) =>
    probabilities.reduce((sum, share, from) => sum + share * (model.transition[from]?.[to] ?? 0), 0),
  );
}

/** The same `steps` (a whole number) ahead, 256 at most. */
export function hmmLater(
  model: HmmModel,
  probabilities: readonly number[],
  steps: number,
): readonly number[] {
  let later = probabilities;
  for (let i = 0; i < Math.min(steps, STEPS_MAX); i += 1) later = hmmAhead(model, later);
  return later;
}

/** Log-density of `features` in `regime`, less a constant that all regimes share; a NaN is a feature not seen. */
export function hmmLogDensity(model: HmmModel, regime: number, features: readonly number[]): number {
  let sum = 0;
  for (let d = 0; d < features.length; d += 1) {
    const value = features[d] as number;
    if (Number.isNaN(value)) continue;
    const variance = model.variances[regime]?.[d] as number;
    const error = value - (model.means[regime]?.[d] as number);
    sum -= 0.5 * (Math.log(variance) + (error * error) / variance);
  }
  return sum;
}

/** Probability of each regime given `features` as well; unchanged where they rule out every regime alike. */
export function hmmSeen(model: HmmModel, prior: readonly number[], features: readonly number[]): number[] {
  const logs = prior.map((share, regime) => Math.log(share) + hmmLogDensity(model, regime, features));
  const greatest = Math.max(...logs);
  // Infinite features leave no finite density, and nothing to compare.
  if (!Number.isFinite(greatest)) return [...prior];
  const weights = logs.map((value) => Math.exp(value - greatest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * Probability of each regime given everything up to `features`, which come one step after those that led to
 * `before` (undefined: they are the first). In O(K² + K·D).
 */
export function foldHmm(
  model: HmmModel,
  before: readonly number[] | undefined,
  features: readonly number[],
): number[] {
  return hmmSeen(model, before === undefined ? model.start : hmmAhead(model, before), features);
}
