import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataFile, wideAt } from './data-file.ts';
import { temporaryFolder, writeJournal } from './lmdb-fixture.ts';
import { openStore } from './store.ts';

function snapshotsOf(path: string): ReturnType<typeof openDataFile>['snapshots'] {
  const file = openDataFile(path);
  file.close();
  return file.snapshots;
}

describe('openDataFile', () => {
  it('finds the last two commits, newest first', async () => {
    const folder = temporaryFolder();
    await writeJournal(folder, 23);
    const [newest, older] = snapshotsOf(join(folder, 'data.mdb'));
    expect(newest?.main.entries).toBe(23);
    expect(older?.main.entries).toBe(20);
    expect(newest?.transaction).toBe((older?.transaction ?? 0) + 1);
    expect(newest?.main.root).toBeLessThanOrEqual(newest?.lastPage ?? 0);
    expect([newest?.main.keyBytes, newest?.free.keyBytes]).toEqual([4, 8]);
  });

  it('finds empty trees in a new file', async () => {
    const folder = temporaryFolder();
    await openStore(folder).close();
    for (const { main, free, lastPage } of snapshotsOf(join(folder, 'data.mdb'))) {
      expect(main).toEqual({ root: null, depth: 0, entries: 0, keyBytes: 4 });
      expect([free.root, lastPage]).toEqual([null, 1]);
    }
  });

  it('reads where it is told, and less where the file ends', () => {
    const path = join(temporaryFolder(), 'bytes');
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7) % 251));
    writeFileSync(path, bytes);
    const file = openDataFile(path);
    for (const offset of [0, 65_500, 65_536, 100, 199_990, 199_999, 0]) {
      expect(file.read(offset, 100)).toEqual(bytes.subarray(offset, offset + 100));
    }
    expect(file.read(0, 150_000).equals(bytes.subarray(0, 150_000))).toBe(true);
    expect(file.read(200_000, 10)).toHaveLength(0);
    expect(file.read(2 ** 52, 10)).toHaveLength(0);
    file.close();
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a few bytes', Buffer.from('{}')],
    ['zeros', Buffer.alloc(8_192)],
    ['text', Buffer.from('no database at all '.repeat(1_000))],
  ])('finds no commits in %s', (_, bytes) => {
    const path = join(temporaryFolder(), 'data.mdb');
    writeFileSync(path, bytes);
    expect(snapshotsOf(path)).toEqual([]);
  });

  it.each([
    ['the number of the page', 0],
    ['the kind of the page', 18],
    ['the magic', 24],
    ['the version', 28],
    ['the size of a page', 50],
    ['the kind of keys', 24 + 76],
    ['whose turn it is', 24 + 128],
  ])('passes over a record in which %s has changed', async (_, offset) => {
    const folder = temporaryFolder();
    await writeJournal(folder, 12);
    const path = join(folder, 'data.mdb');
    const bytes = readFileSync(path);
    const second = bytes.readUInt32LE(24 + 24);
    bytes[second + offset] = (bytes[second + offset] as number) ^ 1;
    writeFileSync(path, bytes);
    expect(snapshotsOf(path)).toHaveLength(1);
  });

  it('finds one commit when the file ends within the second record', async () => {
    const folder = temporaryFolder();
    await writeJournal(folder, 12);
    const path = join(folder, 'data.mdb');
    truncateSync(path, readFileSync(path).readUInt32LE(24 + 24) + 100);
    expect(snapshotsOf(path)).toHaveLength(1);
  });
});

describe('wideAt', () => {
  it('reads 64 bits, low byte first', () => {
    const bytes = Buffer.from([9, 1, 0, 0, 0, 1, 0, 0, 0]);
    expect(wideAt(bytes, 1)).toBe(1 + 2 ** 32);
  });
});
