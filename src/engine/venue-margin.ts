/** What venues have said of our margin: kept as it was told, and read with its age. */
import type { Currency, InstrumentId, VenueId } from '../domain/instrument.ts';
import type { MarginTier, VenueMargin } from '../domain/margin.ts';
import type { AccountEvent } from '../domain/order.ts';
import type { Millis } from '../units/units.ts';
import type { EngineState } from './state.ts';

/** The last that a venue has told. */
export interface VenueTold {
  /** When the report was taken that told it; of brackets, which last, perhaps an earlier one. */
  readonly at: Millis;
  /** By currency; one that is not here is not known. */
  readonly margin: Readonly<Record<Currency, VenueMargin>>;
  /** Places in the queue for auto-deleveraging, 4 the first to go; absent where it was not told. */
  readonly adl?: Readonly<Record<InstrumentId, number>>;
  readonly tiers?: Readonly<Record<InstrumentId, readonly MarginTier[]>>;
}

/** What is known of one currency at a venue. */
export type VenueMarginReading =
  | { readonly kind: 'fresh' | 'stale'; readonly at: Millis; readonly margin: VenueMargin }
  | { readonly kind: 'absent' };

type Report = Extract<AccountEvent, { kind: 'report' }>;

/**
 * `state` with what `report` says of margin, where it does and is newer than what is known. Where it does not, the
 * older stays with its time: how old it may be is for who reads it to say.
 */
export function withMargin(state: EngineState, report: Report): EngineState {
  const { venue, at, margin, adl } = report;
  const known = state.venueMargin?.[venue];
  if (margin === undefined || (known !== undefined && at <= known.at)) return state;
  const tiers = report.tiers ?? known?.tiers;
  const told = { at, margin, ...(adl !== undefined && { adl }), ...(tiers !== undefined && { tiers }) };
  return { ...state, venueMargin: { ...state.venueMargin, [venue]: told } };
}

/** What `venue` says of its margin in `currency`, as seen at `at`: fresh until it is more than `staleAfterMs` old. */
export function venueMargin(
  state: Pick<EngineState, 'venueMargin'>,
  venue: VenueId,
  currency: Currency,
  at: Millis,
  staleAfterMs: number,
): VenueMarginReading {
  const told = state.venueMargin?.[venue];
  const margin = told?.margin[currency];
  if (told === undefined || margin === undefined) return { kind: 'absent' };
  return { kind: at - told.at > staleAfterMs ? 'stale' : 'fresh', at: told.at, margin };
}
