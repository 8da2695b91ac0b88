/** What the books are made of: the listings of the simulated exchanges, and an expiry of our own on one of them. */
import type { Instrument } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { maxLeverage } from '../../exchange/account/margin.ts';
import type { Listing } from '../../exchange/listing.ts';
import { standardListings } from '../../exchange/market/listings.ts';
import { DAY } from '../../units/time.ts';
import { millis } from '../../units/units.ts';

/** Any time serves: no date is traded but those below. */
const LISTED_AT = millis(Date.UTC(2025, 0, 1));
/** From the start of a path. */
export const FUTURE_DAYS = 60;
export const OPTION_DAYS = 45;

const DERIBIT = standardListings('deribit', LISTED_AT);
const BINANCE = standardListings('binance', LISTED_AT);
const HYPERLIQUID = standardListings('hyperliquid', LISTED_AT);

/** The first of a kind on Bitcoin. */
function sample(kind: Instrument['kind'], type?: 'call' | 'put'): Listing {
  const found = DERIBIT.find(
    ({ instrument }) =>
      instrument.base === 'BTC' &&
      instrument.kind === kind &&
      (instrument.kind !== 'option' || instrument.type === type),
  );
  if (found === undefined) throw new Error(`no ${kind} is listed`);
  return found;
}

/** A copy under another name, on a venue that asks for the same. */
function second(listing: Listing): Listing {
  const { instrument } = listing;
  return { ...listing, instrument: { ...instrument, id: `${instrument.id}-2`, venue: 'second' } };
}

/** Everything that the books hold or may, with dates counted from 0 and options struck at `spot` of Bitcoin. */
export function listingsAt(spot: number): ReadonlyMap<string, Listing> {
  const future = sample('future');
  const dated: readonly Listing[] = [
    {
      ...future,
      instrument: { ...future.instrument, id: 'BTC-DATED', expiry: millis(FUTURE_DAYS * DAY) } as Instrument,
    },
    ...(['call', 'put'] as const).map((type): Listing => {
      const option = sample('option', type);
      const terms = { id: `BTC-${type.toUpperCase()}`, expiry: millis(OPTION_DAYS * DAY), strike: spot };
      return { ...option, instrument: { ...option.instrument, ...terms } as Instrument };
    }),
  ];
  const perps = [...BINANCE, ...BINANCE.map(second), ...HYPERLIQUID, sample('perp')];
  return new Map(
    [...perps, ...dated]
      .filter(({ instrument }) => instrument.base === 'BTC' || instrument.base === 'ETH')
      .map((listing) => [listing.instrument.id, listing]),
  );
}

/** What a hedger's config would say of a venue that lists these. */
export function termsOf(venue: string, listings: readonly Listing[]): AccountTerms {
  const contracts = listings
    .filter(({ tiers }) => tiers.length > 0)
    .map((listing) => [
      listing.instrument.id,
      { tiers: listing.tiers, leverage: Math.max(1, maxLeverage(listing)) },
    ]);
  return {
    model: { kind: venue === 'hyperliquid' ? 'hyperliquid' : 'standard' },
    mode: 'cross',
    contracts: Object.fromEntries(contracts),
  };
}
