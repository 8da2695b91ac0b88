/** What becomes of transfers, booked once each however often and in whatever order it is told. */
import type { Alarm } from '../../domain/alarm.ts';
import type { TransferNews } from '../../domain/transfer.ts';
import { bookMoved, foldNews, type Transfer } from '../../execute/transfer.ts';
import { fromAtoms } from '../../units/rounding.ts';
import type { Millis } from '../../units/units.ts';
import { booked, rateOf } from '../ledger.ts';
import type { EngineState, Step } from '../state.ts';
import { sumText } from './transfers.ts';

/** `state` in which `before` has become `after`, with what that means for the book. */
export function withMoved(state: EngineState, before: Transfer, after: Transfer): EngineState {
  if (before === after) return state;
  const { currency, id } = after.request;
  const moved = { ...state, transfers: { ...state.transfers, [id]: after } };
  const { book, cost } = bookMoved(state.book, before, after);
  if (book === state.book) return moved;
  const decided = { ...moved, decisions: { ...moved.decisions, bookChanged: true } };
  const worth = -fromAtoms(cost) * rateOf(state, currency);
  // What is adopted away is a correction, and its counterpart is in what was adopted.
  return booked(decided, book, after.stage === 'adopted' ? { residual: worth } : { fees: worth });
}

/** Books what a treasury has told. */
export function onTransferNews(
  state: EngineState,
  news: TransferNews,
  at: Millis,
): { readonly state: EngineState; readonly alarms: readonly Alarm[] } {
  const { id, stage } = news;
  const before = state.transfers?.[id];
  const odd = (why: string): Alarm => ({
    ...{ key: `transfer/${id}/odd`, severity: 'critical', state: stage },
    text: `transfer ${id} is told to have ${stage}, ${why}: see where the money is`,
  });
  if (before === undefined) return { state, alarms: [odd('and none such is under way')] };
  const after = foldNews(before, news, at, state.config.execution.ackWithinMs);
  if (after === null) return { state, alarms: [odd(`but it has ${before.stage}`)] };
  return { state: withMoved(state, before, after), alarms: [] };
}

/** What an operator is to hear of a transfer that was `then` and is `now`. */
function alarmOf(then: Transfer | undefined, now: Transfer): Alarm | null {
  const { stage, isOverdue, received, endedAt } = now;
  const { id, currency } = now.request;
  const key = `transfer/${id}`;
  if (endedAt === null) {
    if (!isOverdue || then?.isOverdue === true) return null;
    const where = stage === 'left' ? 'has left and not arrived' : 'has not been heard of';
    const text = `overdue: ${sumText(now)} ${where}: do not count on it, and look for it`;
    return { key, severity: 'critical', text, state: 'overdue' };
  }
  if (then?.endedAt === endedAt && then.stage === stage) return null;
  const sum = `${fromAtoms(received)} ${currency}`;
  const came = {
    ...{ arrived: `has arrived: ${sum}`, failed: `is back: ${sum}`, lost: 'was not moved' },
    adopted: 'is in what a venue was believed to hold, or gone: look for it',
  }[stage as 'lost'];
  const text = `${sumText(now)} ${came}`;
  return { key, severity: stage === 'arrived' ? 'info' : 'warning', text, state: null };
}

/** `step` with what it has made known of transfers since `before`. */
export function withTransfersTold(before: EngineState, step: Step): Step {
  const { transfers } = step.state;
  if (transfers === undefined || transfers === before.transfers) return step;
  const told: Record<string, Pick<Transfer, 'request' | 'stage' | 'received' | 'isOverdue'>> = {};
  const alarms: Alarm[] = [];
  for (const [id, now] of Object.entries(transfers)) {
    const then = before.transfers?.[id];
    const { request, stage, received, isOverdue } = now;
    if (then?.stage === stage && then.received === received && then.isOverdue === isOverdue) continue;
    told[id] = { request, stage, received, isOverdue };
    const alarm = alarmOf(then, now);
    if (alarm !== null) alarms.push(alarm);
  }
  if (Object.keys(told).length === 0) return step;
  const all = [...(step.outcome.alarms ?? []), ...alarms];
  const outcome = { ...step.outcome, ...(all.length > 0 && { alarms: all }), transfers: told };
  return { ...step, outcome };
}
