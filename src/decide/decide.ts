/**
 * Decides, per underlying, whether the book's delta is worth trading now and how far. Pure: what it may know
 * is in its arguments, and every number that decided is in `because`.
 */
import type { Objective, Policy, Profile } from '../domain/config.ts';
import type { Currency, InstrumentId } from '../domain/instrument.ts';
import type { Millis } from '../units/units.ts';
import type { SmileDelta } from '../value/smile-deltas.ts';
import { tradeToEdge } from './band.ts';
import { isClockDue, strikeEvery } from './clock.ts';
import type { FloorTold } from './floor/told.ts';
import type { Optimum } from './optimal/optimum.ts';
import type { RegimeScale } from './regime-scale.ts';
import { type Curve, regionOf } from './region.ts';
import { horizonAt } from './rules/horizon.ts';
import { targetAt } from './target.ts';

/** What kept a decision from being taken on its merits; the safe answer is then to hold. */
export type Obstacle =
  | { readonly kind: 'unpriced'; readonly what: string }
  | { readonly kind: 'stale'; readonly what: string }
  /** An order's fate is unknown, or the venue has yet to report after a start. */
  | { readonly kind: 'in-doubt'; readonly what: string }
  /** An account that it is held in is being kept from liquidation, which comes first. */
  | { readonly kind: 'protecting'; readonly what: string };

/** One underlying as its decision sees it. Deltas count what is in flight as filled. */
export interface Situation {
  readonly at: Millis;
  readonly price: number;
  readonly delta: number;
  /** The part of `delta` that is orders not yet filled. */
  readonly inFlight: number;
  /** The part of `delta` that is the hedge instrument's, in flight or held. */
  readonly hedgeDelta: number;
  readonly curve: Curve;
  readonly costRate: number;
  /** Vol that delta was taken at: of the region's centre. Where the plain one came from. */
  readonly vol: number | null;
  readonly volFrom: 'mark' | 'forecast' | 'mark, forecast not ready' | 'ewma, forecaster not ready';
  readonly forecastVol: number | null;
  /** What the smile has added to the part of `delta` that is options; absent where Black-Scholes is hedged. */
  readonly smile?: SmileDelta;
}

/** What is remembered of one underlying from decision to decision. */
export interface Memory {
  /** When a clock last struck; null before the first time. */
  readonly clockAt: Millis | null;
}

export interface Because extends Omit<Situation, 'curve' | 'hedgeDelta'> {
  readonly reason: 'inside band' | 'outside band' | 'clock' | 'clock not due' | 'halted' | 'paused';
  readonly policy: Policy['kind'];
  readonly target: number;
  /** Edges of the no-trade region, as deltas. */
  readonly lower: number;
  readonly upper: number;
  readonly gamma: number;
  /** Why another rule was followed than the policy's own, where one was. */
  readonly fallback: string | null;
  /** What made the region wider or narrower than the policy's; absent where nothing may. */
  readonly scale?: RegimeScale;
  /** Of the policy `optimal`, and of no other. */
  readonly objective?: Objective;
  /** The expected time to the next trade, over which it counts risk; absent where there is no vol to count it at. */
  readonly horizonYears?: number;
  /** What the optimiser weighed; absent where nothing but delta was to be weighed, and by itself. */
  readonly optimum?: Optimum;
  /** What keeps the profile's floor; absent where it has none. `target` then is what that makes of delta. */
  readonly floor?: FloorTold;
}

/** A trade in an instrument beside the profile's `hedge`, in base units of the contract: positive buys. */
export interface AlsoTrade {
  readonly instrument: InstrumentId;
  readonly trade: number;
}

/** What is to be traded. Not all of it need be: `trade` is 0 where only `also` is. */
export interface Wanted {
  readonly trade: number;
  readonly also?: readonly AlsoTrade[];
}

export type HedgeDecision =
  | ({
      readonly kind: 'hedge';
      readonly underlying: Currency;
      readonly because: Because;
    } & Wanted)
  | { readonly kind: 'hold'; readonly underlying: Currency; readonly because: Because | Obstacle }
  /** Hedging has been stopped; only the part of the trades that makes a position smaller may be sent. */
  | ({
      readonly kind: 'halt';
      readonly underlying: Currency;
      readonly because: Because;
    } & Wanted);

/** Whether decisions may be acted on. */
export type Gate = 'running' | 'paused' | 'halted';

/** Where delta may be left alone: the target, and the region's edges from it. */
export interface Edges {
  readonly target: number;
  readonly lower: number;
  readonly upper: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * All that decided. Written out, and keys that not all have are set afterwards: an object that is spread and then
 * added to is a hundred times as slow.
 */
export function becauseOf(
  { at, price, delta, inFlight, curve, costRate, vol, volFrom, forecastVol, smile }: Situation,
  reason: Because['reason'],
  policy: Policy,
  { target, lower, upper }: Edges,
  fallback: string | null,
): Mutable<Because> {
  const { gamma, scale } = curve;
  const because: Mutable<Because> = {
    reason,
    policy: policy.kind,
    target,
    lower,
    upper,
    at,
    price,
    delta,
    gamma,
    inFlight,
    costRate,
    vol,
    volFrom,
    forecastVol,
    fallback,
  };
  if (scale !== undefined) because.scale = scale;
  if (smile !== undefined) because.smile = smile;
  if (policy.kind === 'optimal') {
    because.objective = policy.objective;
    const { riskAversion } = policy;
    const years = horizonAt((upper - lower) / 2, { price, vol: curve.vol, costRate, riskAversion });
    if (curve.vol > 0 && Number.isFinite(years)) because.horizonYears = years;
  }
  return because;
}

/** The decision that trading `wanted` comes to under `gate`; `told` says why, given the reason. */
export function decisionOf(
  underlying: Currency,
  gate: Gate,
  wanted: Wanted,
  reasons: { readonly trading: Because['reason']; readonly holding: Because['reason'] },
  told: (reason: Because['reason']) => Because,
): HedgeDecision {
  if (gate === 'paused') return { kind: 'hold', underlying, because: told('paused') };
  const { trade, also } = wanted;
  if (trade === 0 && also === undefined) return { kind: 'hold', underlying, because: told(reasons.holding) };
  const kind = gate === 'halted' ? 'halt' : 'hedge';
  const because = told(gate === 'halted' ? 'halted' : reasons.trading);
  return also === undefined
    ? { kind, underlying, trade, because }
    : { kind, underlying, trade, also, because };
}

/**
 * The decision for one underlying by itself, and what to remember of it. `trade` is in base units, positive buys.
 */
export function decide(
  profile: Profile,
  situation: Situation,
  memory: Memory,
  gate: Gate,
): { readonly decision: HedgeDecision; readonly memory: Memory } {
  const { policy, underlying } = profile;
  const target = targetAt(profile.targetDelta, situation.at, situation.delta - situation.hedgeDelta);
  const { halfWidth, fallback } = regionOf(policy, situation.curve, situation.price, situation.costRate);
  const edges = { target, lower: target - halfWidth, upper: target + halfWidth };
  const striking = isClockDue(policy, memory.clockAt, situation.at);
  const waiting = strikeEvery(policy) !== null && !striking;
  const trade = waiting ? 0 : tradeToEdge(situation.delta, target, halfWidth);
  const reasons = {
    trading: striking ? 'clock' : 'outside band',
    holding: waiting ? 'clock not due' : 'inside band',
  } as const;
  const decision = decisionOf(underlying, gate, { trade }, reasons, (reason) =>
    becauseOf(situation, reason, policy, edges, fallback),
  );
  const isStruck = striking && (decision.kind === 'hedge' || (gate !== 'paused' && trade === 0));
  return { decision, memory: isStruck ? { clockAt: situation.at } : memory };
}
