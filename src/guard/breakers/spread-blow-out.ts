import { HOUR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { graded, type Signal, type Thresholds } from './signal.ts';
import { foldUsual, type Usual } from './usual.ts';

/** Ask less bid over the mid: a fraction. */
export interface SpreadReading {
  readonly at: Millis;
  readonly spread: number;
}

const HALF_LIFE = HOUR;
/** Of the log of the spread, at one reading. */
const LESSON_MAX = 1;
/** A tick of a millionth and less is no spread to speak of. */
const LEAST = 1e-6;
/**
 * What a taker pays in fees at most large venues. Half a spread below that decides nothing, however unusual.
 */
const HARMLESS = 1e-3;

/**
 * Multiples of the usual spread. A spread is about the volatility per trade (Wyart et al., Quantitative
 * Finance 8 (2008) 41–57), so three times is a market three times as wild; at ten times there is hardly a
 * market. Spreads come back by themselves, so they never halt.
 */
const WIDER: Thresholds = [3, 10, Infinity];

/** The spread against what it was in the hours before, as long as it is wide enough to matter. */
export const spreadBlowOut: Signal<Usual, SpreadReading> = {
  fold(state, { at, spread }) {
    if (!(spread >= 0 && spread < Infinity) || (state !== undefined && at < state.at)) return state;
    return foldUsual(state, at, Math.log(Math.max(spread, LEAST)), HALF_LIFE, LESSON_MAX);
  },
  severity({ before, last }) {
    const isHarmless = Math.exp(last) < HARMLESS;
    return graded(isHarmless ? 0 : Math.exp(last - before), WIDER, 'spread over the usual spread');
  },
};
