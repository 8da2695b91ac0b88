import type { Reversion } from '../../math/reversion.ts';
import { type Refused, refused } from '../../pricing/refused.ts';

/** Sums over values and over pairs of neighbours, each forgotten by half in so many steps. Plain data. */
export interface ReversionState {
  readonly last: number | null;
  /** Of values: the sum of weights, of their squares, and the mean. */
  readonly weight: number;
  readonly weights: number;
  readonly mean: number;
  /** Of pairs: the same, both means, and sums of centred squares and products. */
  readonly pairWeight: number;
  readonly pairWeights: number;
  readonly before: number;
  readonly after: number;
  readonly beforeSquares: number;
  readonly afterSquares: number;
  readonly products: number;
}

export const NO_VALUES: ReversionState = {
  last: null,
  weight: 0,
  weights: 0,
  mean: 0,
  pairWeight: 0,
  pairWeights: 0,
  before: 0,
  after: 0,
  beforeSquares: 0,
  afterSquares: 0,
  products: 0,
};

/** Pairs' worth that a forecast needs: fewer do not tell persistence from chance. */
const PAIRS_LEAST = 20;
/** A series that is said to keep everything would have no mean to return to. */
const PERSISTENCE_MOST = 0.98;

/**
 * `state` after `value`, which came `steps` (a whole number, 1 or more) after the one before: values that are
 * missing are no neighbours, and time forgets them all the same.
 */
export function foldValue(
  state: ReversionState,
  value: number,
  steps: number,
  halfLife: number,
): ReversionState {
  const keep = Math.exp((-Math.LN2 * steps) / halfLife);
  const weight = keep * state.weight + 1;
  const mean = state.mean + (value - state.mean) / weight;
  const weights = keep * keep * state.weights + 1;
  const isPair = state.last !== null && steps === 1;
  const [x, y] = [isPair ? (state.last as number) : state.before, isPair ? value : state.after];
  const pair = isPair ? 1 : 0;
  const pairWeight = keep * state.pairWeight + pair;
  const share = pairWeight > 0 ? pair / pairWeight : 0;
  const [dx, dy] = [x - state.before, y - state.after];
  // West, Communications of the ACM 22 (1979) 532–535: what is added to a centred sum by a weighted value.
  const added = pair * (1 - share);
  return {
    last: value,
    weight,
    weights,
    mean,
    pairWeight,
    pairWeights: keep * keep * state.pairWeights + pair,
    before: state.before + share * dx,
    after: state.after + share * dy,
    beforeSquares: keep * state.beforeSquares + added * dx * dx,
    afterSquares: keep * state.afterSquares + added * dy * dy,
    products: keep * state.products + added * dx * dy,
  };
}

/**
 * What the values so far say of those to come: persistence and noise by weighted least squares of each value on the
 * one before. The long-run variance r = noise / (1 − p)² of the values makes the mean uncertain by r over as many
 * values as the weights are worth, and forgetting at a rate α by half of α·r more, since a level that is worth
 * forgetting at that rate wanders by α²·r each step (Muth 1960). Refuses too few values.
 */
export function reversionOf(state: ReversionState, halfLife: number): Reversion | Refused {
  const { last, pairWeight, pairWeights, weight, weights, beforeSquares, afterSquares, products } = state;
  const pairs = pairWeights > 0 ? (pairWeight * pairWeight) / pairWeights : 0;
  if (last === null || pairs < PAIRS_LEAST)
    return refused('history', pairs, `${PAIRS_LEAST} steps in a row or more`);
  const slope = beforeSquares > 0 ? products / beforeSquares : 0;
  const persistence = Math.max(0, Math.min(PERSISTENCE_MOST, slope));
  const left = afterSquares - 2 * persistence * products + persistence * persistence * beforeSquares;
  const noise = Math.max(0, (left / pairWeight) * (pairs / (pairs - 2)));
  const longRun = noise / ((1 - persistence) * (1 - persistence));
  const forgetting = 1 - Math.exp(-Math.LN2 / halfLife);
  const doubt = longRun * (weights / (weight * weight) + forgetting / 2);
  return { last, mean: state.mean, persistence, noise, doubt, wander: forgetting * forgetting * longRun };
}
