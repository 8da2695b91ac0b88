import { roundInteger } from '../../units/rounding.ts';
import { later } from '../../units/time.ts';
import { type Lots, lots, type Millis, millis } from '../../units/units.ts';
import { parcel } from './parcel.ts';
import { inFlightOf, type Parent } from './parent.ts';
import type { Progress } from './progress.ts';
import { doneBy } from './schedule.ts';

/** What bounds a slice, beside its schedule. */
interface Bounds {
  readonly now: Millis;
  /** Base units in one lot, at the price of the moment. */
  readonly lot: number;
  /** Base units traded by everybody since the parent's start; only `pov` asks for it. */
  readonly volume: number;
  /** Base units that may be traded in an interval (see `participationLimit`), and lots of it that are taken already. */
  readonly limit: number;
  readonly spent: Lots;
  /** The fewest lots that the venue takes. */
  readonly least: Lots;
  /** The least time between two slices. */
  readonly everyMs: number;
}

export interface Slice {
  /** Signed lots to order now; 0 for none. */
  readonly lots: Lots;
  /** When to look again; null where no time will bring anything: all is done, in flight, or dust. */
  readonly nextAt: Millis | null;
  /** Signed lots that are wanted and too few for the venue: they wait until more is wanted. */
  readonly dust: Lots;
}

function lotsIn(units: number, lot: number): number {
  const count = Math.min(Math.max(0, units / lot), Number.MAX_SAFE_INTEGER);
  return Number.isNaN(count) ? 0 : roundInteger(count, 'toward-zero');
}

/** The first time from `from` on at which `parent` should have come to `goal` lots, without sign. */
function whenDue(parent: Parent, goal: number, from: Millis): Millis {
  const isDue = (at: number): boolean =>
    roundInteger(Math.abs(doneBy(parent, millis(at), 0)), 'toward-zero') >= goal;
  if (isDue(from)) return from;
  // All of it is due at the end, so there is a first time.
  let early: number = from;
  let late: number = parent.end;
  while (late - early > 1) {
    const middle = early + Math.floor((late - early) / 2);
    if (isDue(middle)) late = middle;
    else early = middle;
  }
  return millis(late);
}

/**
 * What of `parent` may leave now: what its schedule owes beyond what is done or in flight, in whole lots, within the
 * participation limit, and neither it nor the rest too small to trade. Never more than is left, never back: what fills
 * short, or not at all, is owed again. Where the limit of a whole interval is below the fewest lots that the venue
 * takes, nothing ever leaves. `progress` is of the orders since the parent's start.
 */
export function sliceOf(parent: Parent, progress: Progress, bounds: Bounds): Slice {
  const { now, lot, volume, limit, spent, everyMs } = bounds;
  const least = Math.max(1, bounds.least);
  const sign = Math.sign(parent.total);
  const covered = sign * (progress.done + inFlightOf(progress, sign));
  const left = Math.abs(parent.total) - covered;
  if (left <= 0) return { lots: lots(0), nextAt: null, dust: lots(0) };
  const owed = roundInteger(Math.abs(doneBy(parent, now, volume / lot)), 'toward-zero') - covered;
  const room = lotsIn(limit, lot) - spent;
  const count = parcel(left, owed, room, least);
  const rest = left - count;
  if (rest < least) return { lots: lots(sign * count), nextAt: null, dust: lots(sign * rest) };
  const soon = later(now, Math.max(1, everyMs));
  // Of volumes to come nothing is known, nor of the room that they leave.
  const mustAsk = parent.schedule.kind === 'pov' || owed - count >= least;
  const nextAt = mustAsk ? soon : whenDue(parent, covered + count + least, soon);
  return { lots: lots(sign * count), nextAt, dust: lots(0) };
}
