import type { Profile } from '../domain/config.ts';
import type { DueReason } from '../domain/entry.ts';
import type { Currency } from '../domain/instrument.ts';
import type { Quality } from '../domain/market.ts';
import type { Millis } from '../units/units.ts';
import { tradeToEdge } from './band.ts';
import { isClockDue, strikeEvery } from './clock.ts';
import type { Joint } from './optimal/optimal.ts';
import { type Curve, regionOf } from './region.ts';
import { targetAt } from './target.ts';

/** Where an underlying's delta and curvature were last known, counting what is in flight. */
export interface Anchor {
  readonly price: number;
  readonly delta: number;
  /** The part of `delta` that is the hedge instrument's. */
  readonly hedgeDelta: number;
  readonly curve: Curve;
  /** How other underlyings moved the region when it was last decided on; absent where none does. */
  readonly joint?: Joint;
  /**
   * Delta that a floor wants the hedge to have, and how that moves with the price; absent where there is none. While
   * it is buying options, what keeps it from them is a reason to decide anew, whatever the price does.
   */
  readonly floor?: { readonly delta: number; readonly gamma: number; readonly isBuying?: true };
}

/** One underlying as far as it must be known to tell whether a decision is due. */
export interface Watch {
  readonly profile: Profile;
  /** When the profile's clock last struck, if it has one. */
  readonly clockAt: Millis | null;
  readonly anchor: Anchor | null;
  /** Until then, after a refusal, neither band nor clock raises a decision. */
  readonly retryAt: Millis | null;
  readonly price: number | null;
  readonly costRate: number;
  /** Smallest delta that the hedge instrument can trade. */
  readonly lotDelta: number;
  /** Quality of the index now and in the last decision. */
  readonly quality: Quality | 'absent';
  readonly lastQuality: Quality | 'absent';
}

export interface DueInputs {
  readonly now: Millis;
  readonly lastDecisionAt: Millis | null;
  /** The book has changed in a way that the last decision did not know of. */
  readonly bookChanged: boolean;
  readonly reviewEveryMs: number;
  /** A price has come so far since accounts were last looked at that they are to be looked at again. */
  readonly isMarginDue: boolean;
  readonly watches: readonly Watch[];
}

/**
 * Share of the half-width by which delta must be out before the band alone raises a decision: a price that
 * creeps along outside would otherwise raise an order of a lot or two at every tick.
 */
export const WORTH_AN_ORDER = 0.1;

/** By how much delta has moved with the price since the anchor, to first order. */
export function driftOf(anchor: Pick<Anchor, 'curve' | 'price'>, price: number): number {
  return anchor.curve.gamma * (price - anchor.price);
}

/**
 * Where the centre of a region has moved to, less its target, as others' deltas have drifted since its anchor. Of
 * their deltas themselves only the decision knows, as it counts on its own trades in them.
 */
export function shiftOf({ joint }: Anchor, driftIn: (underlying: Currency) => number): number {
  if (joint === undefined) return 0;
  let { shift } = joint;
  for (const underlying in joint.pull) shift += (joint.pull[underlying] ?? 0) * driftIn(underlying);
  return shift;
}

/** Drifts of the underlyings that are watched; 0 of any other, and where there is nothing to go by. */
function driftAmong(watches: readonly Watch[]): (underlying: Currency) => number {
  return (underlying) => {
    const other = watches.find(({ profile }) => profile.underlying === underlying);
    return other === undefined || other.anchor === null || other.price === null
      ? 0
      : driftOf(other.anchor, other.price);
  };
}

/**
 * Whether the first-order estimate Δ + Γ·dS from the last valuation is out of its region by what is worth an
 * order. The estimate only raises a decision; the decision itself values the book in full.
 */
function isOutside(watch: Watch, watches: readonly Watch[], now: Millis): boolean {
  const { anchor, price, profile, costRate, lotDelta } = watch;
  if (anchor === null || price === null || strikeEvery(profile.policy) !== null) return false;
  const { halfWidth: width } = regionOf(profile.policy, anchor.curve, price, costRate);
  if (anchor.floor !== undefined) {
    const wanted = anchor.floor.delta + anchor.floor.gamma * (price - anchor.price);
    const missing = tradeToEdge(anchor.hedgeDelta, wanted, width);
    return missing !== 0 && Math.abs(missing) >= Math.max(lotDelta, WORTH_AN_ORDER * width);
  }
  const delta = anchor.delta + driftOf(anchor, price);
  const target = targetAt(profile.targetDelta, now, delta - anchor.hedgeDelta);
  const centre = anchor.joint === undefined ? target : target + shiftOf(anchor, driftAmong(watches));
  const trade = tradeToEdge(delta, centre, width);
  return trade !== 0 && Math.abs(trade) >= Math.max(lotDelta, WORTH_AN_ORDER * width);
}

/** Whether a floor has ordered options, and is to look again at what became of that: those that fill say so at once. */
function isInWant({ anchor, retryAt }: Watch): boolean {
  return retryAt !== null && anchor?.floor?.isBuying === true;
}

/** Why a decision is due at `now`, or null when none is. Asked on ticks and timers: costs no entry. */
export function due(inputs: DueInputs): DueReason | null {
  const { now, watches } = inputs;
  if (inputs.lastDecisionAt === null) {
    // One price is enough: what else is wanting is then said by the decision, and not passed over in silence.
    return watches.some((watch) => watch.price !== null) ? 'started' : null;
  }
  if (inputs.bookChanged) return 'book';
  if (inputs.isMarginDue) return 'margin';
  if (watches.some((watch) => watch.quality !== watch.lastQuality)) return 'market';
  const ready = watches.filter(({ retryAt }) => retryAt === null || now >= retryAt);
  if (ready.some(isInWant)) return 'book';
  if (ready.some((watch) => isOutside(watch, watches, now))) return 'band';
  if (ready.some((watch) => isClockDue(watch.profile.policy, watch.clockAt, now))) return 'clock';
  return now - inputs.lastDecisionAt >= inputs.reviewEveryMs ? 'review' : null;
}
