import type { Millis } from '../../units/units.ts';
import { type Exceeded, within } from './exceeded.ts';

/** What was lost to slippage and still counts, in the reporting currency. Plain data. */
export interface SlippageSpent {
  readonly at: Millis;
  readonly spent: number;
}

/** What is given for slippage: never more than `most` at once, and all of it anew after `decayMs`. */
export interface SlippageBudget {
  readonly most: number;
  readonly decayMs: number;
}

/**
 * What still counts at `at`: in a straight line to nothing within `decayMs`, as dHEDGE's accumulator has it.
 */
export function slippageSpent(
  state: SlippageSpent | undefined,
  { decayMs }: SlippageBudget,
  at: Millis,
): number {
  if (state === undefined) return 0;
  const left = 1 - Math.max(0, at - state.at) / decayMs;
  return left > 0 ? state.spent * left : 0;
}

/**
 * `state` after a fill at `at` that cost `cost` against the mid when it was decided, in the reporting
 * currency. A fill better than the mid gives nothing back: many small losses must not hide behind one gain.
 */
export function foldSlippage(
  state: SlippageSpent | undefined,
  budget: SlippageBudget,
  at: Millis,
  cost: number,
): SlippageSpent | undefined {
  if (!Number.isFinite(cost)) return state;
  const time = state === undefined || at > state.at ? at : state.at;
  return { at: time, spent: slippageSpent(state, budget, time) + Math.max(0, cost) };
}

/** Whether an order that is expected to slip by `expected` (reporting currency) still has room. */
export function checkSlippage(
  state: SlippageSpent | undefined,
  budget: SlippageBudget,
  at: Millis,
  expected: number,
): Exceeded | null {
  const value = slippageSpent(state, budget, at) + Math.max(0, expected);
  return within(
    'maxSlippageSpent',
    value,
    budget.most,
    'wait until it has decayed, or trade where it is cheaper',
  );
}
