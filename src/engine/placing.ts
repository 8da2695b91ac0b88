import type { MarketSnapshot } from '../domain/market.ts';
import { place } from '../execute/execute.ts';
import { orderId } from '../execute/order-id.ts';
import type { Approved } from '../guard/approved.ts';
import { type GuardInputs, release } from '../guard/guard.ts';
import type { ExecutionPlan } from '../route/plan.ts';
import type { Marks } from '../value/marks.ts';
import { moved } from './anchor.ts';
import { levelOf, watchOrders } from './breakers.ts';
import { exposureOf } from './exposure.ts';
import type { EngineState } from './state.ts';

/** What the guard is told of `state`, but for how much was ordered in the last hour. */
export function guardInputsOf(
  state: EngineState,
  marks: Marks,
  snapshot: MarketSnapshot,
  margin: GuardInputs['margin'],
): Omit<GuardInputs, 'turnover'> {
  const { limits, execution, reporting } = state.config;
  return {
    ...{ limits, maxSlippage: execution.maxSlippage, standing: state.standing, level: levelOf(state) },
    ...{ slippage: state.slippage, exposure: exposureOf(state), snapshot, instruments: state.instruments },
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
