/** Anchors for `due`: each underlying's delta as last known, counting what is in flight. */

import { type Anchor, driftOf, shiftOf } from '../decide/due.ts';
import type { Joint } from '../decide/optimal/optimal.ts';
import { STRAIGHT } from '../decide/region.ts';
import type { Currency, Instrument } from '../domain/instrument.ts';
import type { Millis } from '../units/units.ts';
import { boughtDelta } from '../value/lot-delta.ts';
import { hedgeDeltaOf, inFlightDelta } from './exposure.ts';
import type { HedgeView } from './hedge-view.ts';
import type { EngineState, Watched } from './state.ts';
import { waysOf } from './ways.ts';

export const UNWATCHED: Watched = {
  memory: { clockAt: null },
  quality: 'absent',
  anchor: null,
  retryAt: null,
};

/** What others' deltas have done to the region of `anchor` by the prices of `view`. */
function driftedJoint(state: EngineState, anchor: Anchor, { marks }: HedgeView): Joint | undefined {
  if (anchor.joint === undefined) return undefined;
  const shift = shiftOf(anchor, (underlying) => {
    const other = state.decisions.watched[underlying]?.anchor ?? null;
    const price = marks.index[underlying];
    return other === null || price === undefined ? 0 : driftOf(other, price);
  });
  return { shift, pull: anchor.joint.pull };
}

type AllWatched = EngineState['decisions']['watched'];

/** What is watched of each underlying, anchored where the book has just been valued. */
export function anchored(state: EngineState, view: HedgeView): AllWatched {
  const watched: Record<Currency, Watched> = { ...state.decisions.watched };
  for (const profile of state.config.profiles) {
    const { underlying } = profile;
    const price = view.marks.index[underlying];
    const greeks = view.greeks[underlying];
    if (price === undefined || greeks === undefined) continue;
    const delta = greeks.delta + inFlightDelta(state, underlying, price);
    const hedgeDelta = hedgeDeltaOf(state, profile, view, price);
    const before = state.decisions.watched[underlying] ?? UNWATCHED;
    if (before.anchor?.floor !== undefined) {
      // Only a decision knows what a floor wants; until the next it moves with the price.
      const { floor, curve, price: then } = before.anchor;
      const wanted = { ...floor, delta: floor.delta + floor.gamma * (price - then) };
      watched[underlying] = { ...before, anchor: { price, delta, hedgeDelta, curve, floor: wanted } };
      continue;
    }
    const joint = before.anchor === null ? undefined : driftedJoint(state, before.anchor, view);
    const curve = view.curves[underlying] ?? STRAIGHT;
    const plain = { price, delta, hedgeDelta, curve };
    const anchor = joint === undefined ? plain : { price, delta, hedgeDelta, curve, joint };
    watched[underlying] = { ...before, anchor };
  }
  return watched;
}

/** `watched` after `count` lots of `instrument` were put in flight (or, with the other sign, came to nothing). */
export function moved(
  { profiles, ledger }: Pick<EngineState, 'profiles' | 'ledger'>,
  watched: AllWatched,
  instrument: Instrument | undefined,
  count: number,
): AllWatched {
  const before = instrument === undefined ? undefined : watched[instrument.base];
  if (instrument === undefined || before === undefined || before.anchor === null || count === 0)
    return watched;
  const { anchor } = before;
  const more = count * boughtDelta(instrument, anchor.price, ledger.marks);
  const delta = anchor.delta + more;
  const profile = profiles[instrument.base];
  const isHedge = profile !== undefined && waysOf(profile).includes(instrument.id);
  const hedgeDelta = isHedge ? anchor.hedgeDelta + more : anchor.hedgeDelta;
  return { ...watched, [instrument.base]: { ...before, anchor: { ...anchor, delta, hedgeDelta } } };
}

/** `watched` with the band and the clock of `underlying` silent until `retryAt`. */
export function retryingFrom(
  watched: AllWatched,
  underlying: Currency | undefined,
  retryAt: Millis,
): AllWatched {
  const before = underlying === undefined ? undefined : watched[underlying];
  return underlying === undefined || before === undefined
    ? watched
    : { ...watched, [underlying]: { ...before, retryAt } };
}
