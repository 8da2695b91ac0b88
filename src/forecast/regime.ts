/**
 * Calm, normal or stress, from closed bars: how surprising their ranges are, read by a hidden Markov model of
 * three regimes and by a detector of changes, the probabilities of both averaged, and held with hysteresis.
 * The first knows how regimes follow each other; the second needs no level to be one that was seen before.
 */
import type { Bar } from '../domain/market.ts';
import type { Millis } from '../units/units.ts';
import {
  type ChangePrior,
  type ChangeState,
  changedWithin,
  foldChange,
  meanAbove,
  startChange,
} from './change-point.ts';
import { foldHmm, type HmmModel, hmmLater } from './hmm.ts';
import {
  type HeldRegime,
  type HysteresisRule,
  holdRegime,
  type Regime,
  type RegimeProbabilities,
} from './hysteresis.ts';
import { foldSurprise, type SurpriseState } from './range-surprise.ts';

/** Plain data, fitted to bars of one length. */
export interface RegimeModel {
  readonly intervalMs: number;
  /** Of what is expected of a bar's range. */
  readonly halfLifeMs: number;
  /** Bars to learn from before any regime but normal is held. */
  readonly warmUpMs: number;
  /** Three regimes, calm first, and one feature, whose variance they share. */
  readonly hmm: HmmModel;
  readonly change: ChangePrior;
  readonly hold: HysteresisRule;
}

/** Plain data. */
export interface RegimeState {
  readonly surprise: SurpriseState;
  /** Probability of each regime by the hidden Markov model. */
  readonly hmm: readonly number[];
  readonly change: ChangeState;
  /** Null while warming up. */
  readonly held: HeldRegime | null;
}

export interface RegimeView {
  /** What to act on: normal while not `ready`. */
  readonly regime: Regime;
  readonly since: Millis | null;
  readonly ready: boolean;
  readonly probabilities: RegimeProbabilities;
  /** The same by each of the two alone. */
  readonly byHmm: RegimeProbabilities;
  readonly byChange: RegimeProbabilities;
  /** The probability that the last change was within as many bars. */
  readonly changed: number;
}

/** Bars within which a change counts as just now. */
const RECENT = 6;

/** The means of calm, normal and stress. */
function levels({ hmm }: RegimeModel): readonly [number, number, number] {
  return [0, 1, 2].map((k) => hmm.means[k]?.[0] ?? Number.NaN) as [number, number, number];
}

function byHmm([calm = 0, normal = 0, stress = 0]: readonly number[]): RegimeProbabilities {
  return { calm, normal, stress };
}

/** Where the mean since the last change is: a regime reaches half-way to the next. */
function byChange(model: RegimeModel, change: ChangeState): RegimeProbabilities {
  const [calm, normal, stress] = levels(model);
  const aboveCalm = meanAbove(model.change, change, 0.5 * (calm + normal));
  const above = Math.min(aboveCalm, meanAbove(model.change, change, 0.5 * (normal + stress)));
  return { calm: 1 - aboveCalm, normal: aboveCalm - above, stress: above };
}

function averaged(one: RegimeProbabilities, other: RegimeProbabilities): RegimeProbabilities {
  return {
    calm: 0.5 * (one.calm + other.calm),
    normal: 0.5 * (one.normal + other.normal),
    stress: 0.5 * (one.stress + other.stress),
  };
}

/** `state` (undefined before the first bar) after one bar more; a bar that is not sound changes nothing. */
export function foldRegime(
  model: RegimeModel,
  state: RegimeState | undefined,
  bar: Bar,
): RegimeState | undefined {
  const surprise = foldSurprise(state?.surprise, bar, model.intervalMs, model.halfLifeMs);
  if (surprise === undefined || surprise === state?.surprise) return state;
  const steps =
    state === undefined ? 1 : Math.max(1, Math.round((surprise.at - state.surprise.at) / model.intervalMs));
  // The last of the steps is the filter's own.
  const before = state === undefined ? undefined : hmmLater(model.hmm, state.hmm, steps - 1);
  const seen = surprise.surprise ?? Number.NaN;
  const hmm = foldHmm(model.hmm, before, [seen]);
  const { state: change } = foldChange(model.change, state?.change ?? startChange(), seen, steps);
  if (surprise.spanMs < model.warmUpMs) return { surprise, hmm, change, held: null };
  const probabilities = averaged(byHmm(hmm), byChange(model, change));
  const held = holdRegime(model.hold, state?.held ?? undefined, probabilities, surprise.at);
  return { surprise, hmm, change, held };
}

/** The regime that `state` stands for; before the first bar normal, with the odds that the model starts from. */
export function regimeOf(model: RegimeModel, state: RegimeState | undefined): RegimeView {
  const change = state?.change ?? startChange();
  const [hidden, changes] = [byHmm(state?.hmm ?? model.hmm.start), byChange(model, change)];
  return {
    regime: state?.held?.regime ?? 'normal',
    since: state?.held?.since ?? null,
    ready: state !== undefined && state.held !== null,
    probabilities: averaged(hidden, changes),
    byHmm: hidden,
    byChange: changes,
    changed: changedWithin(change, RECENT),
  };
}
