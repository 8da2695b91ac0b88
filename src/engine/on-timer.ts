import type { OperatorAction } from '../domain/entry.ts';
import type { VenueId } from '../domain/instrument.ts';
import type { OrderId } from '../domain/order.ts';
import { chase, dueAt, endingAt } from '../execute/chase.ts';
import { forget } from '../execute/execute.ts';
import { liveOrders, restingOrders } from '../execute/order.ts';
import { approveCancel, approveQuery } from '../guard/guard.ts';
import { operated } from '../guard/standing.ts';
import { later } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { standingAlarm } from './alarms.ts';
import { begun } from './flatten/flattening.ts';
import type { EngineState, Step } from './state.ts';
import { chaseTransfers, nextTransfer } from './transfers/overdue.ts';

/** When the engine next wants a `timer` entry: a silent order, one that has rested, or a reconciliation falls due. */
export function nextTimer(state: EngineState): Millis {
  let next = state.reconciliation.nextAt;
  for (const order of liveOrders(state.orders)) {
    const when = dueAt(order, state.config.execution);
    if (when !== null && when < next) next = when;
  }
  const transferAt = nextTransfer(state);
  return transferAt < next ? millis(transferAt) : next;
}

function liveAt(state: EngineState, venue: VenueId): OrderId[] {
  return liveOrders(state.orders)
    .filter((order) => order.request.venue === venue)
    .map((order) => order.request.id);
}

/** Ends what has rested, asks after what has been silent too long and, when it is time, after all there is anywhere. */
export function onTimer(state: EngineState, at: Millis): Step {
  const { execution, venues } = state.config;
  const { orders, ask, end } = chase(forget(state.orders, at), at, execution);
  const asked = new Map<VenueId, readonly OrderId[]>(ask);
  let { reconciliation } = state;
  if (at >= reconciliation.nextAt) {
    for (const venue of venues) asked.set(venue.id, liveAt(state, venue.id));
    // If no report comes, ask again; a report sets the next time itself.
    reconciliation = { ...reconciliation, nextAt: later(at, execution.ackWithinMs) };
  }
  // In this order, so that the venue's answer may tell the end already.
  const cancels = end.map((order) => approveCancel(order.request));
  const queries = [...asked].map(([venue, ids]) => approveQuery(venue, ids));
  const chased = chaseTransfers(state, at);
  const commands = [...cancels, ...queries, ...chased.commands];
  return {
    state: { ...chased.state, orders, reconciliation },
    outcome: commands.length > 0 ? { commands } : {},
    commands,
  };
}

/**
 * An operator's word. `stop`, `kill` and `flatten` end what rests at the venues. After a `stop` nothing is decided any
 * more in this session; any other word is a reason to decide.
 */
export function onOperator(state: EngineState, at: Millis, action: OperatorAction): Step {
  const standing = action === 'stop' ? state.standing : operated(state.standing, action);
  const changed = action === 'stop' ? { stopped: true } : { bookChanged: true };
  const isBegun = action === 'flatten';
  const ends = action === 'stop' || action === 'kill' || isBegun;
  const orders = ends ? endingAt(state.orders, restingOrders(state.orders), at) : state.orders;
  const { flatten, ...others } = {
    ...state,
    orders,
    standing,
    decisions: { ...state.decisions, ...changed },
  };
  const isKept = flatten !== undefined && standing.mode === state.standing.mode;
  const kept: EngineState = isKept ? { ...others, flatten } : others;
  const next: EngineState = isBegun ? { ...others, flatten: begun(at) } : kept;
  const resting = ends ? liveOrders(state.orders) : [];
  const commands = resting.map((order) => approveCancel(order.request));
  return {
    state: next,
    outcome: { ...standingAlarm(state, next), ...(commands.length > 0 && { commands }) },
    commands,
  };
}
