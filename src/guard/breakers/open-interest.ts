import { MINUTE } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';

/** Open interest in base units or contracts: in money it would fall with the price. */
export interface OpenInterestReading {
  readonly at: Millis;
  readonly openInterest: number;
}

export interface OpenInterest {
  readonly at: Millis;
  readonly now: number;
  /**
   * The highest of each of the last minutes, by minute since the epoch: as many as the window has, or fewer.
   */
  readonly peaks: readonly { readonly minute: number; readonly most: number }[];
}

const WINDOW_MINUTES = 10;

/**
 * Shares of the open interest that went within ten minutes. On 10 October 2025 one venue closed positions of
 * $2.1 bn by force within twelve (Chitra, arXiv 2512.01112); positions that people close at will go within
 * days. A tenth is a cascade that is under way and half of it the start of one; there is no recorded series
 * here to judge them by.
 */
const GONE: Thresholds = [0.05, 0.1, Infinity];

/** How much of the open interest went within the last ten minutes. */
export const openInterestDrop: Signal<OpenInterest, OpenInterestReading> = {
  fold(state, { at, openInterest }) {
    if (!isPositive(openInterest) || (state !== undefined && at < state.at)) return state;
    const minute = Math.floor(at / MINUTE);
    const peaks = (state?.peaks ?? []).filter((peak) => peak.minute > minute - WINDOW_MINUTES);
    const last = peaks.at(-1);
    if (last?.minute !== minute)
      return { at, now: openInterest, peaks: [...peaks, { minute, most: openInterest }] };
    const most = Math.max(last.most, openInterest);
    return { at, now: openInterest, peaks: [...peaks.slice(0, -1), { minute, most }] };
  },
  severity({ now, peaks }) {
    const most = peaks.reduce((highest, peak) => Math.max(highest, peak.most), now);
    return graded(1 - now / most, GONE, 'share of open interest gone within ten minutes');
  },
};
