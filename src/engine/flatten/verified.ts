/** Whether venues agree that nothing is left, in a report taken after the last change. */
import type { VenueId } from '../../domain/instrument.ts';
import type { EngineState } from '../state.ts';
import type { Flattening, Open } from './flattening.ts';

/** What is missing of the word of `venue`; null where it has confirmed. */
function missingOf(state: EngineState, flatten: Flattening, venue: VenueId): string | null {
  const { awaiting, differences } = state.reconciliation;
  if (awaiting.includes(venue)) return `${venue} has yet to report`;
  if (differences[venue]?.ofPositions === true) return `positions at ${venue} are not what we hold`;
  const told = flatten.confirmations[venue];
  if (told === undefined || told.at < state.changedAt || told.at < flatten.since)
    return `${venue} has yet to confirm`;
  const held = told.held.filter((id) => !flatten.left.includes(id));
  return held.length === 0 ? null : `${venue} still holds ${held.join(', ')}`;
}

/** The venues of the config that do not confirm, each with what is missing. */
export function unconfirmed(state: EngineState, flatten: Flattening): readonly Open[] {
  return state.config.venues.flatMap(({ id }) => {
    const why = missingOf(state, flatten, id);
    return why === null ? [] : [{ what: id, kind: 'word' as const, why }];
  });
}

/** What some venue has by its own last word, though nothing should be held. */
export function contradicted(state: EngineState, { confirmations, left }: Flattening): readonly string[] {
  return state.config.venues.flatMap(({ id }) =>
    (confirmations[id]?.held ?? []).filter((instrument) => !left.includes(instrument)),
  );
}
