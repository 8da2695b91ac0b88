import type { JournalEntry } from '../../domain/entry.ts';
import type { VenueId } from '../../domain/instrument.ts';
import type { OrderId } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';
import { protectionIn } from './protecting.ts';
import type { Checker, Witness } from './witness.ts';

/**
 * After a start nothing is placed before every venue has told what it holds; what closes a position or makes an account
 * safer waits for its own venue only, or one that is down would keep all others from being closed.
 */
export function createAsked(witness: Witness): Checker {
  const reported = new Set<VenueId>();

  const closings = new Set<OrderId>();
  const note = ({ body, outcome }: JournalEntry): void => {
    const { closing, commands = [] } = outcome as Outcome;
    for (const command of commands) {
      if (command.kind !== 'place') continue;
      const isUrgent = closing !== undefined || protectionIn(outcome as Outcome, command.order) !== undefined;
      if (isUrgent) closings.add(command.order.id);
    }
    if (body.kind === 'configured' && body.starting) reported.clear();
    if (body.kind === 'account' && body.event.kind === 'report') reported.add(body.event.venue);
  };

  return {
    name: 'asked',
    flushed(entries) {
      for (const entry of entries) note(entry);
      return null;
    },
    sending(command) {
      if (command.kind !== 'place') return null;
      const { id: order, venue } = command.order;
      const asked = witness.config.venues.filter(({ id }) => !closings.has(order) || id === venue);
      const silent = asked.find(({ id }) => !reported.has(id));
      return silent === undefined ? null : `${order} leaves before ${silent.id} has reported`;
    },
  };
}
