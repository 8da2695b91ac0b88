/** Does what protection has planned: before anything is hedged, and past what keeps hedges from being traded. */
import type { Alarm } from '../../domain/alarm.ts';
import type { Currency } from '../../domain/instrument.ts';
import type { Action } from '../../guard/protection/action.ts';
import type { MarginKnown } from '../../guard/protection/barrier.ts';
import type { Standing } from '../../guard/standing.ts';
import { NOTHING_PLACED, type Placed, placeOrders } from '../placing.ts';
import type { EngineState } from '../state.ts';
import { transferring } from '../transfers/transfers.ts';
import { type Urgent, urgentOrders, urgentTransfers } from './acting.ts';
import { type Seeing, type Watched, watchAccounts } from './protection.ts';

/** What was done for accounts in a decision. */
export interface Protected extends Placed {
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

function placeGroup(before: Placed, group: Urgent, seen: Seeing, margin: MarginKnown, seq: number): Placed {
  const { orders, maxSlippage } = group;
  const isReducing = orders.every(({ kind }) => kind === 'halt');
  const standing = standingFor(before.state.standing, isReducing);
  const rules = { maxSlippage, standing, margin: isReducing ? undefined : margin };
  return placeOrders(before, orders, seen, rules, seq);
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
  let placed: Placed = { ...NOTHING_PLACED, state: watched.state };
  const urgent = urgentOrders(watched.state, seen, watched);
  for (const group of urgent.opening) placed = placeGroup(placed, group, seen, margin, seq);
  const opened = new Set(placed.plan.legs.map(({ instrument }) => instrument));
  for (const group of urgent.closing(opened)) placed = placeGroup(placed, group, seen, margin, seq);
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
