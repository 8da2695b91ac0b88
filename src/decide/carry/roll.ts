import { type CarryFacts, type CarrySide, costOf, costOut, lowerOf, outlooksOf } from './outlook.ts';
import type { CarryLeg } from './pair.ts';

function tradeOf({ fee, halfSpread }: CarryLeg): number {
  return fee + halfSpread;
}

/** What moving on to the next dated leg is sure to be worth more than letting this one settle and getting out. */
export interface CarryRoll {
  readonly to: string;
  /** Fractions of notional: what the next is sure to earn, what the move costs, and what it gives up. */
  readonly lower: number;
  readonly costs: number;
  readonly givenUp: number;
  readonly gain: number;
}

/**
 * Rolling from `near` to `next`, which share the leg that is bought: the near leg is traded instead of settled, the
 * next one is entered, and the bought leg is sold only once the next has settled. What is left of the near basis is
 * given up, so that rolling waits for it to be small. Null where either has expired.
 */
export function rollTo(
  near: CarryFacts,
  next: CarryFacts,
  side: CarrySide,
  confidence: number,
): CarryRoll | null {
  const [outlook] = outlooksOf(next, side);
  if (outlook === undefined || outlooksOf(near, side).length === 0) return null;
  const lower = lowerOf(outlook, confidence);
  const moving = tradeOf(near.pair.sold) + tradeOf(next.pair.sold) + costOut(next);
  const costs = moving - costOut(near);
  const givenUp = side * near.basis.now;
  return { to: next.pair.id, lower, costs, givenUp, gain: lower - costs - givenUp };
}

/** Of getting in and out again. */
export function roundTrip(facts: CarryFacts): number {
  return costOf(facts.pair) + costOut(facts);
}
