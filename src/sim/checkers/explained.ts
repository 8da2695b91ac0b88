import type { JournalEntry } from '../../domain/entry.ts';
import type { Outcome } from '../../engine/state.ts';
import type { Checker, Finding, Witness } from './witness.ts';

/** Share of the turnover that rounding may leave unexplained, and the least amount worth speaking of. */
const SHARE = 1e-9;
const LEAST = 1e-6;

/** The parts of P&L that entries tell sum to the change of equity that they tell. */
export function createExplained(witness: Witness): Checker {
  let opening: number | null = null;
  let explained = 0;

  const faultOf = (entry: JournalEntry): Finding => {
    const { explained: parts, equity } = entry.outcome as Outcome;
    if (parts !== undefined && opening !== null) {
      for (const part of Object.values(parts)) explained += part;
    }
    if (equity === undefined) return null;
    opening ??= equity;
    const gap = Math.abs(equity - opening - explained);
    if (gap <= SHARE * witness.truth.turnover + LEAST) return null;
    return `entry ${entry.seq}: equity changed by ${equity - opening}, its parts sum to ${explained}`;
  };

  return {
    name: 'explained',
    flushed(entries) {
      for (const entry of entries) {
        const fault = faultOf(entry);
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}
