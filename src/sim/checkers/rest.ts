import type { Profile } from '../../domain/config.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { Outcome } from '../../engine/state.ts';
import { HOUR } from '../../units/time.ts';
import { baseOfLot } from '../greeks.ts';
import { addedDelta, deltaAt, gammaAt, heardMids, type Point, rateOf, statedTarget } from './exposure.ts';
import { type Finding, hedgesOf, type Witness } from './witness.ts';

/** The vol that a profile hedges at now; null while it has none. */
function volOf(witness: Witness, profile: Profile): number | null {
  if (profile.hedgeVol === 'forecast') {
    const outcomes = witness.entries.map((entry) => entry.outcome as Outcome).reverse();
    for (const { decisions = [] } of outcomes) {
      const because = decisions.find(({ underlying }) => underlying === profile.underlying)?.because;
      if (because !== undefined && 'vol' in because) return because.vol;
    }
  }
  return profile.markVol.kind === 'stated'
    ? profile.markVol.vol
    : (witness.feed.vols(profile.underlying).at(-1) ?? null);
}

/** What a taker pays in one of the hedges, as a fraction. */
function costOf(witness: Witness, hedge: InstrumentId): number {
  const quote = witness.feed.heard(hedge).at(-1);
  const spread = quote === undefined ? 0 : (quote.ask - quote.bid) / (quote.ask + quote.bid);
  const venue = witness.truth.instruments.get(hedge)?.venue;
  return spread + (witness.config.venues.find(({ id }) => id === venue)?.takerFee ?? 0);
}

/**
 * Half-width of the band, by its published formula: Whalley & Wilmott (1997), without discounting, which is the
 * default's too.
 */
function halfWidth(witness: Witness, profile: Profile, point: Point): number {
  const { policy } = profile;
  if (policy.kind === 'clock') return 0;
  if (policy.kind === 'fixed-band') return policy.halfWidth;
  if (policy.kind !== 'optimal') throw new Error(`no scenario draws ${policy.kind}`);
  const cost = Math.min(...hedgesOf(profile).map((hedge) => costOf(witness, hedge)));
  const gamma = gammaAt(witness, profile, point);
  return Math.cbrt((1.5 * cost * point.spot * gamma * gamma) / policy.riskAversion);
}

/** Of a need that may be met in several places, less is no order of its own. */
const WORTH_A_LEG = 0.05;

/**
 * Whether the position limit leaves no room for one lot more of `hedge`, or for no order that is worth it, where `need`
 * is to be traded.
 */
function isAtLimit(witness: Witness, { orHedge }: Profile, hedge: InstrumentId, need: number): boolean {
  const { config, truth } = witness;
  const instrument = truth.instruments.get(hedge);
  const price = heardMids(witness, hedge).at(-1);
  if (instrument === undefined || price === undefined) return false;
  const perLot = baseOfLot(instrument, price) * price * rateOf(witness, instrument.quote);
  const least = orHedge === undefined ? 0 : (WORTH_A_LEG * Math.abs(need)) / baseOfLot(instrument, price);
  // One lot for rounding down, one for a price that has moved since.
  const room = config.limits.maxPositionNotional / perLot - Math.sign(need) * truth.position(hedge);
  return room <= Math.max(2, least);
}

/**
 * Whether so much has been turned over that nothing more may be: within a world's time all that it ordered counts, but
 * for an hour's outage.
 */
function isSpent({ config, truth, now }: Witness, profile: Profile, price: number, width: number): boolean {
  const allowed = config.limits.maxHourlyTurnover;
  const instrument = truth.instruments.get(profile.hedge);
  if (allowed === undefined || instrument === undefined) return false;
  let turnover = 0;
  for (const { request, filled } of truth.orders.values()) {
    const isRecent = request.deadline > now - HOUR;
    const listed = truth.instruments.get(request.instrument);
    if (isRecent && listed !== undefined)
      turnover += Math.abs(filled) * baseOfLot(listed, request.limit) * request.limit;
  }
  // What is left of it may be too little to come back to the band with, and prices and rates have moved a little.
  return turnover + 2 * width * price >= 0.9 * allowed;
}

/** Points of the path that are looked at: it hardly moves. */
const SAMPLES = 12;

/** How far the delta of what is held has moved by itself since nobody could act on it. */
function drift(witness: Witness, profile: Profile, point: Point): number {
  const { latencyMs, jitterMs, tickMs } = witness.scenario;
  const wait = profile.policy.kind === 'clock' ? profile.policy.everyMs : 0;
  const since = witness.now - wait - 2 * (latencyMs + jitterMs) - 4 * tickMs;
  const path = witness.market.mids(profile.index).filter(({ at }) => at >= since);
  const step = Math.max(1, Math.floor(path.length / SAMPLES));
  const now = deltaAt(witness, profile, point);
  const moves = path
    .filter((_, i) => i % step === 0)
    .map(({ at, mid }) => Math.abs(deltaAt(witness, profile, { ...point, spot: mid, at }) - now));
  return Math.max(0, ...moves);
}

/**
 * Whether margin keeps `hedge` from being traded: its account may take no new risk, by the stage that the engine says
 * it is at, and somebody was told.
 */
function isBarred({ state, truth }: Witness, hedge: InstrumentId): boolean {
  const { venue, settle } = truth.instruments.get(hedge) ?? {};
  const account = `${venue}/${settle}`;
  const watch = state?.protection?.accounts[account];
  const isWarned = [`protection/${account}`, `margin/${account}`].some((key) => state?.raised?.[key]);
  return isWarned && (watch === undefined || !['calm', 'warn'].includes(watch.ladder.stage));
}

/** Whether the engine knows that it cannot hedge `profile` for lack of margin, and has said so. */
function isShortOfMargin(witness: Witness, profile: Profile): boolean {
  const { state, scenario } = witness;
  if (scenario.margined === undefined) return false;
  const isTold = state?.raised?.[`remainder/${profile.underlying}`] !== undefined;
  return isTold || hedgesOf(profile).every((hedge) => isBarred(witness, hedge));
}

/** How a profile's true exposure is outside its band, though there is room to bring it back. */
function exposureFault(witness: Witness, profile: Profile): Finding {
  const spot = heardMids(witness, profile.index).at(-1);
  const price = heardMids(witness, profile.hedge).at(-1);
  const vol = volOf(witness, profile);
  if (spot === undefined || price === undefined) return `nothing was heard of ${profile.underlying}`;
  const point: Point = { spot, vol: vol ?? 0.5, rate: profile.rate, at: witness.now };
  const off = deltaAt(witness, profile, point) - statedTarget(profile);
  const lot = addedDelta(witness, profile.hedge, 1, price);
  const width = halfWidth(witness, profile, point);
  if (Math.abs(off) <= width * 1.001 + 1.01 * lot + drift(witness, profile, point)) return null;
  const need = -Math.sign(off) * (Math.abs(off) - width);
  if (hedgesOf(profile).every((hedge) => isAtLimit(witness, profile, hedge, need))) return null;
  if (isShortOfMargin(witness, profile)) return null;
  if (isSpent(witness, profile, price, Math.abs(off) - width)) return null;
  return `${profile.underlying} is ${off.toFixed(4)} from its target, its band is ${width.toFixed(4)} wide`;
}

/** What keeps a world that is to end flat from being so, and from knowing it. */
function flatFault({ state, truth }: Witness): Finding {
  for (const { id, kind } of truth.instruments.values())
    if (kind === 'perp' && truth.position(id) !== 0) return `${truth.position(id)} lots of ${id} are left`;
  const mode = state?.standing.mode;
  return mode === 'flat' ? null : `nothing is left, and the engine is ${mode}`;
}

/** What is not yet at rest: an order of which more may come, or an exposure outside its band. */
export function restFault(witness: Witness): Finding {
  const { state, truth, config } = witness;
  if (state === null) return 'the process is down';
  for (const [id, order] of truth.orders) if (order.state !== 'dead') return `order ${id} is ${order.state}`;
  for (const [id, order] of Object.entries(state.orders))
    if (['pending', 'open', 'unknown'].includes(order.state))
      return `order ${id} is thought to be ${order.state}`;
  if (witness.scenario.endsFlat) return flatFault(witness);
  for (const profile of config.profiles) {
    const fault = exposureFault(witness, profile);
    if (fault !== null) return fault;
  }
  return null;
}
