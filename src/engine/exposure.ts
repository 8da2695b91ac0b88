/** What is in flight, seen by instrument and by underlying. */

import type { Profile } from '../domain/config.ts';
import type { Currency, Instrument, InstrumentId } from '../domain/instrument.ts';
import { liveOrders, remaining } from '../execute/order.ts';
import type { InstrumentExposure } from '../guard/exposure.ts';
import { boughtDelta } from '../value/lot-delta.ts';
import type { HedgeView } from './hedge-view.ts';
import type { EngineState } from './state.ts';

/** Position and live orders of every instrument that hedges are traded in, or that has an order. */
export function exposureOf(state: EngineState): Record<InstrumentId, InstrumentExposure> {
  const exposure: Record<InstrumentId, InstrumentExposure> = {};
  const of = (id: InstrumentId): InstrumentExposure =>
    exposure[id] ?? { position: state.book.positions[id]?.lots ?? 0, buys: 0, sells: 0 };
  for (const { hedge, alsoHedge } of state.config.profiles) {
    exposure[hedge] = of(hedge);
    for (const id of alsoHedge ?? []) exposure[id] = of(id);
  }
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

/** Delta that the hedge instrument of `profile` has, or would have if all its live orders filled. */
export function hedgeDeltaOf(
  state: EngineState,
  { underlying, hedge }: Profile,
  { hedges }: Pick<HedgeView, 'hedges'>,
  price: number,
): number {
  return (hedges[underlying] ?? 0) + liveDelta(state, price, ({ id }) => id === hedge);
}

/** What of `underlying` has to be cleared up before it may be traded; null when nothing has. */
export function doubtOf(state: EngineState, underlying: Currency): string | null {
  const [venue] = state.reconciliation.awaiting;
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
