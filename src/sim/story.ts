/** One line for each thing that happens in a world. */

import type { HedgeDecision } from '../decide/decide.ts';
import type { JournalEntry } from '../domain/entry.ts';
import type { AccountEvent, Command, OrderReport } from '../domain/order.ts';
import type { TransferWanted } from '../domain/transfer.ts';
import type { Outcome } from '../engine/state.ts';

export const LEGEND: readonly string[] = [
  '# entry on disk   > command leaves us   < told by a venue   x lost on the way   ! something begins to fail',
  '* our process begins or ends   = the simulation itself',
];

function decisionText(decision: HedgeDecision): string {
  const { because, underlying } = decision;
  if (decision.kind === 'hold') {
    return `${underlying} hold (${'reason' in because ? because.reason : `${because.kind}: ${because.what}`})`;
  }
  const { delta, lower, upper } = decision.because;
  const band = `delta ${delta.toFixed(4)}, band ${lower.toFixed(4)} to ${upper.toFixed(4)}`;
  return `${underlying} ${decision.kind} ${decision.trade.toFixed(4)} (${band})`;
}

function outcomeText({ decisions = [], refused, plan, alarms = [] }: Outcome): string {
  const parts = decisions.map(decisionText);
  for (const { underlying, why } of plan?.dropped ?? []) parts.push(`${underlying} dropped: ${why}`);
  if (refused !== undefined)
    parts.push(`refused: ${refused.limit}, ${refused.value} against ${refused.allowed}`);
  parts.push(...alarms.map(({ text }) => `alarm: ${text}`));
  return parts.length === 0 ? '' : ` — ${parts.join('; ')}`;
}

function sumText({ amount, currency, from, to }: TransferWanted): string {
  return `${amount} atoms of ${currency} from ${from} to ${to}`;
}

function bodyText({ body }: JournalEntry): string {
  switch (body.kind) {
    case 'decisionDue':
      return `decision due: ${body.why}`;
    case 'operator':
      return `operator: ${body.action}`;
    case 'account':
      return `account: ${body.event.kind}`;
    case 'transfer':
      return `wanted: ${sumText(body.wanted)}`;
    case 'configured':
      return body.starting ? 'configured at a start' : 'configured anew';
    default:
      return body.kind;
  }
}

export function entryLine(entry: JournalEntry): string {
  return `# ${entry.seq} ${bodyText(entry)}${outcomeText(entry.outcome as Outcome)}`;
}

export function commandLine(command: Command): string {
  switch (command.kind) {
    case 'place': {
      const { id, lots, instrument, limit, reduceOnly, postOnly } = command.order;
      const only = `${reduceOnly ? ', only to reduce' : ''}${postOnly ? ', only to rest' : ''}`;
      return `> place ${id}: ${lots} lots of ${instrument} at ${limit}${only}`;
    }
    case 'cancel':
      return `> cancel ${command.order}`;
    case 'transfer':
      return `> transfer ${command.transfer.id}: ${sumText(command.transfer)}`;
    case 'track':
      return `> track ${command.transfer.id}`;
    case 'query':
      return `> query ${command.venue}: ${command.orders.join(', ') || 'positions and cash'}`;
  }
}

function reportText({ order, status, fills }: OrderReport): string {
  return `${order} ${status} with ${fills.reduce((sum, { lots }) => sum + lots, 0)}`;
}

export function eventLine(event: AccountEvent): string {
  switch (event.kind) {
    case 'ack':
      return `< ack ${event.order}`;
    case 'suspect':
      return `< ${event.venue} is suspect: ${event.detail}`;
    case 'fill':
      return `< fill ${event.fill}: ${event.lots} lots at ${event.price}`;
    case 'closed':
      return `< closed ${event.order}: ${event.reason} with ${event.filled}${event.detail ? `, ${event.detail}` : ''}`;
    case 'unknown':
      return `< unknown ${event.order}: ${event.detail}`;
    case 'deal':
      return `< deal ${event.id}: ${event.lots} lots at ${event.price}`;
    case 'settled':
      return `< settled ${event.instrument} at ${event.price}`;
    case 'funding':
      return `< funding ${event.id}: ${event.amount} atoms of ${event.currency}`;
    case 'transfer':
      return `< transfer ${event.id} ${event.stage}: ${sumText(event)}`;
    case 'gas':
      return `< gas ${event.id}: ${event.amount} atoms of ${event.currency}`;
    case 'report': {
      const positions = Object.entries(event.positions).map(([id, lots]) => `${id} ${lots}`);
      return `< report of ${event.venue}: ${[...event.orders.map(reportText), ...positions].join(', ')}`;
    }
  }
}
