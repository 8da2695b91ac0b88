/** What is in flight, seen by instrument and by underlying. */

import type { Profile } from '../domain/config.ts';
import type { Currency, Instrument, InstrumentId, VenueId } from '../domain/instrument.ts';
import { liveOrders, remaining } from '../execute/order.ts';
import type { InstrumentExposure } from '../guard/exposure.ts';
import { boughtDelta } from '../value/lot-delta.ts';
import type { HedgeView } from './hedge-view.ts';
import type { EngineState } from './state.ts';
import { waysOf } from './ways.ts';

/**
 * Position and live orders of every instrument that hedges are traded in or pairs are carried in, that has an order, or
 * that is named besides.
 */
export function exposureOf(
  state: EngineState,
  besides: readonly InstrumentId[] = [],
): Record<InstrumentId, InstrumentExposure> {
  const exposure: Record<InstrumentId, InstrumentExposure> = {};
  const of = (id: InstrumentId): InstrumentExposure =>
    exposure[id] ?? { position: state.book.positions[id]?.lots ?? 0, buys: 0, sells: 0 };
  for (const profile of state.config.profiles) {
    for (const id of waysOf(profile)) exposure[id] = of(id);
    for (const id of profile.alsoHedge ?? []) exposure[id] = of(id);
    for (const { bought, sold } of profile.carry ?? []) {
      exposure[bought] = of(bought);
      exposure[sold] = of(sold);
    }
  }
  for (const id of besides) exposure[id] = of(id);
  for (const order of liveOrders(state.orders)) {
    const left = remaining(order);
    if (left === 0) continue;
    const before = of(order.request.instrument);
    exposure[order.request.instrument] = {
      ...before,
      buys: before.buys + Math.max(0, left),
      sells: before.sells + Math.max(0, -left),
    };
  }
  return exposure;
}

/** Delta that live orders whose instrument `counts` would add if all filled, at `price` and the ledger's marks. */
function liveDelta(state: EngineState, price: number, counts: (instrument: Instrument) => boolean): number {
  let delta = 0;
  for (const order of liveOrders(state.orders)) {
    const instrument = state.instruments[order.request.instrument];
    if (instrument !== undefined && counts(instrument))
      delta += remaining(order) * boughtDelta(instrument, price, state.ledger.marks);
  }
  return delta;
}

/** Delta of `underlying` that live orders would add if all filled, at `price`. */
export function inFlightDelta(state: EngineState, underlying: Currency, price: number): number {
  return liveDelta(state, price, ({ base }) => base === underlying);
}

/** Delta that what `profile` trades delta with has, or would have if all its live orders filled. */
export function hedgeDeltaOf(
  state: EngineState,
  profile: Profile,
  { hedges }: Pick<HedgeView, 'hedges'>,
  price: number,
): number {
  const ways = waysOf(profile);
  return (hedges[profile.underlying] ?? 0) + liveDelta(state, price, ({ id }) => ways.includes(id));
}

/**
 * Whether `underlying` may be traded while touch with `venue` is lost: nothing of it was in flight there, so what we
 * hold there is known, and there is another venue to trade at. A venue that has not reported since a start is not.
 */
function isSpared(state: EngineState, underlying: Currency, venue: VenueId): boolean {
  const { lost = [], awaiting } = state.reconciliation;
  const profile = state.profiles[underlying];
  if (profile === undefined || !lost.includes(venue)) return false;
  const venueOf = (id: InstrumentId): VenueId | undefined => state.instruments[id]?.venue;
  const isElsewhere = waysOf(profile).some((id) => !awaiting.includes(venueOf(id) ?? venue));
  const isBusy = liveOrders(state.orders).some(
    ({ request }) => request.venue === venue && state.instruments[request.instrument]?.base === underlying,
  );
  return isElsewhere && !isBusy;
}

/** Whether `venue` has reported, and holds what we hold. */
export function isKnown({ reconciliation }: Pick<EngineState, 'reconciliation'>, venue: VenueId): boolean {
  const { awaiting, differences } = reconciliation;
  return !awaiting.includes(venue) && differences[venue]?.ofPositions !== true;
}

/** What of `underlying` has to be cleared up before it may be traded; null when nothing has. */
export function doubtOf(state: EngineState, underlying: Currency): string | null {
  const venue = state.reconciliation.awaiting.find((id) => !isSpared(state, underlying, id));
  if (venue !== undefined) return `venue ${venue} has yet to report`;
  for (const [id, { ofPositions }] of Object.entries(state.reconciliation.differences)) {
    const isConcerned = Object.values(state.instruments).some(
      (instrument) => instrument.base === underlying && instrument.venue === id,
    );
    if (ofPositions && isConcerned) return `positions at ${id} are not what we hold`;
  }
  for (const { request, state: standing } of liveOrders(state.orders)) {
    const isConcerned = state.instruments[request.instrument]?.base === underlying;
    if (isConcerned && standing === 'unknown') return `order ${request.id}`;
  }
  return null;
}

/** Whether any order of ours may still do something. */
export function anyLive(state: EngineState): boolean {
  return liveOrders(state.orders).length > 0;
}
