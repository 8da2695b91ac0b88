/** Margin accounts as the engine knows them: the book at its marks, with brackets that venues have told themselves. */
import type { VenueTerms } from '../../domain/config.ts';
import type { InstrumentId, VenueId } from '../../domain/instrument.ts';
import type { AccountTerms, ContractMargin } from '../../domain/margin.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import { liveOrders, remaining } from '../../execute/order.ts';
import { lots } from '../../units/units.ts';
import {
  type Account,
  accountsOf,
  type OpenOrder,
  type UnknownAccount,
} from '../../value/accounts/accounts.ts';
import type { Marks } from '../../value/marks.ts';
import type { EngineState } from '../state.ts';

/** An account that holds collateral alone, of a venue that tells no terms: enough to give some of it away. */
const PLAIN: AccountTerms = { model: { kind: 'standard' }, mode: 'cross', contracts: {} };

/** Terms with the brackets that the venue has told, where the config names none. */
function withTold(terms: AccountTerms, { venueMargin }: EngineState, venue: VenueId): AccountTerms {
  const told = venueMargin?.[venue]?.tiers;
  if (told === undefined) return terms;
  const contracts: Record<InstrumentId, ContractMargin> = {};
  for (const [id, contract] of Object.entries(terms.contracts)) {
    const tiers = contract.tiers.length === 0 ? told[id] : undefined;
    contracts[id] = tiers === undefined ? contract : { ...contract, tiers };
  }
  return { ...terms, contracts };
}

/** Whether nothing is held at `venue` that wants margin: what a venue without terms asks for it is not known. */
function isCollateralAlone({ book, instruments }: EngineState, venue: VenueId): boolean {
  return Object.keys(book.positions).every((id) => {
    const instrument = instruments[id];
    return instrument?.venue !== venue || instrument.kind === 'spot' || instrument.kind === 'lp';
  });
}

/** Venues with the terms that accounts there are margined by. */
function venuesIn(state: EngineState): readonly VenueTerms[] {
  const { venues, transfers = [] } = state.config;
  return venues.map((venue) => {
    if (venue.margin !== undefined) return { ...venue, margin: withTold(venue.margin, state, venue.id) };
    const mayGive = transfers.some(({ from }) => from === venue.id) && isCollateralAlone(state, venue.id);
    return mayGive ? { ...venue, margin: PLAIN } : venue;
  });
}

/** What may still trade, but for what can only make a position smaller. */
function openIn({ orders, instruments }: EngineState): readonly OpenOrder[] {
  return liveOrders(orders).flatMap((order) => {
    const instrument = instruments[order.request.instrument];
    const left = remaining(order);
    if (instrument === undefined || left === 0 || order.request.reduceOnly) return [];
    return [{ instrument, lots: lots(left), price: order.request.limit }];
  });
}

/** The accounts of `state` at `marks`; none where no venue tells its terms. */
export function accountsIn(
  state: EngineState,
  marks: Marks,
  funding: MarketSnapshot['funding'],
): readonly (Account | UnknownAccount)[] {
  if (state.config.venues.every(({ margin }) => margin === undefined)) return [];
  const { book, instruments } = state;
  return accountsOf({ book, instruments, marks, venues: venuesIn(state), funding, orders: openIn(state) });
}
