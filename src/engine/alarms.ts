/** What an operator is alerted of, beside what single stages say: told from what a step has changed. */
import type { Alarm } from '../domain/alarm.ts';
import type { OrderId } from '../domain/order.ts';
import { isLive, type Order } from '../execute/order.ts';
import { dedupe, type Raised } from '../record/alerts.ts';
import type { EngineState, Outcome, Step } from './state.ts';

/** So often a venue is asked after an order in vain before somebody is told: about four times the allowed silence. */
const IN_VAIN = 3;

/** How the standing changed, if it did. */
export function standingAlarm(before: EngineState, after: EngineState): Pick<Outcome, 'alarms'> {
  const { mode, why } = after.standing;
  if (before.standing.mode === mode) return {};
  const text = `${mode}: ${why}`;
  const isOver = mode === 'running';
  const severity = isOver || mode === 'flat' ? 'info' : mode === 'paused' ? 'warning' : 'critical';
  return { alarms: [{ key: 'standing', severity, text, state: isOver ? null : text }] };
}

function isUnanswered({ state, asked }: Order): boolean {
  return state === 'unknown' && asked >= IN_VAIN;
}

/** What `then`, `now`, says of its venue's answers: that there are none, or that there is one. */
function orderAlarm(id: OrderId, then: Order | undefined, now: Order | undefined): Alarm | null {
  const key = `unanswered/${id}`;
  if (now !== undefined && isUnanswered(now)) {
    const { request, asked } = now;
    const text = `${request.venue} does not say what became of ${id}, asked ${asked} times`;
    return { key, severity: 'warning', text, state: 'unanswered' };
  }
  if (then === undefined || !isUnanswered(then)) return null;
  const end = now === undefined ? 'forgotten' : now.state;
  return { key, severity: 'info', text: `${id} is cleared up: ${end}`, state: null };
}

function ordersAlarms(before: EngineState, after: EngineState): Alarm[] {
  if (before.orders === after.orders) return [];
  const alarms: Alarm[] = [];
  for (const [id, now] of Object.entries(after.orders)) {
    const then = before.orders[id];
    if (then === now) continue;
    const alarm = orderAlarm(id, then, now);
    if (alarm !== null) alarms.push(alarm);
    const { instrument } = now.request;
    const isTaken = now.state === 'open' || now.filled !== (then?.filled ?? 0);
    const text = `orders in ${instrument} are taken again`;
    if (isTaken) alarms.push({ key: `rejected/${instrument}`, severity: 'info', text, state: null });
  }
  for (const [id, then] of Object.entries(before.orders)) {
    const alarm = after.orders[id] === undefined && isLive(then) ? orderAlarm(id, then, undefined) : null;
    if (alarm !== null) alarms.push(alarm);
  }
  return alarms;
}

/** Venues that may be traded at again. */
function venuesAlarms(before: EngineState, after: EngineState): Alarm[] {
  const { awaiting } = after.reconciliation;
  if (before.reconciliation.awaiting === awaiting) return [];
  const back = before.reconciliation.awaiting.filter((venue) => !awaiting.includes(venue));
  return back.map((venue) => ({
    ...{ key: `venue/${venue}`, severity: 'info', text: `${venue} has reported and agrees`, state: null },
  }));
}

/** Whatever a flatten said is over when it is. */
function flattenAlarms(before: EngineState, after: EngineState): Alarm[] {
  const { mode } = after.standing;
  if (before.standing.mode !== 'flattening' || mode === 'flattening') return [];
  const keys = Object.keys(before.raised ?? {}).filter((key) => key.startsWith('flatten'));
  const text = mode === 'flat' ? 'flatten verified' : 'flatten ended';
  return keys.map((key) => ({ key, severity: 'info', text, state: null }));
}

function isNone(raised: Raised): boolean {
  for (const _ in raised) return false;
  return true;
}

/** `step` with those of its alarms, and of what it has changed, that are news since `before`. */
export function alerted(before: EngineState, step: Step): Step {
  const { state, outcome, commands } = step;
  const all = [
    ...(outcome.alarms ?? []),
    ...ordersAlarms(before, state),
    ...venuesAlarms(before, state),
    ...flattenAlarms(before, state),
  ];
  if (all.length === 0 && outcome.alarms === undefined) return step;
  const { raised, fresh } = dedupe(state.raised ?? {}, all);
  const { alarms: _, ...said } = outcome;
  const told = fresh.length === 0 ? said : { ...said, alarms: fresh };
  if (raised === state.raised) return { state, outcome: told, commands };
  const { raised: __, ...others } = state;
  return { state: isNone(raised) ? others : { ...others, raised }, outcome: told, commands };
}
