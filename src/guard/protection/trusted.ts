/** Whose word on an account's margin counts: our own or the venue's, which is the worse of the two. */
import type { VenueMargin } from '../../domain/margin.ts';
import type { MarginStanding } from '../../pricing/margin/account.ts';
import type { Refused } from '../../pricing/refused.ts';
import type { Millis } from '../../units/units.ts';

/**
 * What is to be believed. `lack`: what our own figure must be lowered by, in the account's unit, to be no better than
 * the venue's. `doubt`: why it is not known well enough to take risk on; null where it is.
 */
export interface Trusted {
  readonly lack: number;
  readonly doubt: string | null;
  /** Share by which the two differ; null where there are not two. */
  readonly difference: number | null;
}

function differenceOf(own: number, told: number): number {
  const larger = Math.max(Math.abs(own), Math.abs(told));
  return larger === 0 ? 0 : Math.abs(own - told) / larger;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function isSound({ equity, initial, maintenance }: VenueMargin): boolean {
  return Number.isFinite(equity + initial + maintenance) && initial >= 0 && maintenance >= 0;
}

/** `told` was said at `saidAt`. Equity and maintenance are both compared: either may be the one that is wrong. */
export function trustedOf(
  own: MarginStanding | Refused,
  told: VenueMargin | null,
  saidAt: Millis,
  at: Millis,
  { staleMs, disagreement }: { readonly staleMs: number; readonly disagreement: number },
): Trusted {
  const age = at - saidAt;
  const isStale = age > staleMs;
  const staleness = `what the venue says is ${Math.round(age / 1000)} s old`;
  if ('kind' in own)
    return { lack: 0, doubt: `own margin is not known: ${own.field}: ${own.remedy}`, difference: null };
  if (told === null)
    return { lack: 0, doubt: isStale ? staleness : 'the venue says nothing of its margin', difference: null };
  if (!isSound(told))
    return { lack: 0, doubt: 'what the venue says of its margin is no margin', difference: null };
  if (isStale) return { lack: 0, doubt: staleness, difference: null };
  const difference = Math.max(
    differenceOf(own.equity, told.equity),
    differenceOf(own.maintenance, told.maintenance),
  );
  const lack = Math.max(0, own.equity - own.maintenance - (told.equity - told.maintenance));
  if (!(difference > disagreement)) return { lack, doubt: null, difference };
  const worse = lack > 0 ? 'the venue’s' : 'our own';
  const doubt =
    `own and venue’s margin differ by ${percent(difference)}: equity ${own.equity} against ${told.equity}, ` +
    `maintenance ${own.maintenance} against ${told.maintenance}; ${worse} is the worse and is trusted`;
  return { lack, doubt, difference };
}
