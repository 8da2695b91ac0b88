import type { Schedule } from '../../domain/config.ts';
import { later } from '../../units/time.ts';
import { type Lots, lots, type Millis } from '../../units/units.ts';
import type { Progress } from './progress.ts';

/** An order worked over time, as it is remembered. How much of it was done is read off the orders. */
export interface Parent {
  readonly schedule: Schedule;
  /** Signed lots from the start to the end, as was last wanted. */
  readonly total: Lots;
  readonly start: Millis;
  readonly end: Millis;
  /**
   * Seq of the decision that it began with: its orders are those of this decision and of later ones. Times would not
   * tell them from the orders before it, as many entries may bear the same.
   */
  readonly since: number;
}

/** How a new one is gone about. */
interface Manner {
  readonly schedule: Schedule;
  readonly horizonMs: number;
}

/** A decision, and when it is taken. */
export interface Deciding {
  readonly seq: number;
  readonly at: Millis;
}

/** Lots in flight that go the way of `sign`, with that sign. The others are not counted on. */
export function inFlightOf({ buys, sells }: Progress, sign: number): number {
  return sign > 0 ? buys : -sells;
}

/**
 * The parent at a decision, when `wanted` more lots are to be had beyond all that is in flight; null where there is
 * nothing to have any more. One that goes on keeps its start and its end, so that a need that grows and shrinks with
 * each decision is met by the time that was first set: what was added is owed as far as the schedule has gone. A need
 * that has turned round begins anew. `progress` is of the orders of `before`.
 */
export function parentOf(
  before: Parent | null,
  wanted: Lots,
  progress: Progress,
  { schedule, horizonMs }: Manner,
  { seq, at }: Deciding,
): Parent | null {
  if (before !== null) {
    const sign = Math.sign(before.total);
    const inFlight = inFlightOf(progress, sign);
    const total = lots(progress.done + inFlight + wanted);
    const goesOn = wanted === 0 ? inFlight !== 0 : Math.sign(wanted) === sign;
    if (goesOn && Math.sign(total) === sign) return { ...before, total };
  }
  if (wanted === 0) return null;
  return { schedule, total: wanted, start: at, end: later(at, Math.max(0, horizonMs)), since: seq };
}
