/**
 * Tells at every tick that nothing is due, as long as that is plain: then nothing is allocated and no object of the
 * market is made. Whatever is not plain is for `dueNow`, which alone raises a decision; so this may err on the side of
 * asking, and never on the other. It rests on the same first-order estimate of delta.
 */
import { strikeEvery } from '../decide/clock.ts';
import { type Anchor, WORTH_AN_ORDER } from '../decide/due.ts';
import { regionOf } from '../decide/region.ts';
import { targetAt } from '../decide/target.ts';
import type { Profile } from '../domain/config.ts';
import type { InstrumentId, Instruments } from '../domain/instrument.ts';
import type { MarketState } from '../observe/observe.ts';
import type { Millis } from '../units/units.ts';
import { takerFeeOf } from './cost-rate.ts';
import { isDue } from './flatten/flattening.ts';
import { isFarFromLooked } from './protection/protection.ts';
import type { EngineState } from './state.ts';
import { leastLotDelta, waysOf } from './ways.ts';

/**
 * How far price and cost may have moved since a half-width was computed for it to be used again, relative to
 * themselves, and by how much less of it than there is counts then. A half-width grows with price and cost, but with
 * none faster than in proportion.
 */
const SAME_PRICE = 1e-4;
const SAME_COST = 5e-3;
const COUNTED = 0.99;

/** Where the numbers of an underlying lie; computed ones are typed, because a field would be a new object each time. */
const N = { price: 0, cost: 1, widthAt: 2, costAt: 3, edge: 4, drift: 5, count: 6 } as const;

/** One underlying, as it is looked at until the state changes. */
interface Post {
  readonly profile: Profile;
  readonly index: InstrumentId;
  /** What delta may be traded with, and what a taker pays for it. */
  readonly ways: readonly { readonly id: InstrumentId; readonly takerFee: number }[];
  readonly instruments: Instruments;
  readonly anchor: Anchor;
  readonly wantsVol: boolean;
  /** Of a policy that trades by the clock. */
  readonly everyMs: number | null;
  readonly clockAt: Millis | null;
  readonly retryAt: Millis | null;
  readonly numbers: Float64Array;
  /** How each other underlying's drift moves the centre of the region, in the order of the posts. */
  readonly pull: Float64Array;
  readonly shift: number;
}

function postOf(state: EngineState, profile: Profile): Post | undefined {
  const watched = state.decisions.watched[profile.underlying];
  if (watched === undefined || waysOf(profile).some((id) => state.instruments[id] === undefined))
    return undefined;
  const { anchor, quality, memory, retryAt } = watched;
  if (anchor === null || quality !== 'fresh' || anchor.floor !== undefined) return undefined;
  const { profiles } = state.config;
  const pull = Float64Array.from(profiles, ({ underlying }) => anchor.joint?.pull[underlying] ?? 0);
  return {
    ...{ profile, index: profile.index, anchor, pull, instruments: state.instruments },
    ways: waysOf(profile).map((id) => ({ id, takerFee: takerFeeOf(state, state.instruments[id]) })),
    wantsVol: profile.markVol.kind === 'market',
    ...{ everyMs: strikeEvery(profile.policy), clockAt: memory.clockAt, retryAt },
    numbers: new Float64Array(N.count).fill(Number.NaN),
    shift: anchor.joint?.shift ?? 0,
  };
}

/** The posts of `state`; empty where one of its underlyings is not fit to be watched this way. */
function postsOf(state: EngineState): readonly Post[] {
  const posts = state.config.profiles.map((profile) => postOf(state, profile));
  return posts.every((post) => post !== undefined) ? posts : [];
}

function isFresh(reading: { readonly at: Millis }, now: Millis, staleAfterMs: number): boolean {
  return Math.abs(now - reading.at) <= staleAfterMs;
}

/** Reads the market into the numbers of `post`. False where a reading that it needs is not fresh. */
function look(post: Post, market: MarketState, now: Millis, staleAfterMs: number): boolean {
  const index = market.quotes.get(post.index);
  if (index === undefined || index.doubted !== null || !isFresh(index, now, staleAfterMs)) return false;
  if (post.wantsVol) {
    const vol = market.vols.get(post.profile.underlying);
    if (vol === undefined || !isFresh(vol, now, staleAfterMs)) return false;
  }
  const { numbers, anchor, ways } = post;
  numbers[N.cost] = Infinity;
  for (const way of ways) {
    const hedge = market.quotes.get(way.id);
    if (hedge === undefined || hedge.doubted !== null || !isFresh(hedge, now, staleAfterMs)) return false;
    const cost = Math.max(0, way.takerFee + (hedge.ask - hedge.bid) / (hedge.bid + hedge.ask));
    if (cost < (numbers[N.cost] as number)) numbers[N.cost] = cost;
  }
  const price = (index.bid + index.ask) / 2;
  numbers[N.price] = price;
  numbers[N.drift] = anchor.curve.gamma * (price - anchor.price);
  return true;
}

/** How far delta may be from the centre of its region before an order is worth it: computed anew where it must be. */
function renewEdge(post: Post): void {
  const { numbers, profile, anchor } = post;
  const price = numbers[N.price] as number;
  const cost = numbers[N.cost] as number;
  const moved = Math.abs(price - (numbers[N.widthAt] as number));
  const dearer = Math.abs(cost - (numbers[N.costAt] as number));
  if (moved <= SAME_PRICE * price && dearer <= SAME_COST * cost) return;
  const { halfWidth } = regionOf(profile.policy, anchor.curve, price, cost);
  const worth = Math.max(leastLotDelta(post, profile, price), WORTH_AN_ORDER * halfWidth);
  numbers[N.widthAt] = price;
  numbers[N.costAt] = cost;
  numbers[N.edge] = COUNTED * (halfWidth + worth);
}

/** Whether delta is plainly where no order is worth it, or may not raise one. */
function isInside(post: Post, posts: readonly Post[], now: Millis): boolean {
  const { anchor, numbers, profile, everyMs, clockAt, retryAt, pull } = post;
  if (retryAt !== null && now < retryAt) return true;
  if (everyMs !== null) return clockAt !== null && now - clockAt < everyMs;
  renewEdge(post);
  const delta = anchor.delta + (numbers[N.drift] as number);
  const { targetDelta } = profile;
  let centre =
    typeof targetDelta === 'number' ? targetDelta : targetAt(targetDelta, now, delta - anchor.hedgeDelta);
  centre += post.shift;
  for (let i = 0; i < pull.length; i += 1)
    centre += (pull[i] as number) * ((posts[i] as Post).numbers[N.drift] as number);
  return Math.abs(delta - centre) < (numbers[N.edge] as number);
}

/** Watches one conductor's market. */
export interface Vigil {
  /** True where `dueNow` would certainly answer null. */
  isQuiet(state: EngineState, market: MarketState, now: Millis): boolean;
}

export function createVigil(): Vigil {
  let seen: EngineState | undefined;
  let posts: readonly Post[] = [];
  return {
    isQuiet: (state, market, now) => {
      const { decisions, config } = state;
      const { lastAt } = decisions;
      if (state.flatten !== undefined) return !isDue(state, now);
      if (lastAt === null || decisions.bookChanged || decisions.stopped) return false;
      if (now - lastAt >= config.reviewEveryMs) return false;
      if (state !== seen) {
        posts = postsOf(state);
        seen = state;
      }
      if (posts.length === 0) return false;
      for (const post of posts) if (!look(post, market, now, config.staleAfterMs)) return false;
      for (const post of posts) if (!isInside(post, posts, now)) return false;
      if (state.protection === undefined) return true;
      for (const { profile, numbers } of posts)
        if (isFarFromLooked(state, profile.underlying, numbers[N.price] as number)) return false;
      return true;
    },
  };
}
