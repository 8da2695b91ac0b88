import { openLmdbJournal } from '../adapters/lmdb/journal.ts';
import type { Journal } from '../ports/journal.ts';

/**
 * The durable journal in the folder at `path`, which is made where there is none. Throws `JournalBusy` when
 * another process has it, and `JournalCorrupt` when it cannot be believed.
 */
export function openJournal(path: string): Journal {
  return openLmdbJournal(path);
}
