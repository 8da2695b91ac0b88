import { MINUTE } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { added, type Decayed, decayedTo } from './decayed.ts';
import { graded, type Signal, type Thresholds } from './signal.ts';

/** One answer of a venue: an error is a failure of its own or of the way to it, never a refused order. */
export interface VenueAnswer {
  readonly at: Millis;
  readonly isError: boolean;
}

export interface VenueHealth {
  readonly at: Millis;
  readonly errors: Decayed;
  readonly answers: Decayed;
}

/** One error alone must not lock anything for so long, which is what breakers elsewhere are blamed for. */
const LIFE = 15 * MINUTE;

/**
 * Errors within a quarter of an hour: three is where other hedgers stop, and here only passive orders go on;
 * at twice as many nothing is opened there. Half an error is let off, since those before the last have
 * decayed a little.
 */
const ERRORS: Thresholds = [2.5, 5.5, Infinity];
/** Fewer than this share of the answers are what any venue has. */
const SHARE = 0.1;

/** A venue that fails too often to be opened anything at. */
export const venueErrors: Signal<VenueHealth, VenueAnswer> = {
  fold(state, { at, isError }) {
    if (state !== undefined && at < state.at) return state;
    const errors = added(state?.errors, at, isError ? 1 : 0, LIFE);
    return { at, errors, answers: added(state?.answers, at, 1, LIFE) };
  },
  severity({ errors, answers }, at) {
    const failed = decayedTo(errors, at, LIFE);
    const isRare = failed < SHARE * decayedTo(answers, at, LIFE);
    return graded(isRare ? 0 : failed, ERRORS, 'errors within fifteen minutes');
  },
};
