import type { JournalEntry } from '../../domain/entry.ts';
import type { Command, OrderId, OrderRequest } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';
import { protectionIn } from './protecting.ts';
import type { Checker, Finding } from './witness.ts';

/** The same text for the same command, whatever order its keys came in. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, held]) => `${key}:${textOf(held)}`).join()}}`;
}

/**
 * Whether `order` is a leg of a plan that was decided on and not refused, that closes what is to be flat, or that makes
 * an account safer, by no more than was asked for.
 */
function isPlanned(order: OrderRequest, outcome: Outcome): boolean {
  const { plan, refused, decisions, closing } = outcome;
  const asked = protectionIn(outcome, order);
  if (plan === undefined || (refused !== undefined && asked === undefined)) return false;
  const leg = plan.legs.find(
    ({ instrument, lots, limit, deadline, reduceOnly, postOnly }) =>
      instrument === order.instrument &&
      lots === order.lots &&
      limit === order.limit &&
      deadline === order.deadline &&
      reduceOnly === order.reduceOnly &&
      postOnly === order.postOnly,
  );
  if (closing !== undefined) return leg?.reduceOnly === true;
  if (asked !== undefined) return leg !== undefined;
  const decision = decisions?.find(({ underlying }) => underlying === leg?.underlying);
  return (
    decision !== undefined && decision.kind !== 'hold' && Math.sign(decision.trade) === Math.sign(order.lots)
  );
}

/** Nothing leaves but what an entry on disk has released, and each of it once; an order only from an approved plan. */
export function createReleased(): Checker {
  const released = new Map<string, { count: number; outcome: Outcome }>();
  const placed = new Set<OrderId>();

  const permit = (entry: JournalEntry): void => {
    const outcome = entry.outcome as Outcome;
    for (const command of outcome.commands ?? []) {
      const text = textOf(command);
      released.set(text, { count: (released.get(text)?.count ?? 0) + 1, outcome });
    }
  };

  const sending = (command: Command): Finding => {
    const text = textOf(command);
    const found = released.get(text);
    if (found === undefined) return `no entry on disk has released ${text}`;
    if (found.count === 0) return `sent once more than it was released: ${text}`;
    found.count -= 1;
    if (command.kind !== 'place') return null;
    const { order } = command;
    if (placed.has(order.id)) return `order id ${order.id} is used a second time`;
    placed.add(order.id);
    return isPlanned(order, found.outcome) ? null : `order ${order.id} is in no approved plan`;
  };

  return {
    name: 'released',
    flushed(entries) {
      for (const entry of entries) permit(entry);
      return null;
    },
    sending,
  };
}
