import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type DataFile, openDataFile, type Snapshot } from './data-file.ts';
import { lineOf, linesTo, writeJournal } from './lmdb-fixture.ts';
import { type Leaf, SnapshotReader } from './snapshot-reader.ts';

const ENTRIES = 400;

/** Looks all through the newest snapshot of the file at `path`. */
function look(path: string): { lines: Map<number, string>; leaves: Leaf[]; faults: readonly string[] } {
  const file = openDataFile(path);
  const snapshot = file.snapshots[0] as Snapshot;
  const reader = new SnapshotReader(file, snapshot);
  const leaves: Leaf[] = [];
  reader.visit(snapshot.main, (leaf) => leaves.push(leaf));
  reader.checkFreePages();
  reader.checkTransaction();
  const lines = new Map(leaves.map((leaf) => [leaf.key, textOf(file, leaf)]));
  file.close();
  return { lines, leaves, faults: reader.faults };
}

function textOf(file: DataFile, { offset, bytes }: Leaf): string {
  return file.read(offset, bytes).toString();
}

/** One journal's file for all tests, and a way to damage copies of it. LMDB takes the system's page size. */
const folder = mkdtempSync(join(tmpdir(), 'evenkeel-reader-'));
const path = join(folder, 'data.mdb');
await writeJournal(folder, ENTRIES);
const sound = readFileSync(path);
const PAGE = sound.readUInt32LE(24 + 24);
afterAll(() => rmSync(folder, { recursive: true }));

function damaged(harm: (bytes: Buffer) => Buffer): string {
  const copy = join(folder, 'copy');
  writeFileSync(copy, harm(Buffer.from(sound)));
  return copy;
}

function zeroed(page: number): (bytes: Buffer) => Buffer {
  return (bytes) => bytes.fill(0, page * PAGE, (page + 1) * PAGE);
}

describe('SnapshotReader', () => {
  it('reads every entry of a sound file, and finds no fault', () => {
    const { lines, faults } = look(path);
    expect(faults).toEqual([]);
    expect([...lines.keys()]).toEqual([...Array(ENTRIES).keys()]);
    expect([...lines.values()]).toEqual(linesTo(ENTRIES));
  });

  it('reads around a lost leaf', () => {
    const { offset } = look(path).leaves[100] as Leaf;
    const { lines, faults } = look(damaged(zeroed(Math.floor(offset / PAGE))));
    expect(faults[0]).toMatch(/^page \d+ is missing or damaged$/);
    expect(faults).toContain(`${lines.size} of ${ENTRIES} entries are readable`);
    expect(lines.has(100)).toBe(false);
    for (const [seq, line] of lines) expect(line).toBe(lineOf(seq));
  });

  it('reads around a lost big value', () => {
    const { offset } = look(path).leaves[16] as Leaf;
    const { lines, faults } = look(damaged(zeroed(Math.floor(offset / PAGE))));
    expect(faults[0]).toMatch(/^an entry of page \d+ is damaged$/);
    expect(lines.size).toBe(ENTRIES - 1);
    expect(lines.has(16)).toBe(false);
  });

  it('reads nothing without the first page of the tree', () => {
    const root = newestOf(path).main.root as number;
    expect(look(damaged(zeroed(root))).lines.size).toBe(0);
    expect(look(damaged((b) => b.subarray(0, root * PAGE))).lines.size).toBe(0);
  });

  it('finds a page in two places, and one of another commit', () => {
    const { main, transaction } = newestOf(path);
    const root = (main.root as number) * PAGE;
    const firstChild = (b: Buffer): number => root + 24 + b.readUInt16LE(root + 24);
    const twice = (b: Buffer): Buffer => {
      b.copyWithin(
        firstChild(b),
        root + 24 + b.readUInt16LE(root + 26),
        root + 24 + b.readUInt16LE(root + 26) + 6,
      );
      return b;
    };
    expect(look(damaged(twice)).faults.length).toBeGreaterThan(0);
    const younger = (b: Buffer): Buffer => {
      b.writeUInt32LE(transaction + 1, root + 8);
      return b;
    };
    expect(look(damaged(younger)).faults).toContain(`page ${main.root} is not of commit ${transaction}`);
  });

  it('finds a page that is both free and in use', () => {
    const file = openDataFile(path);
    const { free, main } = file.snapshots[0] as Snapshot;
    const lists: Leaf[] = [];
    new SnapshotReader(file, file.snapshots[0] as Snapshot).visit(free, (leaf) => lists.push(leaf));
    file.close();
    const list = lists.find(({ bytes }) => bytes >= 16) as Leaf;
    const inUse = (b: Buffer): Buffer => {
      b.writeBigUInt64LE(BigInt(main.root as number), list.offset + 8);
      return b;
    };
    expect(look(damaged(inUse)).faults).toContain(`page ${main.root} is not free`);
    const endless = (b: Buffer): Buffer => {
      b.writeBigUInt64LE(1n << 40n, list.offset);
      return b;
    };
    expect(look(damaged(endless)).faults).toContain('a list of free pages is damaged');
  });

  it('believes no last page far beyond the file', () => {
    const slot = sound.readUInt32LE(24 + 128) > sound.readUInt32LE(PAGE + 24 + 128) ? 0 : 1;
    const beyond = damaged((b) => {
      b.writeUInt8(1, slot * PAGE + 24 + 126);
      return b;
    });
    expect(look(beyond).faults).toEqual([`the last page is said to be ${newestOf(beyond).lastPage}`]);
  });

  it('never fails, whatever byte has changed', () => {
    // Structure is dense in the headers of pages; more of them are tried in damage.test.ts.
    for (let page = 0; page * PAGE < sound.length; page += 4) {
      const at = page * PAGE + ((page * 13) % 48);
      const harm = (b: Buffer): Buffer => {
        b[at] = (b[at] as number) ^ (1 << (page % 8));
        return b;
      };
      if (newestOf(damaged(harm)) !== undefined)
        expect(() => look(damaged(harm)), `byte ${at}`).not.toThrow();
    }
  });
});

function newestOf(path: string): Snapshot {
  const file = openDataFile(path);
  file.close();
  return file.snapshots[0] as Snapshot;
}
