import type { JournalEntry } from '../../domain/entry.ts';
import type { VenueId } from '../../domain/instrument.ts';
import type { AccountEvent, OrderReport } from '../../domain/order.ts';
import { createTally, type Tally } from '../tally.ts';
import { createAdopting, isAdopting } from './adopted.ts';
import { createMotion } from './moved.ts';
import type { Checker, Finding, Witness } from './witness.ts';

/** What tells an event from its repetitions; null for what books nothing. */
function nameOf(event: AccountEvent): string | null {
  if (event.kind === 'fill') return `fill ${event.fill}`;
  if (event.kind === 'funding' || event.kind === 'settled')
    return `${event.kind} ${event.instrument} ${event.id}`;
  if (event.kind === 'gas') return `gas ${event.venue} ${event.id}`;
  return event.kind === 'deal' ? `deal ${event.id}` : null;
}

/** Reads the journal into `tally`: all that was told, booked once each. Answers what was adopted without reason. */
function createReader(witness: Witness, tally: Tally, isFaithful: () => boolean) {
  const known = new Set<string>();
  const adopting = createAdopting(witness, tally, isFaithful);
  const motion = createMotion();

  const bookMoved = (entry: JournalEntry): void => {
    for (const { request, stage, received } of motion.note(entry)) {
      if (!tally.move(request, stage, received)) continue;
      for (const venue of [request.from, request.to]) adopting.booked(venue, entry);
    }
  };

  const bookOnce = (venue: VenueId, event: AccountEvent, entry: JournalEntry): void => {
    const name = nameOf(event);
    if (name === null || known.has(name)) return;
    known.add(name);
    // The end of what is not held, as it was adopted away, changes no book.
    const isNothing = event.kind === 'settled' && tally.position(event.instrument) === 0;
    tally.book(venue, event);
    if (!isNothing) adopting.booked(venue, entry);
  };

  const bookReported = (venue: VenueId, { order, fills }: OrderReport, entry: JournalEntry): void => {
    const instrument = witness.truth.orders.get(order)?.request.instrument;
    if (instrument === undefined) return;
    for (const fill of fills) bookOnce(venue, { kind: 'fill', order, instrument, ...fill }, entry);
  };

  return (entry: JournalEntry): Finding => {
    if (entry.body.kind !== 'account' || entry.body.event.kind !== 'report') bookMoved(entry);
    if (entry.body.kind !== 'account') return null;
    const { event } = entry.body;
    if (event.kind !== 'report') {
      const told = 'instrument' in event ? event.instrument : '';
      const listed = typeof told === 'string' ? tally.instruments.get(told) : told;
      bookOnce(event.kind === 'gas' ? event.venue : (listed?.venue ?? ''), event, entry);
      return null;
    }
    const { venue } = event;
    const finding = adopting.reported(entry, event, () => {
      for (const report of event.orders) bookReported(venue, report, entry);
      bookMoved(entry);
      return motion.at(venue);
    });
    if (isAdopting(entry)) tally.adopt(venue, event, motion.at(venue));
    return finding;
  };
}

/** The book is the sum of what the journal was told, each thing once, and of what was adopted from venues. */
export function createBooked(witness: Witness, isFaithful: () => boolean): Checker {
  const tally = createTally(witness.scenario);
  const read = createReader(witness, tally, isFaithful);

  const differs = (): Finding => {
    const { state } = witness;
    if (state === null || state.seq !== witness.entries.length - 1) return null;
    for (const { id } of tally.instruments.values()) {
      const [ours, told] = [state.book.positions[id]?.lots ?? 0, tally.position(id)];
      if (ours !== told) return `the book has ${ours} lots of ${id}, what was told sums to ${told}`;
    }
    for (const [venue, cash] of Object.entries(state.book.cash)) {
      for (const [currency, atoms] of Object.entries(cash)) {
        const [ours, told] = [Number(atoms) / 1e8, tally.cash(venue, currency)];
        // An adopted position has a cost that only the engine knows: what closes it cannot be followed.
        const off = Math.abs(ours - told);
        if (off > 1e-8 * (tally.trades + 1) + 1e-14 * tally.turnover)
          return `the book has ${ours} ${currency} at ${venue}, what was told sums to ${told}`;
      }
    }
    return null;
  };

  return {
    name: 'booked',
    flushed(entries) {
      for (const entry of entries) {
        const finding = read(entry);
        if (finding !== null) return finding;
      }
      return null;
    },
    ticked: differs,
  };
}
