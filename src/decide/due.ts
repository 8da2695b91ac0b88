import type { Profile } from '../domain/config.ts';
import type { DueReason } from '../domain/entry.ts';
import type { Quality } from '../domain/market.ts';
import type { Millis } from '../units/units.ts';
import { halfWidth, tradeToEdge } from './band.ts';
import { isClockDue } from './clock.ts';

/** One underlying as far as it must be known to tell whether a decision is due. */
export interface Watch {
  readonly profile: Profile;
  /** When the profile's clock last struck, if it has one. */
  readonly clockAt: Millis | null;
  /** Where delta and gamma were last known, counting what is in flight; null before the first valuation. */
  readonly anchor: { readonly price: number; readonly delta: number; readonly gamma: number } | null;
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
  /** After a refusal, the band alone raises no new decision until then. */
  readonly retryAt: Millis | null;
  /** The book has changed in a way that the last decision did not know of. */
  readonly bookChanged: boolean;
  readonly reviewEveryMs: number;
  readonly watches: readonly Watch[];
}

/**
 * Whether the first-order estimate Δ + Γ·dS from the last valuation is out of its region by one lot or more.
 * The estimate only raises a decision; the decision itself values the book in full.
 */
function isOutside(watch: Watch): boolean {
  const { anchor, price, profile, costRate, lotDelta } = watch;
  if (anchor === null || price === null || profile.policy.kind === 'clock') return false;
  const delta = anchor.delta + anchor.gamma * (price - anchor.price);
  const width = halfWidth(profile.policy, { gamma: anchor.gamma, price, costRate });
  const trade = tradeToEdge(delta, profile.targetDelta, width);
  return trade !== 0 && Math.abs(trade) >= lotDelta;
}

/** Why a decision is due at `now`, or null when none is. Asked on ticks and timers: costs no entry. */
export function due(inputs: DueInputs): DueReason | null {
  const { now, watches } = inputs;
  if (inputs.lastDecisionAt === null) {
    return watches.every((watch) => watch.price !== null) ? 'started' : null;
  }
  if (inputs.bookChanged) return 'book';
  if (watches.some((watch) => watch.quality !== watch.lastQuality)) return 'market';
  const mayRetry = inputs.retryAt === null || now >= inputs.retryAt;
  if (mayRetry && watches.some(isOutside)) return 'band';
  if (mayRetry && watches.some((watch) => isClockDue(watch.profile.policy, watch.clockAt, now)))
    return 'clock';
  return now - inputs.lastDecisionAt >= inputs.reviewEveryMs ? 'review' : null;
}
