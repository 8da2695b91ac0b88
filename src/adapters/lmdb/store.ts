import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';

export type Store = RootDatabase<string, number>;

export const DATA_FILE = 'data.mdb';

/**
 * Opens the LMDB store in `folder`: lines of UTF-8 by seq. Makes the folder and an empty store where there is
 * none. Throws when LMDB does; the data file must have been looked through, because LMDB trusts it.
 */
export function openStore(folder: string): Store {
  const isNew = !existsSync(join(folder, DATA_FILE));
  mkdirSync(folder, { recursive: true });
  const store = open<string, number>({
    path: folder,
    noSubdir: false,
    encoding: 'string',
    keyEncoding: 'uint32',
    // A write's promise then resolves once the commit is on disk, and rejects when that failed: with
    // overlapping syncs a failed write is never heard of, and is no faster when one batch is written at a
    // time.
    overlappingSync: false,
  });
  if (isNew) for (const each of [folder, dirname(folder)]) syncFolder(each);
  return store;
}

/**
 * Puts a folder's list of files on disk: without it a power cut can lose a new file, whatever was synced in
 * it.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
