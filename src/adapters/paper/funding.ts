import { addCash, averageEntry } from '../../domain/book.ts';
import { settleValue } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market.ts';
import { toAtoms } from '../../units/rounding.ts';
import type { State } from './state.ts';
import { seenOf } from './view.ts';

/**
 * Pays or takes what a perp position owes at a funding time: `rate` of its notional in the settlement
 * currency, to the atom that favours the venue. A time told twice is paid once.
 */
export function payFunding(state: State, event: Extract<MarketEvent, { readonly kind: 'funding' }>): void {
  const { instrument: id, at, rate } = event;
  if (at <= (state.funded.get(id) ?? -Infinity)) return;
  state.funded.set(id, at);
  const instrument = state.instruments.get(id);
  const position = state.book.positions[id];
  if (instrument?.kind !== 'perp' || position === undefined) return;
  // Before the first price is known the position's own stands in: funding must not be forgotten.
  const price = seenOf(state.view, id).price?.price ?? averageEntry(position, instrument);
  const value = settleValue(instrument, position.lots, price);
  // An inverse value is negative for a long, who pays all the same.
  const received = toAtoms((instrument.inverse ? value : -value) * rate, 'down');
  if (received === 0n) return;
  const { settle: currency } = instrument;
  state.book = addCash(state.book, instrument.venue, currency, received);
  state.tell({ kind: 'funding', id: `${id}:${at}`, instrument: id, amount: received, currency });
}
