import type { Journal } from '../ports/journal.ts';

/** Entries that may be waiting to be written: bounds memory. */
const UNWRITTEN_LIMIT = 4_096;

/**
 * `journal` for a host whose venues die with the process: nothing that leaves can outlive its entry, so a command
 * need not wait for the disk, and only what has piled up is written. Flush the journal itself at the end.
 */
export function unhurried(journal: Journal): Pick<Journal, 'length' | 'flushed'> {
  let written = journal.length;
  return {
    get length() {
      return journal.length;
    },
    flushed: () => {
      if (journal.length - written < UNWRITTEN_LIMIT) return Promise.resolve();
      written = journal.length;
      return journal.flushed();
    },
  };
}
