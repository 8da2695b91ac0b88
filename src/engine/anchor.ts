/** Anchors for `due`: each underlying's delta as last known, counting what is in flight. */

import { STRAIGHT } from '../decide/region.ts';
import { type Currency, type Instrument, lotDelta } from '../domain/instrument.ts';
import type { Millis } from '../units/units.ts';
import { hedgeDeltaOf, inFlightDelta } from './exposure.ts';
import type { HedgeView } from './hedge-view.ts';
import type { EngineState, Watched } from './state.ts';

export const UNWATCHED: Watched = {
  memory: { clockAt: null },
  quality: 'absent',
  anchor: null,
  retryAt: null,
};

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
    const anchor = { price, delta, hedgeDelta, curve: view.curves[underlying] ?? STRAIGHT };
    watched[underlying] = { ...(watched[underlying] ?? UNWATCHED), anchor };
  }
  return watched;
}

/** `watched` after `count` lots of `instrument` were put in flight (or, with the other sign, came to nothing). */
export function moved(watched: AllWatched, instrument: Instrument | undefined, count: number): AllWatched {
  const before = instrument === undefined ? undefined : watched[instrument.base];
  if (instrument === undefined || before === undefined || before.anchor === null || count === 0)
    return watched;
  const { anchor } = before;
  const more = count * lotDelta(instrument, anchor.price);
  const delta = anchor.delta + more;
  // Only hedge instruments are ordered, so what is ordered is the hedge's.
  const hedgeDelta = anchor.hedgeDelta + more;
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
