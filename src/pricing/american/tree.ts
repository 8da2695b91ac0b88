/**
 * Binomial trees, the second opinion on the exercise boundary. Cox, Ross & Rubinstein, Journal of Financial
 * Economics 7 (1979) 229–263: known to all, and swings around the value by 1 / steps. Leisen & Reimer, Applied
 * Mathematical Finance 3 (1996) 319–346: centred on the strike, and a hundred times closer.
 */
import { type Refused, refused } from '../refused.ts';
import { certain, isRandom } from './certain.ts';
import { european } from './european.ts';
import { crrMoves, type Design, leisenReimerMoves } from './moves.ts';
import { MOST_STEPS, type Rolled, rollBack } from './roll-back.ts';
import type { AmericanValue, Terms } from './value.ts';

export type Exercise = 'american' | 'european';

/** Vols and rates are moved by so much for vega and rho: far enough to drown the swing of the nodes. */
const VOL_STEP = 0.01;
const RATE_STEP = 1e-3;

/** Price, delta, gamma and theta as the tree's own nodes have them. */
type Nodes = Pick<AmericanValue, 'price' | 'delta' | 'gamma' | 'theta'>;

/** Greeks from the nodes one and two steps on, whose prices need not lie around the spot. */
function nodesOf(spot: number, { now, one, two, time }: Rolled): Nodes {
  const [low, middle, high] = two;
  const below = (middle.value - low.value) / (middle.spot - low.spot);
  const above = (high.value - middle.value) / (high.spot - middle.spot);
  const gamma = (2 * (above - below)) / (high.spot - low.spot);
  // The parabola through the three, and its slope, where the price is now.
  const later = low.value + (spot - low.spot) * (below + 0.5 * gamma * (spot - middle.spot));
  const laterDelta = below + 0.5 * gamma * (2 * spot - low.spot - middle.spot);
  const [down, up] = one;
  const slope = (up.value - down.value) / (up.spot - down.spot);
  const delta = slope + gamma * (spot - 0.5 * (up.spot + down.spot));
  // One step on, and two: so is it now, as far as it changes evenly with time.
  return { price: now, delta: 2 * delta - laterDelta, gamma, theta: (later - now) / (2 * time) };
}

function nodesAt(design: Design, terms: Terms, steps: number, exercise: Exercise): Nodes | Refused {
  const moves = design(terms, steps);
  if ('kind' in moves) return moves;
  return nodesOf(terms.spot, rollBack(terms, moves, steps, exercise === 'american'));
}

/** By moving the field to both sides, or to the one that the tree can follow. */
function slope(
  design: Design,
  terms: Terms,
  steps: number,
  exercise: Exercise,
  field: 'vol' | 'rate',
): number | Refused {
  const step = field === 'vol' ? VOL_STEP * terms.vol : RATE_STEP;
  const at = (distance: number) =>
    nodesAt(design, { ...terms, [field]: terms[field] + distance }, steps, exercise);
  const up = at(step);
  const down = at(-step);
  const high = 'kind' in up ? at(0) : up;
  const low = 'kind' in down ? at(0) : down;
  if ('kind' in high) return high;
  if ('kind' in low) return low;
  return (high.price - low.price) / (('kind' in up ? 0 : step) + ('kind' in down ? 0 : step));
}

function valued(design: Design, terms: Terms, steps: number, exercise: Exercise): AmericanValue | Refused {
  const closed = european(terms);
  if ('kind' in closed) return closed;
  if (!isRandom(terms)) return exercise === 'european' ? closed : certain(terms);
  const nodes = nodesAt(design, terms, steps, exercise);
  if ('kind' in nodes) return nodes;
  const vega = slope(design, terms, steps, exercise, 'vol');
  if (typeof vega !== 'number') return vega;
  const rho = slope(design, terms, steps, exercise, 'rate');
  if (typeof rho !== 'number') return rho;
  const sum = nodes.price + nodes.delta + nodes.gamma + nodes.theta + vega + rho;
  return Number.isFinite(sum)
    ? { ...nodes, vega, rho, engine: 'tree' }
    : refused('result', sum, 'inputs whose tree fits in a float64');
}

function isCount(steps: number): boolean {
  return Number.isInteger(steps) && steps >= 3 && steps <= MOST_STEPS;
}

/**
 * Value in the tree of Cox, Ross & Rubinstein with `steps` steps: price, delta, gamma and theta from its
 * nodes, vega and rho by moving the vol by 1 % of itself and the rate by 0.001. Units as `AmericanValue`.
 * Refuses what `blackScholes` refuses, and steps that are too few for the drift.
 */
export function crr(terms: Terms, steps: number, exercise: Exercise = 'american'): AmericanValue | Refused {
  if (!isCount(steps)) return refused('steps', steps, `a whole number from 3 to ${MOST_STEPS}`);
  return valued(crrMoves, terms, steps, exercise);
}

/** Value in the tree of Leisen & Reimer, an odd number of steps, by Peizer & Pratt's method 2; else as `crr`. */
export function leisenReimer(
  terms: Terms,
  steps: number,
  exercise: Exercise = 'american',
): AmericanValue | Refused {
  if (!isCount(steps) || steps % 2 === 0) {
    return refused('steps', steps, `an odd number from 3 to ${MOST_STEPS}`);
  }
  return valued(leisenReimerMoves, terms, steps, exercise);
}
