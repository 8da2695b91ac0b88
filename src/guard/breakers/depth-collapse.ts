import { HOUR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { graded, type Signal, type Thresholds } from './signal.ts';
import { foldUsual, type Usual } from './usual.ts';

/** Money that rests within a stated distance of the mid, on the thinner side; 0 where that is empty. */
export interface DepthReading {
  readonly at: Millis;
  readonly depth: number;
}

const HALF_LIFE = HOUR;
/** Of the log of depth, at one reading. */
const LESSON_MAX = 1;
/** A book of nothing counts as a thousandth of what is usual, whose logarithm there is. */
const LEAST_SHARE = 1e-3;

/**
 * How many times thinner than usual. What it costs to walk a book goes as one over its depth: from twice the
 * usual cost on crossing the spread is not what was planned, and at five times it is not to open anything
 * with. Depth comes back by itself, so it never halts.
 */
const THINNER: Thresholds = [2, 5, Infinity];

/** Depth against what it was in the hours before. */
export const depthCollapse: Signal<Usual, DepthReading> = {
  fold(state, { at, depth }) {
    if (!(depth >= 0 && depth < Infinity) || (state !== undefined && at < state.at)) return state;
    // An empty book is told against what is usual; before anything is, it tells nothing.
    const least = state === undefined ? 0 : LEAST_SHARE * Math.exp(state.level);
    const seen = Math.max(depth, least);
    return seen > 0 ? foldUsual(state, at, Math.log(seen), HALF_LIFE, LESSON_MAX) : state;
  },
  severity: ({ before, last }) => graded(Math.exp(before - last), THINNER, 'usual depth over depth'),
};
