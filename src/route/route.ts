/**
 * Turns decisions into orders at the least expected all-in cost: in the one instrument that a request names, or over
 * several, wherever what is still to be traded costs least (`choice.ts`, `split/`). All are sent at once, under a
 * price bound.
 */
import type { ExecutionSettings } from '../domain/config.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { lots } from '../units/units.ts';
import { type ChoiceRequest, choose } from './choice.ts';
import { expectedCost, legOf, type RouteRequest, restingLegOf, sizedOf } from './leg.ts';
import type { Choice, ExecutionPlan, Leg } from './plan.ts';

function onlyLeg(request: RouteRequest, snapshot: MarketSnapshot, settings: ExecutionSettings): Leg | string {
  const { room } = request;
  const sized = sizedOf(request, snapshot);
  if (typeof sized === 'string') return sized;
  const { quote, price, wanted } = sized;
  if (wanted === 0) return 'less than one lot';
  const count = lots(Math.sign(wanted) * Math.min(Math.abs(wanted), room.lots));
  if (count === 0) return `no room under ${room.limit}`;
  const cutBy = count === wanted ? null : room.limit;
  if (request.restUntil !== undefined) return restingLegOf(request, sized, count, cutBy, snapshot, settings);
  const cost = expectedCost(request, snapshot, quote, count, price);
  return legOf(request, sized, count, { cost, cutBy }, snapshot.at, settings);
}

/** The plan for all requests of one decision. */
export function route(
  requests: readonly (RouteRequest | ChoiceRequest)[],
  snapshot: MarketSnapshot,
  settings: ExecutionSettings,
): ExecutionPlan {
  const legs: Leg[] = [];
  const dropped: { underlying: string; why: string }[] = [];
  const choices: Choice[] = [];
  for (const request of requests) {
    const { underlying } = request;
    if (!('ways' in request)) {
      const leg = onlyLeg(request, snapshot, settings);
      if (typeof leg === 'string') dropped.push({ underlying, why: leg });
      else legs.push(leg);
      continue;
    }
    const chosen = choose(request, snapshot, settings);
    if (typeof chosen === 'string') {
      dropped.push({ underlying, why: chosen });
      continue;
    }
    legs.push(...chosen.legs);
    choices.push(chosen.choice);
    if (chosen.why !== null) dropped.push({ underlying, why: chosen.why });
  }
  return choices.length === 0 ? { legs, dropped } : { legs, dropped, choices };
}
