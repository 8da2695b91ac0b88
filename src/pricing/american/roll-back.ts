/** Backward induction through a binomial tree. */
import type { Terms } from './value.ts';

/** One step of a tree: factors on the price, and the probabilities of up and of down. */
export interface Moves {
  readonly up: number;
  readonly down: number;
  readonly probability: number;
  readonly complement: number;
}

/** Of any tree, so that a wrong number of them is an answer and not a long wait. */
export const MOST_STEPS = 20_001;

interface Node {
  readonly spot: number;
  readonly value: number;
}

/** The root's value and the nodes one and two steps on, by rising price; `time` is of one step, in years. */
export interface Rolled {
  readonly now: number;
  readonly one: readonly [Node, Node];
  readonly two: readonly [Node, Node, Node];
  readonly time: number;
}

/**
 * Nodes to either side of the walk's mean that count, nine deviations of half a node per root of a step: what is
 * reached with a probability below 1e-18 counts for nothing, and is left as it is.
 */
export function reachOf(steps: number): number {
  return 4.5 * Math.sqrt(steps) + 2;
}

/** Rolls the payoff back through `steps` ≥ 2 steps, with the right to exercise at each node or only at the end. */
export function rollBack(terms: Terms, moves: Moves, steps: number, isEarly: boolean): Rolled {
  const sign = terms.type === 'call' ? 1 : -1;
  const time = terms.years / steps;
  const discount = Math.exp(-terms.rate * time);
  const scratch = new Float64Array(2 * steps + 2);
  const ladder = scratch.subarray(0, steps + 1);
  const values = scratch.subarray(steps + 1);
  const apart = moves.up / moves.down;
  const back = 1 / moves.down;
  const up = discount * moves.probability;
  const down = discount * moves.complement;
  let spot = terms.spot;
  for (let i = 0; i < steps; i++) spot *= moves.down;
  for (let j = 0; j <= steps; j++) {
    ladder[j] = spot;
    values[j] = Math.max(0, sign * (spot - terms.strike));
    spot *= apart;
  }
  // Prices i steps before the end are those of the ladder, times back i times over.
  let scale = 1;
  const reach = reachOf(steps);
  // What is paid for exercise before the end: more than it can bring, where it is not allowed.
  const paid = isEarly ? sign * terms.strike : Infinity;
  const stepBack = (last: number): void => {
    scale *= back;
    const signed = sign * scale;
    const mean = last * moves.probability;
    const first = Math.ceil(Math.max(0, mean - reach));
    const end = Math.min(last, mean + reach);
    let below = values[first] as number;
    for (let j = first; j <= end; j++) {
      const above = values[j + 1] as number;
      const held = up * above + down * below;
      const exercised = signed * (ladder[j] as number) - paid;
      values[j] = held;
      if (exercised > held) values[j] = exercised;
      below = above;
    }
  };
  const node = (j: number): Node => ({ spot: scale * (ladder[j] as number), value: values[j] as number });
  for (let last = steps - 1; last >= 2; last--) stepBack(last);
  const two = [node(0), node(1), node(2)] as const;
  stepBack(1);
  const one = [node(0), node(1)] as const;
  stepBack(0);
  return { now: values[0] as number, one, two, time };
}
