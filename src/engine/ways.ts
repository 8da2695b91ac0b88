import type { Profile } from '../domain/config.ts';
import { type InstrumentId, lotDelta } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import type { EngineState } from './state.ts';

/** The instruments that the delta of a profile may be traded with: its `hedge`, and what may stand in for it. */
export function waysOf({ hedge, orHedge }: Pick<Profile, 'hedge' | 'orHedge'>): readonly InstrumentId[] {
  return orHedge === undefined ? [hedge] : [hedge, ...orHedge];
}

/** Those of them that have a price that is good now; its `hedge` where none has. */
export function goodWaysOf(profile: Profile, quotes: MarketSnapshot['quotes']): readonly InstrumentId[] {
  if (profile.orHedge === undefined) return [profile.hedge];
  const good = waysOf(profile).filter((id) => quotes[id]?.quality === 'fresh');
  return good.length === 0 ? [profile.hedge] : good;
}

/** Base units in the smallest lot that the delta of `profile` may be traded in, at `price`; 0 where none is listed. */
export function leastLotDelta(
  { instruments }: Pick<EngineState, 'instruments'>,
  profile: Profile,
  price: number,
): number {
  let least = Infinity;
  for (const id of waysOf(profile)) {
    const instrument = instruments[id];
    if (instrument !== undefined) least = Math.min(least, lotDelta(instrument, price));
  }
  return least === Infinity ? 0 : least;
}
