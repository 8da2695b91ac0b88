import { HOUR, SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { graded, type Signal, type Thresholds } from './signal.ts';
import { foldUsual, type Usual } from './usual.ts';

/** Money that rests within a stated distance of the mid, on the thinner side; 0 where that is empty. */
export interface DepthReading {
  readonly at: Millis;
  readonly depth: number;
}

/** What is usual, and what is there now, both as logarithms. Plain data. */
export interface DepthState {
  readonly at: Millis;
  readonly usual: Usual;
  readonly now: Usual;
}

const HALF_LIFE = HOUR;
/**
 * A ladder is taken down and put up again within seconds: on the six recorded ordinary minutes of two books one reading
 * in fifty by itself was half of what is usual. What counts is what is there over half a minute or so.
 */
const NOW = 30 * SECOND;
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
export const depthCollapse: Signal<DepthState, DepthReading> = {
  fold(state, { at, depth }) {
    if (!(depth >= 0 && depth < Infinity) || (state !== undefined && at < state.at)) return state;
    // An empty book is told against what is usual; before anything is, it tells nothing.
    const least = state === undefined ? 0 : LEAST_SHARE * Math.exp(state.usual.level);
    const seen = Math.max(depth, least);
    if (!(seen > 0)) return state;
    const log = Math.log(seen);
    const usual = foldUsual(state?.usual, at, log, HALF_LIFE, LESSON_MAX);
    return { at, usual, now: foldUsual(state?.now, at, log, NOW, Infinity) };
  },
  severity: ({ usual, now }) => graded(Math.exp(usual.before - now.level), THINNER, 'usual depth over depth'),
};
