import type { PaperVenue } from '../../adapters/paper/paper.ts';
import type { Finding, Witness } from './witness.ts';

/** Half an atom a trade, and what floats lose. */
function tolerance(witness: Witness): number {
  return 1e-8 * (witness.truth.trades + 1) + 1e-14 * witness.truth.turnover;
}

/** Whether a venue's account is the sum of what it has told: cash conserved, every lot accounted for. */
export function ledgerFault(witness: Witness, venue: PaperVenue): Finding {
  const { positions, cash } = venue.truth();
  const { truth } = witness;
  for (const instrument of truth.instruments.values()) {
    if (instrument.venue !== venue.id) continue;
    const [theirs, tallied] = [positions[instrument.id] ?? 0, truth.position(instrument.id)];
    if (theirs !== tallied)
      return `${venue.id} holds ${theirs} lots of ${instrument.id}, its events sum to ${tallied}`;
  }
  for (const [currency, atoms] of Object.entries(cash)) {
    const [theirs, tallied] = [Number(atoms) / 1e8, truth.cash(venue.id, currency)];
    if (Math.abs(theirs - tallied) > tolerance(witness))
      return `${venue.id} has ${theirs} ${currency}, its events sum to ${tallied}`;
  }
  return null;
}

const ROUNDINGS = 16n;

/**
 * Where our book differs from a venue's account: lots exactly, cash but for what reconciliation takes for
 * roundings.
 */
export function bookFault(witness: Witness, venue: PaperVenue): Finding {
  const { state } = witness;
  if (state === null) return 'the process is down';
  const { positions, cash } = venue.truth();
  for (const instrument of witness.truth.instruments.values()) {
    if (instrument.venue !== venue.id) continue;
    const [theirs, ours] = [positions[instrument.id] ?? 0, state.book.positions[instrument.id]?.lots ?? 0];
    if (theirs !== ours) return `${ours} lots of ${instrument.id} in the book, ${theirs} at ${venue.id}`;
  }
  for (const currency of new Set([...Object.keys(cash), ...Object.keys(state.book.cash[venue.id] ?? {})])) {
    const [theirs, ours] = [cash[currency] ?? 0n, state.book.cash[venue.id]?.[currency] ?? 0n];
    const more = theirs - ours;
    if (more > ROUNDINGS || more < -ROUNDINGS)
      return `${ours} atoms of ${currency} in the book, ${theirs} at ${venue.id}`;
  }
  return null;
}
