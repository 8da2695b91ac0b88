/**
 * How `forecast/regime-model.json` and `parameters.json` came about: from bars up to a day, and nothing later.
 * `fit.long.test.ts` does it again.
 */

import type { Bar } from '../../domain/market.ts';
import { type ChangePrior, foldChange, startChange } from '../../forecast/change-point.ts';
import { hmmLater } from '../../forecast/hmm.ts';
import { fitHmm } from '../../forecast/hmm-fit.ts';
import type { RegimeModel } from '../../forecast/regime.ts';
import { nelderMead } from '../../math/nelder-mead.ts';
import { mean, quantile } from '../../math/statistics.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { InputRefused } from '../data/input-refused.ts';
import { surprisesOf } from './bars.ts';
import { traceOf } from './trace.ts';
import { DETECTORS, type Detector } from './watch.ts';

/**
 * The model stands in `forecast/regime-model.json`, the rest in `parameters.json`. Plain data, for bars of an
 * hour: those of a quarter of one were tried on 2023, and there held stress half of the time.
 */
export interface Parameters {
  /** Currencies whose bars these come from, and the span of time: [from, to), epoch milliseconds. */
  readonly fitted: { readonly bases: readonly string[]; readonly from: number; readonly to: number };
  readonly model: RegimeModel;
  /** Of each detector, such that in that span all were at alarm for as long as stress was held. */
  readonly thresholds: Readonly<Record<Detector, number>>;
}

/**
 * Chosen, not fitted. The thresholds are those of a few tried on the same years at which stress was held least often
 * for what moved in it: from 0.75 and 0.4 they halve the alarms, and lose a twentieth of what the alarms cover.
 */
const CHOSEN: Pick<RegimeModel, 'halfLifeMs' | 'warmUpMs' | 'hold'> = {
  halfLifeMs: 30 * DAY,
  warmUpMs: 30 * DAY,
  hold: { enter: 0.9, leave: 0.2, holdMs: 6 * HOUR },
};
/** Hypotheses kept by the detector of changes. */
const MOST = 40;
/** Where the search for its prior begins: changes once in two days, a quarter of a log unit of noise. */
const START_MS = 2 * DAY;
const START = [1, 8, 1.5];

function priorOf(logs: readonly number[], mean: number): ChangePrior {
  const [length = 0, weight = 0, shape = 0, scale = 0] = logs.map(Math.exp);
  return { length: Math.min(1e6, 1 + length), mean, weight, shape, scale, most: MOST };
}

/** Log-density of every run under `prior`, each value given those before it. */
function evidence(prior: ChangePrior, runs: readonly (readonly number[])[]): number {
  let sum = 0;
  for (const run of runs) {
    let state = startChange();
    for (const value of run) {
      const folded = foldChange(prior, state, value);
      state = folded.state;
      sum += folded.logDensity;
    }
  }
  return sum;
}

/**
 * The hidden Markov model, and the prior of the detector of changes, that make `runs` of surprises likeliest.
 * `evaluations` bounds the search for the prior. Throws `InputRefused` where they are too few or do not vary.
 */
export function fitModel(
  runs: readonly (readonly number[])[],
  intervalMs: number,
  evaluations: number,
): RegimeModel {
  const fit = fitHmm(
    runs.map((run) => run.map((value) => [value])),
    { regimes: 3, isTied: true },
  );
  if ('kind' in fit)
    throw new InputRefused(`regimes cannot be fitted: ${fit.field} is ${fit.value}`, fit.remedy);
  const all = runs.flat();
  const centre = mean(all);
  const start = [START_MS / intervalMs, ...START].map(Math.log);
  const cost = (logs: readonly number[]): number => -evidence(priorOf(logs, centre), runs);
  const best = nelderMead(cost, start, [0.7, 0.7, 0.7, 0.7], { evaluations, tolerance: 0.01 });
  // The runs began where they began; a new one begins anywhere.
  const anywhere = hmmLater(fit.model, fit.model.start, Number.POSITIVE_INFINITY);
  return { intervalMs, ...CHOSEN, hmm: { ...fit.model, start: anywhere }, change: priorOf(best.at, centre) };
}

/** Thresholds at which every detector is at alarm for as much of `runs` of bars as the regime held is stress. */
function equalThresholds(
  model: RegimeModel,
  runs: readonly (readonly Bar[])[],
): Readonly<Record<Detector, number>> {
  const traces = runs.map((bars) => traceOf(model, '', bars));
  const told = (detector: Detector): readonly number[] =>
    traces.flatMap(({ scores }) => [...scores[detector]].filter((score) => !Number.isNaN(score)));
  const share = mean(told('held'));
  return Object.fromEntries(
    DETECTORS.map((detector) => [detector, detector === 'held' ? 1 : quantile(told(detector), 1 - share)]),
  ) as Record<Detector, number>;
}

/** Parameters from the bars of each of `runs` that start before `to`; the first month of each warms up. */
export function fitParameters(
  runs: readonly (readonly Bar[])[],
  intervalMs: number,
  bases: readonly string[],
  to: number,
  evaluations: number,
): Parameters {
  const past = runs.map((bars) => bars.filter(({ start }) => start < to));
  const begins = past.map(([first]) => (first?.start ?? to) + CHOSEN.warmUpMs);
  const surprises = past.map((bars, i) =>
    surprisesOf(bars, intervalMs, CHOSEN.halfLifeMs, begins[i] as number, to),
  );
  const model = fitModel(surprises, intervalMs, evaluations);
  return {
    fitted: { bases, from: Math.min(...begins), to },
    model,
    thresholds: equalThresholds(model, past),
  };
}
