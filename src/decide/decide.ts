/**
 * Decides, per underlying, whether the book's delta is worth trading now and how far. Pure: what it may know
 * is in its arguments, and every number that decided is in `because`.
 */
import type { Policy, Profile } from '../domain/config.ts';
import type { Currency } from '../domain/instrument.ts';
import type { Millis } from '../units/units.ts';
import { halfWidth, tradeToEdge } from './band.ts';
import { isClockDue } from './clock.ts';

/** What kept a decision from being taken on its merits; the safe answer is then to hold. */
export type Obstacle =
  | { readonly kind: 'unpriced'; readonly what: string }
  | { readonly kind: 'stale'; readonly what: string }
  /** An order's fate is unknown, or the venue has yet to report after a start. */
  | { readonly kind: 'in-doubt'; readonly what: string };

/** One underlying as its decision sees it. Deltas and gammas count what is in flight as filled. */
export interface Situation {
  readonly at: Millis;
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  /** The part of `delta` that is orders not yet filled. */
  readonly inFlight: number;
  readonly costRate: number;
  /** Vol that delta and gamma were taken at, and where it came from. */
  readonly vol: number | null;
  readonly volFrom: 'mark' | 'forecast' | 'mark, forecast not ready';
  readonly forecastVol: number | null;
}

/** What is remembered of one underlying from decision to decision. */
export interface Memory {
  /** When a clock last struck; null before the first time. */
  readonly clockAt: Millis | null;
}

export interface Because extends Situation {
  readonly reason: 'inside band' | 'outside band' | 'clock' | 'clock not due' | 'halted' | 'paused';
  readonly policy: Policy['kind'];
  readonly target: number;
  /** Edges of the no-trade region, as deltas. */
  readonly lower: number;
  readonly upper: number;
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
  { at, price, delta, gamma, inFlight, costRate, vol, volFrom, forecastVol }: Situation,
  reason: Because['reason'],
  policy: Policy['kind'],
  target: number,
  width: number,
): Because {
  const [lower, upper] = [target - width, target + width];
  return {
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
  };
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
  const { policy, targetDelta: target, underlying } = profile;
  const width = halfWidth(policy, situation);
  const striking = isClockDue(policy, memory.clockAt, situation.at);
  const struck = striking ? { clockAt: situation.at } : memory;
  const waiting = policy.kind === 'clock' && !striking;
  const trade = waiting ? 0 : tradeToEdge(situation.delta, target, width);
  const because = (reason: Because['reason']): Because =>
    becauseOf(situation, reason, policy.kind, target, width);
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
