import type { Floor, Profile } from '../../domain/config.ts';
import { YEAR } from '../../units/time.ts';
import { tradeToEdge } from '../band.ts';
import {
  becauseOf,
  decisionOf,
  type Gate,
  type HedgeDecision,
  type Situation,
  type Wanted,
} from '../decide.ts';
import type { Anchor } from '../due.ts';
import { type Curve, regionOf } from '../region.ts';
import type { FloorMemory } from './account.ts';
import type { FloorFacts } from './case.ts';
import { floorDecision } from './floor.ts';

interface Floored {
  readonly decision: HedgeDecision;
  readonly anchor: Anchor;
  readonly remembered: FloorMemory;
}

/**
 * The bend that the hedge is to have, as the rules for bands know one: that of options sold, until the floor ends.
 */
function curveOf({ curve }: Situation, gamma: number, years: number): Curve {
  const bent = gamma > 0 ? ({ side: 'short', years } as const) : ({ side: 'mixed', years: 0 } as const);
  return { ...curve, gamma, ...bent };
}

/**
 * The decision for a profile with a floor: its options, and its hedge to the edge of the policy's band around the
 * delta that the floor wants. The delta of the holding itself is left as it is.
 */
export function decideFloored(
  { policy, underlying }: Profile,
  floor: Floor,
  seen: {
    readonly situation: Situation;
    readonly facts: FloorFacts;
    readonly gate: Gate;
    readonly memory: FloorMemory | undefined;
  },
): Floored {
  const { situation, facts, gate, memory } = seen;
  const { price, delta, hedgeDelta, costRate } = situation;
  const found = floorDecision(floor, facts, memory);
  const { hedge, gamma, also, told } = found;
  const curve = curveOf(situation, gamma, (floor.until - facts.at) / YEAR);
  const { halfWidth, fallback } = regionOf(policy, curve, price, costRate);
  const target = delta - hedgeDelta + hedge;
  const edges = { target, lower: target - halfWidth, upper: target + halfWidth };
  const trade = tradeToEdge(hedgeDelta, hedge, halfWidth);
  const wanted: Wanted = also.length === 0 ? { trade } : { trade, also };
  const reasons = { trading: 'outside band', holding: 'inside band' } as const;
  const decision = decisionOf(underlying, gate, wanted, reasons, (reason) => {
    const because = becauseOf({ ...situation, curve }, reason, policy, edges, fallback);
    because.floor = told;
    return because;
  });
  // What a pause kept from being ordered was not ordered in vain.
  const isAsked = decision.kind !== 'hold' || also.length === 0;
  const remembered = isAsked ? found.memory : { ...found.memory, asked: memory?.asked ?? null };
  const wants = { delta: hedge, gamma };
  const isBuying = facts.onItsWay !== null || (decision.kind !== 'hold' && also.length > 0);
  const anchor: Anchor = {
    ...{ price, delta, hedgeDelta, curve },
    floor: isBuying ? { ...wants, isBuying } : wants,
  };
  return { decision, anchor, remembered };
}
