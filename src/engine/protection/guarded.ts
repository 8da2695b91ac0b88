/** Accounts as protection looks at them: what venues say of them, what may be traded there and at what cost. */
import type { Instrument } from '../../domain/instrument.ts';
import type { VenueMargin } from '../../domain/margin.ts';
import { type MarketSnapshot, mid } from '../../domain/market.ts';
import { liveOrders } from '../../execute/order.ts';
import type { Guarded, Market } from '../../guard/protection/account.ts';
import { standingOf } from '../../pricing/margin/account.ts';
import { YEAR } from '../../units/time.ts';
import { lots } from '../../units/units.ts';
import type { Account } from '../../value/accounts/accounts.ts';
import { type Marks, spotIn } from '../../value/marks.ts';
import { unitCostOf } from '../cost-rate.ts';
import { isKnown } from '../exposure.ts';
import type { EngineState } from '../state.ts';
import { lastingGap } from './gap.ts';
import { toldIn } from './told.ts';

/** `instrument` as it may be traded now, in an account whose unit is worth `worth`; undefined where it may not. */
function marketOf(
  state: EngineState,
  instrument: Instrument,
  { marks, snapshot }: { readonly marks: Marks; readonly snapshot: MarketSnapshot },
  worth: number,
): Market | undefined {
  const quote = snapshot.quotes[instrument.id];
  const index = spotIn(marks, instrument.base, instrument.quote);
  const settle = marks.rates[instrument.settle];
  if (quote?.quality !== 'fresh' || index === undefined || settle === undefined) return undefined;
  const mark = mid(quote);
  // Of what changes hands: an option's premium, which its fee is no share of.
  const perUnit = instrument.kind === 'option' && instrument.inverse ? mark * index : mark;
  const cost = unitCostOf(state, instrument, quote, index) / perUnit;
  const market = { instrument, mark, index, rate: settle / worth, cost, minLots: lots(1) };
  if (instrument.kind !== 'option') return cost < Infinity ? market : undefined;
  const vol = marks.optionVols?.[instrument.id] ?? marks.vols[instrument.base];
  if (vol === undefined || !(cost < Infinity)) return undefined;
  return { ...market, vol, years: Math.max(0, (instrument.expiry - marks.at) / YEAR) };
}

/**
 * What is said of the account, as of now: our own figure and by how much the venue's differed from it when it was
 * told. A venue that never tells any margin, as one on paper, has ours. Null where one that does says nothing of it.
 */
function toldOf(state: EngineState, { id, venue, terms, account }: Account): VenueMargin | null {
  const own = standingOf(terms, account);
  const told = toldIn(state, { venue, terms, account });
  if (told === null || 'kind' in own) return told ?? null;
  const gap = lastingGap(state.protection?.gaps[id]);
  return {
    equity: own.equity + gap.equity,
    initial: own.initial,
    maintenance: Math.max(0, own.maintenance + gap.maintenance),
  };
}

function isBusy({ orders, instruments }: EngineState, { venue, terms, account }: Account): boolean {
  return liveOrders(orders).some(({ request }) => {
    const settle = instruments[request.instrument]?.settle;
    return request.venue === venue && (terms.joined !== undefined || settle === account.unit);
  });
}

/** `account` with all that protection asks of it. */
export function guardedOf(
  state: EngineState,
  account: Account,
  seen: { readonly marks: Marks; readonly snapshot: MarketSnapshot },
): Guarded {
  const { id, venue, terms, account: margin, worth } = account;
  const told = state.venueMargin?.[venue];
  const here = Object.values(state.instruments).filter(
    (each) => each.venue === venue && (terms.joined !== undefined || each.settle === margin.unit),
  );
  const held = new Set(margin.holdings.map(({ instrument }) => instrument.id));
  // What is not held is only of use where hedges are opened in it.
  const hedges = new Set(
    state.config.profiles.flatMap(({ hedge, orHedge = [], alsoHedge = [] }) => [
      hedge,
      ...orHedge,
      ...alsoHedge,
    ]),
  );
  const wanted = here.filter((each) => held.has(each.id) || hedges.has(each.id));
  const markets = wanted.flatMap((each) => marketOf(state, each, seen, worth) ?? []);
  return {
    ...{ id, venue, terms, account: margin, markets },
    told: toldOf(state, account),
    at: told?.at ?? seen.snapshot.at,
    isOpen: isKnown(state, venue),
    isBusy: isBusy(state, account),
    adl: told?.adl ?? {},
  };
}
