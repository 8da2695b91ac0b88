import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Journal, JournalClosed, JournalCorrupt } from '../../ports/journal.ts';
import { takeLock } from './lock.ts';
import { mend } from './mend.ts';
import { openStore, type Store } from './store.ts';

/** Lines in one transaction at most: many more than ever wait, and few enough for memory. */
const BATCH = 4_096;

/** Fills pages to the brim, where LMDB otherwise leaves them half empty. Its types know no options here. */
const AT_THE_END = { append: true } as unknown as number;

/**
 * Opens the journal in the folder at `path` for this process alone; a folder that is missing or empty is a
 * new journal. Lines appended while others are on their way to disk are written together in the next commit,
 * so that many can wait for the price of one.
 *
 * Throws `JournalBusy` when another process has it open, and `JournalCorrupt` when what is left of it is not
 * a whole beginning of what was written. Where it is one, `recovered` tells what was lost. Whether a line
 * says what it said when it was written is for its hash to tell.
 */
export function openLmdbJournal(path: string): Journal {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new JournalCorrupt(`${path} is a file, and a journal is a folder: name the folder that holds it`);
  }
  mkdirSync(path, { recursive: true });
  const release = takeLock(join(path, 'owner.pid'));
  try {
    const mended = mend(path);
    const store = openStore(path);
    const { entryCount } = store.getStats() as { entryCount: number };
    const length = dropCutShort(store, entryCount);
    const dropped = `entries ${length} to ${entryCount - 1} had been cut short and were dropped`;
    return new LmdbJournal(path, store, length, length < entryCount ? [...mended, dropped] : mended, release);
  } catch (error) {
    release();
    throw error;
  }
}

class LmdbJournal implements Journal {
  readonly recovered: readonly string[];
  readonly #path: string;
  readonly #store: Store;
  readonly #release: () => void;
  /** Lines on disk, and after them those that are not known to be. */
  #stored: number;
  readonly #waiting: string[] = [];
  /** Resolves when the batch now being written is on disk. Once it rejects, nothing more is ever written. */
  #writing: Promise<void> = Promise.resolve();
  /** The same of the batch after it, which takes all that waits when it begins. */
  #next: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(path: string, store: Store, stored: number, recovered: readonly string[], release: () => void) {
    this.#path = path;
    this.#store = store;
    this.#stored = stored;
    this.recovered = recovered;
    this.#release = release;
  }

  get length(): number {
    return this.#stored + this.#waiting.length;
  }

  append(line: string): void {
    this.#checkOpen();
    this.#waiting.push(line);
    if (this.#next !== undefined) return;
    this.#next = this.#writing.then(() => this.#write());
    // Whoever asks `flushed` hears of a failure; without this, Node would end the process if nobody did.
    this.#next.catch(() => undefined);
  }

  flushed(): Promise<void> {
    return this.#next ?? this.#writing;
  }

  *read(from = 0): Generator<string> {
    for (let seq = from, end = this.length; seq < end; seq += 1) {
      this.#checkOpen();
      const line = seq < this.#stored ? this.#store.get(seq) : this.#waiting[seq - this.#stored];
      if (line === undefined || !line.startsWith('{') || !line.endsWith('}')) {
        const remedy = 'restore it from a copy, or put the folder aside and start a new journal';
        throw new JournalCorrupt(`${this.#path}: entry ${seq} of ${end} is missing or cut short; ${remedy}`);
      }
      yield line;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.flushed();
    } finally {
      await this.#store.close();
      this.#release();
    }
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new JournalClosed(`the journal ${this.#path} has been closed`);
  }

  async #write(): Promise<void> {
    // Those who were woken by the last batch come back within this turn of the event loop: let them in.
    await new Promise(setImmediate);
    this.#writing = this.#next ?? this.#writing;
    this.#next = undefined;
    for (let left = this.#waiting.length; left > 0; ) {
      const lines = this.#waiting.slice(0, Math.min(left, BATCH));
      await this.#commit(lines);
      this.#waiting.splice(0, lines.length);
      this.#stored += lines.length;
      left -= lines.length;
    }
  }

  /** Puts `lines` on disk in one transaction, behind what is stored. */
  async #commit(lines: readonly string[]): Promise<void> {
    const first = this.#stored;
    const puts: Promise<boolean>[] = [];
    // On the condition that their place is free: if another process got in, all are refused, not some.
    const batch = this.#store.ifNoExists(first, () => {
      for (const [i, line] of lines.entries()) {
        puts.push(this.#store.put(first + i, line, AT_THE_END));
      }
    });
    const where = `${this.#path}: entries ${first} to ${first + lines.length - 1} could not be written`;
    let written: boolean[];
    try {
      written = await Promise.all([batch, ...puts]);
    } catch (error) {
      // LMDB has a second promise reject with the reason. Unheard, it would end the process before anyone can
      // act.
      (error as { commitError?: Promise<never> }).commitError?.catch(() => undefined);
      throw new Error(`${where}: stop trading, make room on the disk, then start again`, { cause: error });
    }
    if (written.includes(false)) {
      throw new Error(`${where}: another process has written there; stop one of the two`);
    }
  }
}

/** Drops lines at the end that lost theirs, and answers how many lines are left. */
function dropCutShort(store: Store, length: number): number {
  let end = length;
  while (end > 0 && isCutShort(store.get(end - 1) ?? '')) end -= 1;
  if (end < length) {
    store.transactionSync(() => {
      for (let seq = end; seq < length; seq += 1) store.removeSync(seq);
    });
  }
  return end;
}

/**
 * Whether `line` is the beginning of a JSON object. One that ends as an object does and closes all it opens
 * may still be no JSON: then it was changed, not cut, and is kept for its hash to be refused.
 */
function isCutShort(line: string): boolean {
  if (!line.endsWith('}')) return true;
  try {
    JSON.parse(line);
    return false;
  } catch {
    return line.split('{').length > line.split('}').length;
  }
}
