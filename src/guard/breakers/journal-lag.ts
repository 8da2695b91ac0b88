import type { Millis } from '../../units/units.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';

/** How far the disk is behind: commands leave only when their entry is on it. */
export interface JournalReading {
  readonly at: Millis;
  /** When the oldest entry that is not yet on disk was made; null where all are. */
  readonly waitingSince: Millis | null;
  /** Age at which a price is stale: what waits as long is an order on a stale price. */
  readonly staleAfterMs: number;
}

export interface JournalLag {
  readonly at: Millis;
  readonly waitingSince: Millis | null;
  readonly staleAfterMs: number;
}

/** In ages of a stale price: half of one, one, and ten, when the disk is not slow but broken. */
const STALE_AGES: Thresholds = [0.5, 1, 10];

/** A journal that cannot follow. What waits grows older without readings too. */
export const journalLag: Signal<JournalLag, JournalReading> = {
  fold(state, { at, waitingSince, staleAfterMs }) {
    if (!isPositive(staleAfterMs) || Number.isNaN(waitingSince) || (state !== undefined && at < state.at))
      return state;
    return { at, waitingSince, staleAfterMs };
  },
  severity({ waitingSince, staleAfterMs }, at) {
    const lag = waitingSince === null ? 0 : (at - waitingSince) / staleAfterMs;
    return graded(lag, STALE_AGES, 'wait for the disk, in ages of a stale price');
  },
};
