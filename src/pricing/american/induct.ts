/**
 * Backward induction in plain TypeScript. `assembly/tree.ts` does the same to two nodes at a time, and gives the
 * same bits: each change is made to both.
 */
import { middleOf, type TreeScratch } from './tree-scratch.ts';

/** `up` and `down` are discounted probabilities; `reach` says how many nodes to either side count. */
export type Induct = (
  scratch: TreeScratch,
  up: number,
  down: number,
  probability: number,
  reach: number,
) => void;

/**
 * Rolls the values of the last step back to step 2, exercising where that brings more. A step's nodes further
 * than `reach` from the mean are left as they are: what is reached with a probability below 1e-18 counts
 * for nothing. The nodes from the first even one to the last odd one are done, pair by pair.
 */
export const induct: Induct = ({ steps, values, even, odd }, up, down, probability, reach) => {
  const middle = middleOf(steps);
  for (let step = steps - 1; step >= 2; step--) {
    const mean = step * probability;
    const first = 2 * Math.floor(0.5 * Math.max(0, mean - reach));
    const last = Math.min(step, mean + reach);
    const isOdd = step % 2;
    const ladder = isOdd === 1 ? odd : even;
    const shift = middle - (step + isOdd) / 2;
    for (let j = first; j <= last; j += 2) {
      const low = values[j] as number;
      const between = values[j + 1] as number;
      const high = values[j + 2] as number;
      const held = up * between + down * low;
      const heldNext = up * high + down * between;
      const exercised = ladder[j + shift] as number;
      const exercisedNext = ladder[j + shift + 1] as number;
      values[j] = held;
      values[j + 1] = heldNext;
      // Comparisons and not Math.max: they treat NaN as the vector instruction does.
      if (exercised > held) values[j] = exercised;
      if (exercisedNext > heldNext) values[j + 1] = exercisedNext;
    }
  }
};
