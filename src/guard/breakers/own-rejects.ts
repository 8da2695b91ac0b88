import { HOUR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { graded, type Signal, type Thresholds } from './signal.ts';

/** What became of one of our orders at a venue. */
export interface OrderAnswer {
  readonly at: Millis;
  readonly isRejected: boolean;
}

export interface RejectRun {
  readonly at: Millis;
  /** Rejected since the last that was not. */
  readonly run: number;
}

/** After so long without an order the venue may have changed its mind. */
const FORGOTTEN = HOUR;

/**
 * Rejects in a row. Each says that we do not know the venue's rules, our balance or our position: three are
 * no accident, and after twelve an engine that goes on is one that must be looked at.
 */
const IN_A_ROW: Thresholds = [3, 6, 12];

/** Orders of ours that a venue will not have. */
export const ownRejects: Signal<RejectRun, OrderAnswer> = {
  fold(state, { at, isRejected }) {
    if (state !== undefined && at < state.at) return state;
    const before = state === undefined || at - state.at >= FORGOTTEN ? 0 : state.run;
    return { at, run: isRejected ? before + 1 : 0 };
  },
  severity({ run, at: last }, at) {
    return graded(at - last >= FORGOTTEN ? 0 : run, IN_A_ROW, 'rejected orders in a row');
  },
};
