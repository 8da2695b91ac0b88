import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './lmdb-fixture.ts';
import { DATA_FILE, openStore, syncFolder } from './store.ts';

describe('openStore', () => {
  it('makes folder and file, keeps lines by seq, and finds them again', async () => {
    // A dot in the name makes LMDB take a path for a file, unless it is told otherwise.
    const folder = join(temporaryFolder(), 'a', 'book.v2');
    const store = openStore(folder);
    expect(existsSync(join(folder, DATA_FILE))).toBe(true);
    expect(await store.put(7, '{"é":7}')).toBe(true);
    expect(await store.put(4_294_967_295, '{}')).toBe(true);
    await store.close();
    const again = openStore(folder);
    expect([...again.getRange()]).toEqual([
      { key: 7, value: '{"é":7}' },
      { key: 4_294_967_295, value: '{}' },
    ]);
    await again.close();
  });

  it('has a written line visible at once', async () => {
    const store = openStore(temporaryFolder());
    expect(store.get(0)).toBeUndefined();
    for (let seq = 0; seq < 20; seq += 1) {
      await store.put(seq, `{"seq":${seq}}`);
      expect(store.get(seq)).toBe(`{"seq":${seq}}`);
    }
    await store.close();
  });
});

describe('syncFolder', () => {
  it('throws when there is none', () => {
    syncFolder(temporaryFolder());
    if (process.platform !== 'win32') expect(() => syncFolder('/nowhere/at/all')).toThrow('ENOENT');
  });
});
