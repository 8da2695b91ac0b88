import type { JournalEntry } from '../../domain/entry.ts';
import type { VenueId } from '../../domain/instrument.ts';
import type { Checker, Witness } from './witness.ts';

/** After a start nothing is placed before every venue has told what it holds. */
export function createAsked(witness: Witness): Checker {
  const reported = new Set<VenueId>();

  const note = ({ body }: JournalEntry): void => {
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
      const silent = witness.config.venues.find(({ id }) => !reported.has(id));
      return silent === undefined ? null : `${command.order.id} leaves before ${silent.id} has reported`;
    },
  };
}
