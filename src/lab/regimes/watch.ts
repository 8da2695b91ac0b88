/** The regimes and their rivals, folded over the same bars: what each says of stress, bar by bar. */
import type { Bar } from '../../domain/market.ts';
import { foldRegime, type RegimeModel, type RegimeState, regimeOf } from '../../forecast/regime.ts';

/**
 * `held`: 1 in the stress regime, else 0. `mean`, `hmm`, `change`: log-odds of stress, by both and by each alone.
 * `cusum`: E. S. Page's cumulative sum, Biometrika 41 (1954) 100–115, of the same surprises, against half of a
 * doubling of volatility, and bounded so that it also sees a storm end. `average`: their exponentially weighted mean.
 */
export const DETECTORS = ['held', 'mean', 'hmm', 'change', 'cusum', 'average'] as const;
export type Detector = (typeof DETECTORS)[number];
export type Scores = Readonly<Record<Detector, number>>;

export interface Watch {
  readonly state: RegimeState;
  readonly cusum: number;
  readonly average: number;
}

const ALLOWANCE = 0.5 * Math.LN2;
/** Reached in a day or so of doubled volatility. */
const CUSUM_MAX = 8;
/** In bars. */
const AVERAGE_HALF_LIFE = 6;
const KEEP = Math.exp(-Math.LN2 / AVERAGE_HALF_LIFE);
/** Beyond it a probability cannot be told from 1. */
const LOG_ODDS_MAX = 35;

/** `watch` after one bar more; undefined before the first sound one. */
export function foldWatch(model: RegimeModel, watch: Watch | undefined, bar: Bar): Watch | undefined {
  const state = foldRegime(model, watch?.state, bar);
  if (state === undefined || state === watch?.state) return watch;
  const { surprise } = state.surprise;
  const { cusum = 0, average = 0 } = watch ?? {};
  if (surprise === null) return { state, cusum, average };
  return {
    state,
    cusum: Math.max(0, Math.min(CUSUM_MAX, cusum + surprise - ALLOWANCE)),
    average: KEEP * average + (1 - KEEP) * surprise,
  };
}

function logOdds(share: number): number {
  return Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, Math.log(share / (1 - share))));
}

export function scoresOf(model: RegimeModel, { state, cusum, average }: Watch): Scores {
  const { regime, probabilities, byHmm, byChange } = regimeOf(model, state);
  return {
    held: regime === 'stress' ? 1 : 0,
    mean: logOdds(probabilities.stress),
    hmm: logOdds(byHmm.stress),
    change: logOdds(byChange.stress),
    cusum,
    average,
  };
}
