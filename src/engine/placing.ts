import type { InstrumentId } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import type { Command } from '../domain/order.ts';
import { place } from '../execute/execute.ts';
import { orderId } from '../execute/order-id.ts';
import type { Approved } from '../guard/approved.ts';
import { approve, type GuardInputs, release } from '../guard/guard.ts';
import type { ExecutionPlan } from '../route/plan.ts';
import { route } from '../route/route.ts';
import type { Marks } from '../value/marks.ts';
import { moved } from './anchor.ts';
import { levelOf, watchOrders } from './breakers.ts';
import { exposureOf } from './exposure.ts';
import { type Order, requestOf } from './requests.ts';
import type { EngineState } from './state.ts';
import { hourlyTurnover } from './turnover.ts';

/** What the guard is told of `state`, but for how much was ordered in the last hour. */
export function guardInputsOf(
  state: EngineState,
  marks: Marks,
  snapshot: MarketSnapshot,
  margin: GuardInputs['margin'],
  besides: readonly InstrumentId[] = [],
): Omit<GuardInputs, 'turnover'> {
  const { limits, execution, reporting } = state.config;
  return {
    ...{ limits, maxSlippage: execution.maxSlippage, standing: state.standing, level: levelOf(state) },
    ...{
      slippage: state.slippage,
      exposure: exposureOf(state, besides),
      snapshot,
      instruments: state.instruments,
    },
    ...{ reporting, worths: marks.rates, margin },
  };
}

/**
 * `state` with the legs of `plan` in flight as orders of the decision `seq`, of which `before` have been placed
 * already, and the commands that send them.
 */
export function placing(
  state: EngineState,
  plan: Approved<ExecutionPlan>,
  marks: Marks,
  seq: number,
  before: number,
): { readonly state: EngineState; readonly commands: ReturnType<typeof release> } {
  const commands = release(plan, (leg) => orderId(state.journal, seq, before + leg));
  const requests = commands.map((command) => command.order);
  let { watched } = state.decisions;
  for (const { instrument, lots } of requests)
    watched = moved(state, watched, state.instruments[instrument], lots);
  const orders = place(state.orders, requests, state.at, seq);
  const placed: EngineState = { ...state, orders, decisions: { ...state.decisions, watched } };
  const underlyings = plan.legs.map(({ underlying }) => underlying);
  return { state: watchOrders(placed, underlyings, marks), commands };
}

/** Orders that were placed before anything is hedged, and what of them could not be. */
export interface Placed {
  readonly state: EngineState;
  readonly plan: ExecutionPlan;
  readonly commands: readonly Approved<Command>[];
}

export const NOTHING_PLACED: Omit<Placed, 'state'> = { plan: { legs: [], dropped: [] }, commands: [] };

/** What the guard is to go by, where that is not what it goes by for hedges. */
export type PlacingRules = Pick<GuardInputs, 'maxSlippage' | 'standing' | 'margin'>;

interface Seen {
  readonly marks: Marks;
  readonly snapshot: MarketSnapshot;
}

function namedIn(orders: readonly Order[]): readonly InstrumentId[] {
  return orders.flatMap(({ instrument }) => instrument ?? []);
}

/** The requests that `orders` come to, and those that come to none. */
export function requestsOf(
  state: EngineState,
  orders: readonly Order[],
  { marks, snapshot }: Seen,
  margin: PlacingRules['margin'],
): { readonly requests: Parameters<typeof route>[0]; readonly dropped: ExecutionPlan['dropped'] } {
  const exposure = exposureOf(state, namedIn(orders));
  const most = state.config.limits.maxHourlyTurnover;
  const budget = most === undefined ? Infinity : most - hourlyTurnover(state, marks);
  const knowing = { marks, snapshot, exposure, budget, margin };
  const asked = orders.map((order) => ({ order, request: requestOf(state, order, knowing) }));
  return {
    requests: asked.flatMap(({ request }) => (typeof request === 'string' ? [] : [request])),
    dropped: asked.flatMap(({ order: { underlying }, request }) =>
      typeof request === 'string' ? [{ underlying, why: request }] : [],
    ),
  };
}

/** `before` and `orders`, all of which the guard passes or none, as a plan by itself. */
export function placeOrders(
  before: Placed,
  orders: readonly Order[],
  seen: Seen,
  rules: PlacingRules,
  seq: number,
): Placed {
  const { state, plan: done } = before;
  const { marks, snapshot } = seen;
  const { maxSlippage, margin } = rules;
  const { requests, dropped: lacking } = requestsOf(state, orders, seen, margin);
  const plan = route(requests, snapshot, { ...state.config.execution, maxSlippage });
  const dropped = [...done.dropped, ...lacking, ...plan.dropped];
  const verdict = approve(plan, {
    ...guardInputsOf(state, marks, snapshot, margin, namedIn(orders)),
    ...rules,
    turnover: hourlyTurnover(state, marks),
  });
  if (verdict.kind === 'refused') {
    const why = `${verdict.limit} is ${verdict.value}, ${verdict.allowed} is allowed: ${verdict.remedy}`;
    const refused = plan.legs.map(({ underlying }) => ({ underlying, why }));
    return { ...before, plan: { ...done, dropped: [...dropped, ...refused] } };
  }
  const placed = placing(state, verdict.plan, marks, seq, done.legs.length);
  return {
    state: placed.state,
    plan: { legs: [...done.legs, ...plan.legs], dropped },
    commands: [...before.commands, ...placed.commands],
  };
}
