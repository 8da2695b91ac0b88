import type { Obstacle, Situation } from '../decide/decide.ts';
import { STRAIGHT } from '../decide/region.ts';
import type { Profile } from '../domain/config.ts';
import { ZERO_GREEKS } from '../domain/greeks.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { costRateOf } from './cost-rate.ts';
import { doubtOf, hedgeDeltaOf, inFlightDelta } from './exposure.ts';
import type { HedgeView } from './hedge-view.ts';
import type { EngineState } from './state.ts';
import { goodWaysOf } from './ways.ts';

/** What a decision on `profile` is taken on. */
export function situationOf(
  state: EngineState,
  profile: Profile,
  view: HedgeView,
  snapshot: MarketSnapshot,
): Situation {
  const { underlying } = profile;
  const { marks, greeks, curves, forecasts } = view;
  const expected = view.expected[underlying];
  const price = marks.index[underlying] ?? 0;
  const { delta } = greeks[underlying] ?? ZERO_GREEKS;
  const inFlight = inFlightDelta(state, underlying, price);
  const otherwise = profile.hedgeVol === 'forecast' ? 'mark, forecast not ready' : 'mark';
  const situation: Situation = {
    at: snapshot.at,
    price,
    delta: delta + inFlight,
    inFlight,
    hedgeDelta: hedgeDeltaOf(state, profile, view, price),
    curve: curves[underlying] ?? STRAIGHT,
    costRate: costRateOf(state, profile, snapshot.quotes),
    vol: marks.vols[underlying] ?? null,
    volFrom: forecasts[underlying] === undefined ? otherwise : (expected?.from ?? otherwise),
    forecastVol: expected?.vol ?? null,
  };
  const smile = view.smiles[underlying];
  return smile === undefined ? situation : { ...situation, smile };
}

/** What keeps a decision on `profile` from being taken; null where nothing does. */
export function obstacleOf(state: EngineState, profile: Profile, snapshot: MarketSnapshot): Obstacle | null {
  const [way = profile.hedge] = goodWaysOf(profile, snapshot.quotes);
  for (const id of [profile.index, way]) {
    const quote = snapshot.quotes[id];
    if (quote === undefined) return { kind: 'unpriced', what: id };
    if (quote.quality !== 'fresh') {
      return { kind: 'stale', what: `${id} is ${quote.quality}, ${snapshot.at - quote.at} ms old` };
    }
  }
  const vol = snapshot.vols[profile.underlying];
  if (profile.markVol.kind === 'market' && vol !== undefined && vol.quality !== 'fresh') {
    return { kind: 'stale', what: `vol of ${profile.underlying} is ${snapshot.at - vol.at} ms old` };
  }
  const doubt = doubtOf(state, profile.underlying);
  return doubt === null ? null : { kind: 'in-doubt', what: doubt };
}
