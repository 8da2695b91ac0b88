/** Does what protection has planned: before anything is hedged, and past what keeps hedges from being traded. */
import type { Alarm } from '../../domain/alarm.ts';
import type { Currency } from '../../domain/instrument.ts';
import type { Command } from '../../domain/order.ts';
import type { Approved } from '../../guard/approved.ts';
import { approve } from '../../guard/guard.ts';
import type { Action } from '../../guard/protection/action.ts';
import type { MarginKnown } from '../../guard/protection/barrier.ts';
import type { Standing } from '../../guard/standing.ts';
import type { ExecutionPlan } from '../../route/plan.ts';
import { route } from '../../route/route.ts';
import { exposureOf } from '../exposure.ts';
import { guardInputsOf, placing } from '../placing.ts';
import { requestOf } from '../requests.ts';
import type { EngineState } from '../state.ts';
import { transferring } from '../transfers/transfers.ts';
import { type Urgent, urgentOrders, urgentTransfers } from './acting.ts';
import { type Seeing, type Watched, watchAccounts } from './protection.ts';

/** What was done for accounts in a decision. */
export interface Protected {
  readonly state: EngineState;
  readonly plan: ExecutionPlan;
  readonly commands: readonly Approved<Command>[];
  readonly actions: readonly Action[];
  readonly alarms: readonly Alarm[];
  /** Underlyings that are to wait, each with what for. */
  readonly waiting: ReadonlyMap<Currency, string>;
  /** For hedges: how accounts stand. */
  readonly margin: MarginKnown;
}

/**
 * What makes an account safer is not kept from it by a pause or a halt, which bar new risk; a kill bars everything. It
 * counts as in a halt: only what makes a position smaller passes, whatever was ordered before in the hour.
 */
function standingFor(standing: Standing, isReducing: boolean): Standing {
  return isReducing && (standing.mode === 'running' || standing.mode === 'paused')
    ? { ...standing, mode: 'halted' }
    : standing;
}

function knownOf({ accounts, guarded, state }: Watched): MarginKnown {
  const unknown = accounts.flatMap((each) => ('unknown' in each ? [each.venue] : []));
  return { guarded, unknown, watches: state.protection?.accounts ?? {} };
}

interface Placed {
  readonly state: EngineState;
  readonly plan: ExecutionPlan;
  readonly commands: readonly Approved<Command>[];
}

function placeGroup(before: Placed, group: Urgent, seen: Seeing, margin: MarginKnown, seq: number): Placed {
  const { state, plan: done } = before;
  const { marks, snapshot } = seen;
  const { execution } = state.config;
  const isReducing = group.orders.every(({ kind }) => kind === 'halt');
  const knowing = { marks, snapshot, exposure: exposureOf(state), budget: Infinity, margin };
  const asked = group.orders.map((order) => ({ order, request: requestOf(state, order, knowing) }));
  const requests = asked.flatMap(({ request }) => (typeof request === 'string' ? [] : [request]));
  const lacking = asked.flatMap(({ order: { underlying }, request }) =>
    typeof request === 'string' ? [{ underlying, why: request }] : [],
  );
  const { maxSlippage } = group;
  const plan = route(requests, snapshot, { ...execution, maxSlippage });
  const dropped = [...done.dropped, ...lacking, ...plan.dropped];
  const verdict = approve(plan, {
    ...guardInputsOf(state, marks, snapshot, isReducing ? undefined : margin),
    ...{ maxSlippage, turnover: 0, standing: standingFor(state.standing, isReducing) },
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

/** What is to wait until it is known what came of it. */
function waitingFor(state: EngineState, actions: readonly Action[]): ReadonlyMap<Currency, string> {
  const waiting = new Map<Currency, string>();
  for (const action of actions) {
    const base = action.kind === 'order' ? state.instruments[action.instrument]?.base : undefined;
    if (base !== undefined && action.kind === 'order')
      waiting.set(base, `${action.account}: ${action.because}`);
  }
  return waiting;
}

/** Looks at every account and does what is to be done for it; null where none is protected. */
export function protectNow(state: EngineState, seen: Seeing, seq: number): Protected | null {
  const watched = watchAccounts(state, seen);
  if (watched === null) return null;
  const margin = knownOf(watched);
  const { actions } = watched;
  let placed: Placed = { state: watched.state, plan: { legs: [], dropped: [] }, commands: [] };
  for (const group of urgentOrders(watched.state, seen, watched))
    placed = placeGroup(placed, group, seen, margin, seq);
  const unmet = placed.plan.dropped.map(
    ({ underlying, why }): Alarm => ({
      ...{ key: `protection/${underlying}/unmet`, severity: 'critical', state: 'unmet' },
      text: `${underlying}: an account could not be made safer: ${why}`,
    }),
  );
  // Money leaves last: it is on its way for longer than any order.
  const moving = transferring(placed.state, urgentTransfers(watched), { seq, at: seen.snapshot.at });
  const { alarms = [] } = moving.outcome;
  return {
    ...{ state: moving.state, plan: placed.plan, commands: [...placed.commands, ...moving.commands] },
    ...{
      actions,
      margin,
      waiting: waitingFor(state, actions),
      alarms: [...watched.alarms, ...unmet, ...alarms],
    },
  };
}
