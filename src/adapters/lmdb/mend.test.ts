import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { JournalCorrupt } from '../../ports/journal.ts';
import { openDataFile, type Snapshot } from './data-file.ts';
import { openLmdbJournal } from './journal.ts';
import { linesTo, temporaryFolder, writeJournal } from './lmdb-fixture.ts';
import { mend } from './mend.ts';
import { type Leaf, SnapshotReader } from './snapshot-reader.ts';
import { openStore } from './store.ts';

/** In commits of 5, but for the last, which has 3. Its record is in the second of the two places. */
const ENTRIES = 208;
const BEFORE_LAST = 205;

const original = mkdtempSync(join(tmpdir(), 'evenkeel-mend-'));
await writeJournal(original, ENTRIES);
afterAll(() => rmSync(original, { recursive: true }));

let folder: string;
let path: string;
let sound: Buffer;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'data.mdb');
  copyFileSync(join(original, 'data.mdb'), path);
  sound = readFileSync(path);
});

function newest(): { snapshot: Snapshot; entries: Leaf[]; free: Leaf[]; pageBytes: number } {
  const file = openDataFile(path);
  const snapshot = file.snapshots[0] as Snapshot;
  const entries: Leaf[] = [];
  const free: Leaf[] = [];
  new SnapshotReader(file, snapshot).visit(snapshot.main, (leaf) => entries.push(leaf));
  new SnapshotReader(file, snapshot).visit(snapshot.free, (leaf) => free.push(leaf));
  file.close();
  return { snapshot, entries, free, pageBytes: file.pageBytes };
}

/** Fills the page that `offset` is in with zeros, as a file system does with what it lost. */
function lose(offset: number): void {
  const { pageBytes } = newest();
  const start = offset - (offset % pageBytes);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0, start, start + pageBytes));
}

async function reread(): Promise<string[]> {
  const journal = openLmdbJournal(folder);
  const lines = [...journal.read()];
  expect(journal.recovered).toEqual([]);
  await journal.close();
  return lines;
}

describe('mend', () => {
  it('has nothing to do where there is nothing', () => {
    expect(mend(temporaryFolder())).toEqual([]);
  });

  it('leaves a sound file alone', () => {
    expect(mend(folder)).toEqual([]);
    expect(readFileSync(path).equals(sound)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('leaves a new file alone', async () => {
    const empty = temporaryFolder();
    await openStore(empty).close();
    expect(mend(empty)).toEqual([]);
  });

  it('keeps every entry when only the list of free pages is lost', async () => {
    lose(newest().free[0]?.offset as number);
    const [report] = mend(folder);
    expect(report).toMatch(
      /^data\.mdb was damaged \(.+\); recovered entries 0 to 207, which is all there were; /,
    );
    expect(report).toContain('it is kept as data.mdb.damaged-1');
    expect(await reread()).toEqual(linesTo(ENTRIES));
  });

  it('keeps what comes before a lost end, and says how much is lost', async () => {
    const { entries, pageBytes } = newest();
    const last = entries.at(-1) as Leaf;
    lose(last.offset);
    const kept = entries.findIndex(
      ({ offset }) => Math.floor(offset / pageBytes) === Math.floor(last.offset / pageBytes),
    );
    expect(kept).toBeGreaterThan(200);
    expect(mend(folder)[0]).toContain(
      `recovered entries 0 to ${kept - 1}, ${ENTRIES - kept} after them are LOST: ask the venues before`,
    );
    expect(await reread()).toEqual(linesTo(kept));
  });

  it('goes back one commit when the tree of the last cannot be entered', async () => {
    const { snapshot, pageBytes } = newest();
    lose((snapshot.main.root as number) * pageBytes);
    expect(mend(folder)[0]).toContain('recovered entries 0 to 204, 3 after them are LOST');
    expect(await reread()).toEqual(linesTo(BEFORE_LAST));
  });

  it('says that more may be lost when a commit left no record', async () => {
    const { pageBytes } = newest();
    writeFileSync(path, sound.fill(0, pageBytes + 24, pageBytes + 200));
    expect(mend(folder)[0]).toMatch(
      /\(one of the last two commits has no record\); recovered entries 0 to 204, what was committed after/,
    );
    expect(await reread()).toEqual(linesTo(BEFORE_LAST));
  });

  it('keeps what was damaged, each time under a name of its own', () => {
    lose(newest().free[0]?.offset as number);
    const damaged = readFileSync(path);
    mend(folder);
    expect(readFileSync(join(folder, 'data.mdb.damaged-1')).equals(damaged)).toBe(true);
    writeFileSync(path, damaged);
    expect(mend(folder)[0]).toContain('kept as data.mdb.damaged-2');
    expect(readdirSync(folder).filter((name) => name === 'mending')).toEqual([]);
  });

  it('begins again after a crash in the middle of mending', async () => {
    lose(newest().free[0]?.offset as number);
    mkdirSync(join(folder, 'mending'));
    writeFileSync(join(folder, 'mending', 'data.mdb'), 'half a file');
    expect(mend(folder)).toHaveLength(1);
    expect(await reread()).toEqual(linesTo(ENTRIES));
  });
});

describe('what mend refuses', () => {
  const refused = (): string => {
    const before = readFileSync(path);
    try {
      mend(folder);
    } catch (error) {
      expect(error).toBeInstanceOf(JournalCorrupt);
      // Nothing has been touched, so that a person can look at it.
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(existsSync(join(folder, 'data.mdb.damaged-1'))).toBe(false);
      return (error as Error).message;
    }
    throw new Error('it was mended');
  };

  it('a hole in the middle: later entries are there', () => {
    const { entries, pageBytes } = newest();
    const { offset } = entries[100] as Leaf;
    const first = entries.find(
      (leaf) => Math.floor(leaf.offset / pageBytes) === Math.floor(offset / pageBytes),
    );
    lose(offset);
    expect(refused()).toBe(
      `${path}: entry ${first?.key} is missing, though there are later ones, up to entry ${ENTRIES - 1}. ` +
        'Restore it from a copy, or put the folder aside and start a new journal',
    );
  });

  it('a journal with nothing left', () => {
    const { snapshot, pageBytes } = newest();
    const second = openDataFile(path);
    const roots = second.snapshots.map(({ main }) => main.root as number);
    second.close();
    for (const root of roots) lose(root * pageBytes);
    expect(snapshot.main.entries).toBe(ENTRIES);
    expect(refused()).toContain(`none of its ${ENTRIES} entries can be read`);
  });

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a file of zeros', Buffer.alloc(40_960)],
    ['something else', Buffer.from('seq,price\n1,2\n')],
  ])('%s', (_, bytes) => {
    writeFileSync(path, bytes);
    expect(refused()).toBe(
      `${path} is empty, or damaged at its beginning, or no LMDB data file. ` +
        'Delete the folder if the journal was never used; otherwise restore it from a copy',
    );
  });

  it('entries missing from a sound store: nobody but a person takes them out', async () => {
    const store = openStore(folder);
    await store.remove(150);
    await store.close();
    expect(refused()).toContain('entry 150 is missing, though there are later ones, up to entry 207');
  });

  it('a store that begins in the middle', async () => {
    const store = openStore(folder);
    await Promise.all([0, 1, 2].map((seq) => store.remove(seq)));
    await store.close();
    expect(refused()).toContain('entry 0 is missing');
  });
});
