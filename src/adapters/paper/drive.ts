import { addCash } from '../../domain/book.ts';
import { type Millis, millis } from '../../units/units.ts';
import { dealUnordered } from './orders.ts';
import type { PaperVenue } from './paper.ts';
import { holdings, type State } from './state.ts';

export function latest(a: Millis, b: Millis): Millis {
  return millis(Math.max(a, b));
}

/** How a venue's account is driven and looked into, whatever it trades on. */
export function drive(state: State): Pick<PaperVenue, 'advance' | 'deal' | 'move' | 'nextAt' | 'truth'> {
  return {
    advance(to) {
      for (let due = state.agenda.take(to); due !== null; due = state.agenda.take(to)) {
        state.now = latest(due.at, state.now);
        due.run();
      }
      state.now = latest(to, state.now);
    },
    deal(id, instrument, lots, price) {
      const listed = state.instruments.get(instrument);
      if (listed === undefined) throw new Error(`${instrument} does not trade at ${state.settings.venue}`);
      dealUnordered(state, id, listed, lots, price);
    },
    move(currency, amount) {
      state.book = addCash(state.book, state.settings.venue, currency, amount);
    },
    nextAt: () => state.agenda.nextAt(),
    truth() {
      const orders = [...state.open].map(({ request, filled }) => ({ request, filled }));
      return { ...holdings(state), orders };
    },
  };
}
