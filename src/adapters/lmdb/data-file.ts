/**
 * LMDB's data file, read without LMDB. LMDB trusts the file: it maps it into memory, and a page that is
 * missing or altered ends the process with a signal or an assertion. So a file is looked through before it is
 * opened, and what is left of a damaged one is read from here. Layouts are those of LMDB's data version 2.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A B-tree as a meta page describes it. */
export interface Tree {
  /** Page number; null when the tree is empty. */
  readonly root: number | null;
  readonly depth: number;
  readonly entries: number;
  readonly keyBytes: 4 | 8;
}

/** The file as one commit left it. */
export interface Snapshot {
  readonly transaction: number;
  readonly lastPage: number;
  /** Pages that may be used again, by the transaction that freed them. */
  readonly free: Tree;
  /** The entries, by 32-bit integer keys. */
  readonly main: Tree;
}

export interface DataFile {
  readonly pageBytes: number;
  /** Whole pages in the file. */
  readonly pages: number;
  /** What the two meta pages hold: the last two commits, newest first; fewer when one is unreadable. */
  readonly snapshots: readonly Snapshot[];
  /** Up to `bytes` bytes from `offset` on: fewer when the file ends before. */
  read(offset: number, bytes: number): Buffer;
  close(): void;
}

/** Bytes of the header that each page begins with: number, transaction, padding, flags, two more. */
export const HEADER_BYTES = 24;
const META_BYTES = HEADER_BYTES + 144;
/** Read at a time: pages mostly lie in the order in which they are asked for. */
const WINDOW_BYTES = 65_536;
const META_PAGE = 8;
const MAGIC = 0xbeefc0de;
const VERSION = 2;
const INTEGER_KEYS = 8;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/** Opens the data file at `path`; it has no snapshots when it is not one. */
export function openDataFile(path: string): DataFile {
  const fd = openSync(path, 'r');
  const { size } = fstatSync(fd);
  let window = Buffer.alloc(0);
  let start = 0;
  const read = (offset: number, bytes: number): Buffer => {
    if (offset < start || offset + bytes > start + window.length) {
      start = offset;
      window = Buffer.alloc(Math.max(0, Math.min(Math.max(bytes, WINDOW_BYTES), size - offset)));
      window = window.subarray(0, readSync(fd, window, 0, window.length, offset));
    }
    return window.subarray(offset - start, offset - start + bytes);
  };
  const first = read(0, META_BYTES);
  const pageBytes = first.length === META_BYTES ? first.readUInt32LE(HEADER_BYTES + 24) : 0;
  const isPossible = pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0;
  const metas = isPossible ? [first, read(pageBytes, META_BYTES)] : [];
  const snapshots = metas.flatMap((page, slot) => snapshotIn(page, slot, pageBytes));
  snapshots.sort((a, b) => b.transaction - a.transaction);
  const pages = isPossible ? Math.floor(size / pageBytes) : 0;
  return { pageBytes, pages, snapshots, read, close: () => closeSync(fd) };
}

/** An unsigned 64-bit integer; inexact beyond 2^53, where no sound file has one. */
export function wideAt(buffer: Buffer, offset: number): number {
  return Number(buffer.readBigUInt64LE(offset));
}

function snapshotIn(page: Buffer, slot: number, pageBytes: number): Snapshot[] {
  if (page.length < META_BYTES || wideAt(page, 0) !== slot || page.readUInt16LE(18) !== META_PAGE) return [];
  const meta = page.subarray(HEADER_BYTES);
  if (meta.readUInt32LE(0) !== MAGIC || meta.readUInt32LE(4) !== VERSION) return [];
  const free = treeIn(meta.subarray(24, 72), 8);
  const main = treeIn(meta.subarray(72, 120), 4);
  const transaction = wideAt(meta, 128);
  // Commits take turns at the two pages; before the first, both hold transaction 0.
  const isItsTurn = transaction === 0 || transaction % 2 === slot;
  if (free === null || main === null || meta.readUInt32LE(24) !== pageBytes || !isItsTurn) return [];
  return [{ transaction, lastPage: wideAt(meta, 120), free, main }];
}

function treeIn(record: Buffer, keyBytes: 4 | 8): Tree | null {
  const root = record.readBigUInt64LE(40) === NO_PAGE ? null : wideAt(record, 40);
  const flags = record.readUInt16LE(4);
  // A tree that nothing was ever put in has no flags yet.
  if (flags !== INTEGER_KEYS && !(flags === 0 && root === null)) return null;
  return { root, depth: record.readUInt16LE(6), entries: wideAt(record, 32), keyBytes };
}
