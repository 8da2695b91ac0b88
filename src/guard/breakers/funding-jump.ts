import { DAY, HOUR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';
import { foldUsual, type Usual } from './usual.ts';

/** A funding rate, as a fraction of notional per `intervalMs`; settled or expected. */
export interface FundingReading {
  readonly at: Millis;
  readonly rate: number;
  readonly intervalMs: number;
}

const UNIT = 8 * HOUR;
const HALF_LIFE = 3 * DAY;
/** What perpetuals pay for eight hours where nothing presses: the interest part of their formula. */
const BASE = 1e-4;

/**
 * Away from what was usual, per eight hours. Ten times the base rate, and 300 % a year. Funding is money and
 * not danger: what it says is that one side is crowded, so it never halts.
 */
const JUMPS: Thresholds = [10 * BASE, (3 * UNIT) / (365 * DAY), Infinity];

/** A funding rate that left what it was in the days before, either way. */
export const fundingJump: Signal<Usual, FundingReading> = {
  fold(state, { at, rate, intervalMs }) {
    if (!Number.isFinite(rate) || !isPositive(intervalMs) || (state !== undefined && at < state.at))
      return state;
    // JSON knows no -0, and what is read back must be what was written.
    const told = (rate * UNIT) / intervalMs + 0;
    if (!Number.isFinite(told)) return state;
    const held = state ?? { at, level: BASE, last: BASE, before: BASE, spanMs: HALF_LIFE };
    return foldUsual(held, at, told, HALF_LIFE, JUMPS[0]);
  },
  severity: ({ before, last }) => graded(Math.abs(last - before), JUMPS, 'change of funding per eight hours'),
};
