/**
 * Decides, per underlying, whether the book's delta is worth trading now and how far. Pure: what it may know
 * is in its arguments, and every number that decided is in `because`.
 */
import type { Policy, Profile } from '../domain/config.ts';
import type { Currency } from '../domain/instrument.ts';
import type { Millis } from '../units/units.ts';
import { tradeToEdge } from './band.ts';
import { isClockDue, strikeEvery } from './clock.ts';
import type { RegimeScale } from './regime-scale.ts';
import { type Curve, type Region, regionOf } from './region.ts';
import { targetAt } from './target.ts';

/** What kept a decision from being taken on its merits; the safe answer is then to hold. */
export type Obstacle =
  | { readonly kind: 'unpriced'; readonly what: string }
  | { readonly kind: 'stale'; readonly what: string }
  /** An order's fate is unknown, or the venue has yet to report after a start. */
  | { readonly kind: 'in-doubt'; readonly what: string };

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
}

export type HedgeDecision =
  | {
      readonly kind: 'hedge';
      readonly underlying: Currency;
      readonly trade: number;
      readonly because: Because;
    }
  | { readonly kind: 'hold'; readonly underlying: Currency; readonly because: Because | Obstacle }
  /** Hedging has been stopped; only the part of `trade` that makes a position smaller may be sent. */
  | {
      readonly kind: 'halt';
      readonly underlying: Currency;
      readonly trade: number;
      readonly because: Because;
    };

/** All that decided. Written out, since an object that is spread and then added to is a hundred times as slow. */
function becauseOf(
  { at, price, delta, inFlight, curve, costRate, vol, volFrom, forecastVol }: Situation,
  reason: Because['reason'],
  policy: Policy['kind'],
  target: number,
  { halfWidth, fallback }: Region,
): Because {
  const [lower, upper] = [target - halfWidth, target + halfWidth];
  const { gamma, scale } = curve;
  const because: Because = {
    reason,
    policy,
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
  return scale === undefined ? because : { ...because, scale };
}

/**
 * The decision for one underlying, and what to remember of it. `trade` is in base units, positive buys.
 */
export function decide(
  profile: Profile,
  situation: Situation,
  memory: Memory,
  standing: 'running' | 'paused' | 'halted',
): { readonly decision: HedgeDecision; readonly memory: Memory } {
  const { policy, underlying } = profile;
  const target = targetAt(profile.targetDelta, situation.at, situation.delta - situation.hedgeDelta);
  const region = regionOf(policy, situation.curve, situation.price, situation.costRate);
  const striking = isClockDue(policy, memory.clockAt, situation.at);
  const struck = striking ? { clockAt: situation.at } : memory;
  const waiting = strikeEvery(policy) !== null && !striking;
  const trade = waiting ? 0 : tradeToEdge(situation.delta, target, region.halfWidth);
  const because = (reason: Because['reason']): Because =>
    becauseOf(situation, reason, policy.kind, target, region);
  if (standing === 'paused') {
    return { decision: { kind: 'hold', underlying, because: because('paused') }, memory };
  }
  if (trade === 0) {
    const reason = waiting ? 'clock not due' : 'inside band';
    const decision: HedgeDecision = { kind: 'hold', underlying, because: because(reason) };
    return { decision, memory: struck };
  }
  if (standing === 'halted') {
    return { decision: { kind: 'halt', underlying, trade, because: because('halted') }, memory };
  }
  const reason = striking ? 'clock' : 'outside band';
  const decision: HedgeDecision = { kind: 'hedge', underlying, trade, because: because(reason) };
  return { decision, memory: struck };
}
