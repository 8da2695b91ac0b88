import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JournalCorrupt } from '../../ports/journal.ts';
import { type DataFile, openDataFile, type Snapshot } from './data-file.ts';
import { type Leaf, SnapshotReader } from './snapshot-reader.ts';
import { DATA_FILE, openStore, syncFolder } from './store.ts';

/** What can be read of a snapshot. */
interface Survey {
  readonly snapshot: Snapshot;
  /** Entries from 0 on without a gap. */
  readonly kept: number;
  /** The last entry that is there after a gap; null when there is none. */
  readonly beyond: number | null;
  readonly faults: readonly string[];
}

/** Entries written at a time, so that no transaction outgrows memory. */
const BATCH = 10_000;

/**
 * Looks through the data file in `folder` before LMDB maps it, and when it is damaged writes what is left
 * into a new one; the damaged file is kept beside it. Answers what was mended, in words; nothing when all is
 * well or there is no file. Throws `JournalCorrupt` when entries are missing before others that are there:
 * what is left is then no beginning of the journal, and only a person may decide what to make of it.
 */
export function mend(folder: string): string[] {
  const path = join(folder, DATA_FILE);
  if (!existsSync(path)) return [];
  const file = openDataFile(path);
  try {
    const [newest, older] = file.snapshots;
    const first = newest && survey(file, newest);
    const faults = [...commitFaults(file), ...(first?.faults ?? [])];
    if (first?.beyond === null && faults.length === 0) return [];
    const best = bestOf(path, first, older && survey(file, older));
    writeAnew(folder, file, best);
    const damaged = keepDamaged(folder, path);
    return [reportOf(file, best, faults, damaged)];
  } finally {
    file.close();
  }
}

function survey(file: DataFile, snapshot: Snapshot): Survey {
  const reader = new SnapshotReader(file, snapshot);
  let kept = 0;
  let beyond: number | null = null;
  reader.visit(snapshot.main, ({ key }) => {
    if (key === kept) kept += 1;
    else beyond = key;
  });
  reader.checkFreePages();
  return { snapshot, kept, beyond, faults: reader.faults };
}

/** Of the last two commits the one that has kept most. */
function bestOf(path: string, newest: Survey | undefined, older: Survey | undefined): Survey {
  const remedy = 'Restore it from a copy, or put the folder aside and start a new journal';
  if (newest === undefined) {
    const unused = 'Delete the folder if the journal was never used; otherwise restore it from a copy';
    throw new JournalCorrupt(
      `${path} is empty, or damaged at its beginning, or no LMDB data file. ${unused}`,
    );
  }
  if (newest.beyond !== null) {
    const there = `though there are later ones, up to entry ${newest.beyond}`;
    throw new JournalCorrupt(`${path}: entry ${newest.kept} is missing, ${there}. ${remedy}`);
  }
  const best = older !== undefined && older.beyond === null && older.kept > newest.kept ? older : newest;
  if (best.kept === 0 && newest.snapshot.main.entries > 0) {
    const { entries } = newest.snapshot.main;
    throw new JournalCorrupt(`${path}: none of its ${entries} entries can be read. ${remedy}`);
  }
  return best;
}

/** What is wrong with the records of the last two commits, which follow each other in a sound file. */
function commitFaults(file: DataFile): string[] {
  const [newest, older] = file.snapshots;
  if (newest === undefined || older === undefined) return ['one of the last two commits has no record'];
  if (newest.transaction !== 0 && newest.transaction !== older.transaction + 1) {
    return ['the records of the last two commits do not follow each other'];
  }
  // A record that names another commit than its own would have LMDB take the older of the two for the newer.
  return [newest, older].flatMap((snapshot) => {
    const reader = new SnapshotReader(file, snapshot);
    reader.checkTransaction();
    return reader.faults;
  });
}

function writeAnew(folder: string, file: DataFile, { snapshot, kept }: Survey): void {
  const aside = join(folder, 'mending');
  rmSync(aside, { recursive: true, force: true });
  const store = openStore(aside);
  let batch: Leaf[] = [];
  const put = (): void => {
    store.transactionSync(() => {
      for (const { key, offset, bytes } of batch) store.putSync(key, file.read(offset, bytes).toString());
    });
    batch = [];
  };
  new SnapshotReader(file, snapshot).visit(snapshot.main, (leaf) => {
    if (leaf.key < kept) batch.push(leaf);
    if (batch.length === BATCH) put();
  });
  put();
  // Synchronous transactions leave nothing to wait for.
  void store.close();
}

/** Puts the new file in the old one's place at a stroke, and answers the name that the old one now has. */
function keepDamaged(folder: string, path: string): string {
  let n = 1;
  while (existsSync(`${path}.damaged-${n}`)) n += 1;
  linkSync(path, `${path}.damaged-${n}`);
  renameSync(join(folder, 'mending', DATA_FILE), path);
  rmSync(join(folder, 'mending'), { recursive: true });
  syncFolder(folder);
  return `${DATA_FILE}.damaged-${n}`;
}

function reportOf(file: DataFile, best: Survey, faults: readonly string[], damaged: string): string {
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
  const promised = Math.max(...file.snapshots.map(({ main }) => main.entries));
  const kept = best.kept === 0 ? 'no entries' : `entries 0 to ${best.kept - 1}`;
  const lost =
    file.snapshots.length < 2
      ? 'what was committed after them, if anything, is lost'
      : promised > best.kept
        ? `${promised - best.kept} after them are LOST: ask the venues before trusting the book`
        : 'which is all there were';
  const found = `${DATA_FILE} was damaged (${faults[0]}${more})`;
  return `${found}; recovered ${kept}, ${lost}; it is kept as ${damaged}`;
}
