/** Orders that rest: whether a leg is to rest before it takes, and the end of what rests in the way. */
import { strikeEvery } from '../decide/clock.ts';
import type { Currency, InstrumentId } from '../domain/instrument.ts';
import type { VenueCommand } from '../domain/order.ts';
import { endingAt } from '../execute/chase.ts';
import { type Order, restingOrders } from '../execute/order.ts';
import { crossAt } from '../execute/schedule/passive-first.ts';
import type { Approved } from '../guard/approved.ts';
import { approveCancel } from '../guard/guard.ts';
import type { ExecutionPlan } from '../route/plan.ts';
import { later } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { levelOf } from './breakers.ts';
import { gateOf } from './gate.ts';
import type { EngineState } from './state.ts';

/** So many half-widths outside its band delta is waited for no longer. */
const URGENT_AT = 1;

/**
 * Until when a leg in `id`, decided on at `at` with delta so many half-widths `outside` its band, is to rest; null
 * where it is to take at once. While the breakers are cautious nothing is opened by taking.
 */
export function restsUntil(state: EngineState, id: InstrumentId, at: Millis, outside: number): Millis | null {
  const { patienceMs, orderLifeMs } = state.config.execution;
  const isBarred = levelOf(state) === 'cautious';
  if (patienceMs === undefined || isByClock(state, state.instruments[id]?.base ?? ''))
    return isBarred ? later(at, orderLifeMs) : null;
  const startedAt = state.waits?.[id] ?? at;
  const deadline = later(startedAt, patienceMs);
  const until = crossAt({ startedAt, deadline, outside, urgentAt: URGENT_AT });
  if (at < until) return millis(Math.min(until, later(at, orderLifeMs)));
  return isBarred ? later(at, orderLifeMs) : null;
}

/** Whether `underlying` is traded when a clock strikes, which is a schedule of its own. */
export function isByClock({ profiles }: Pick<EngineState, 'profiles'>, underlying: Currency): boolean {
  const profile = profiles[underlying];
  return profile !== undefined && strikeEvery(profile.policy) !== null;
}

/** `state` with those of `resting` told to end that have not been, and the commands that do it. */
export function withdrawing(
  state: EngineState,
  resting: readonly Order[],
): { readonly state: EngineState; readonly commands: readonly Approved<VenueCommand>[] } {
  const ending = resting.filter(({ cancelledAt }) => cancelledAt === undefined);
  if (ending.length === 0) return { state, commands: [] };
  const orders = endingAt(state.orders, ending, state.at);
  return { state: { ...state, orders }, commands: ending.map(({ request }) => approveCancel(request)) };
}

/** All that rests and could open something, where nothing may be opened any more. */
export function restingInHalt(state: EngineState): readonly Order[] {
  if (gateOf(state) === 'running') return [];
  return restingOrders(state.orders).filter(({ request }) => !request.reduceOnly);
}

/**
 * `state` after a decision that had legs rest in `resting`, and wanted nothing of the underlyings in `content`: these
 * are waited for no more once no order of ours rests in them. What is wanted still keeps the time at which it began.
 */
export function withWaits(
  state: EngineState,
  resting: readonly InstrumentId[],
  content: ReadonlySet<Currency>,
): EngineState {
  if (state.config.execution.patienceMs === undefined && state.waits === undefined) return state;
  const wanted = Object.keys(state.waits ?? {}).filter(
    (id) => !content.has(state.instruments[id]?.base ?? ''),
  );
  const live = restingOrders(state.orders).map(({ request }) => request.instrument);
  const ids = [...resting, ...live, ...wanted];
  const waits = Object.fromEntries(ids.map((id) => [id, state.waits?.[id] ?? state.at]));
  const { waits: _, ...others } = state;
  return ids.length === 0 ? others : { ...others, waits };
}

/** `plan` without the legs that would meet what rests, and what rests in their way: two of our orders must not meet. */
export function clearedOf(
  state: EngineState,
  plan: ExecutionPlan,
): { readonly plan: ExecutionPlan; readonly inTheWay: readonly Order[] } {
  const resting = restingOrders(state.orders);
  const inTheWay: Order[] = [];
  const dropped = [...plan.dropped];
  const legs = plan.legs.filter(({ underlying, instrument, lots }) => {
    const against = resting.filter(
      ({ request }) => request.instrument === instrument && request.lots * lots < 0,
    );
    if (against.length === 0) return true;
    inTheWay.push(...against);
    dropped.push({ underlying, why: `what rests in ${instrument} is ended first` });
    return false;
  });
  return inTheWay.length === 0 ? { plan, inTheWay } : { plan: { ...plan, legs, dropped }, inTheWay };
}
