/**
 * Where entries are kept. A journal holds lines of text by seq, each a JSON object, and promises durability,
 * not meaning: canonical form, the hash chain and replay are `record`'s.
 */
export interface Journal {
  /** Entries held; the next seq to append. */
  readonly length: number;
  /**
   * What opening it found and mended, such as a torn tail, in words for the operator; empty when all was
   * well.
   */
  readonly recovered: readonly string[];
  /** Queues `line` as entry `length`. Throws `JournalClosed` after `close`. Not on disk until `flushed`. */
  append(line: string): void;
  /**
   * Resolves when all that was appended before is on disk. Rejects for good when it cannot be: stop trading.
   */
  flushed(): Promise<void>;
  /** Entries from `from` (default 0) on, in order: those that there are when the first is asked for. */
  read(from?: number): Iterable<string>;
  /** Flushes, then releases the store. */
  close(): Promise<void>;
}

/** Something was asked of a journal that has been closed: a bug. */
export class JournalClosed extends Error {}

/** The store holds something that is no journal, or one that was altered. Names the entry and the remedy. */
export class JournalCorrupt extends Error {}
