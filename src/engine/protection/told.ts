import { isDollar } from '../../domain/dollars.ts';
import type { VenueMargin } from '../../domain/margin.ts';
import type { Account } from '../../value/accounts/accounts.ts';
import type { EngineState } from '../state.ts';

/** What its venue has last said of the account; null where it says nothing of it, undefined where it never tells. */
export function toldIn(
  { venueMargin }: Pick<EngineState, 'venueMargin'>,
  { venue, terms, account }: Pick<Account, 'venue' | 'terms' | 'account'>,
): VenueMargin | null | undefined {
  const told = venueMargin?.[venue]?.margin;
  if (told === undefined) return undefined;
  // Venues tell of all currencies together in dollars, whichever of them the terms count in.
  const isInDollars = terms.joined !== undefined && isDollar(account.unit);
  return told[account.unit] ?? (isInDollars ? told.USD : undefined) ?? null;
}
