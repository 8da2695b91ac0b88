import { type DataFile, HEADER_BYTES, type Snapshot, type Tree, wideAt } from './data-file.ts';

/** An entry of a tree, and where in the file its value lies. */
export interface Leaf {
  readonly key: number;
  readonly offset: number;
  readonly bytes: number;
}

const BRANCH_PAGE = 1;
const LEAF_PAGE = 2;
const OVERFLOW_PAGE = 4;
const BIG_VALUE = 1;
const NODE_BYTES = 8;
const SPARE_PAGES = 1_000;

/** Reads one snapshot, passing over what is damaged and noting it. */
export class SnapshotReader {
  /** What was found to be wrong so far, in words. */
  readonly faults: string[] = [];
  readonly #file: DataFile;
  readonly #snapshot: Snapshot;
  readonly #used = new Set<number>();
  /** Keys must go up: the last one read, and the lowest that the branch above allows for the next. */
  #last = -1;
  #floor = 0;

  constructor(file: DataFile, snapshot: Snapshot) {
    this.#file = file;
    this.#snapshot = snapshot;
    // A few pages at the end may never have been written, but LMDB maps as many as it is told that there are.
    const { lastPage } = snapshot;
    if (lastPage > 2 * file.pages + SPARE_PAGES) this.faults.push(`the last page is said to be ${lastPage}`);
  }

  /** Tells `each` of the entries of `tree`, by key, as far as they can be read. */
  visit(tree: Tree, each: (leaf: Leaf) => void): void {
    this.#last = -1;
    this.#floor = 0;
    let found = 0;
    const counted = (leaf: Leaf): void => {
      found += 1;
      each(leaf);
    };
    if (tree.root !== null) this.#below(tree.root, 1, tree, counted);
    if (found !== tree.entries) this.faults.push(`${found} of ${tree.entries} entries are readable`);
  }

  /**
   * Checks that the snapshot is of the commit that it says: each commit writes the first page of `main` anew.
   */
  checkTransaction(): void {
    const { root } = this.#snapshot.main;
    if (root === null) return;
    const header = this.#file.read(root * this.#file.pageBytes, HEADER_BYTES);
    const transaction = header.length < HEADER_BYTES ? Number.NaN : wideAt(header, 8);
    if (transaction !== this.#snapshot.transaction) {
      this.faults.push(`page ${root} is not of commit ${this.#snapshot.transaction}`);
    }
  }

  /**
   * Checks that no page is both free and in use, or would be read from. To be called when all else was read.
   */
  checkFreePages(): void {
    const lists: Leaf[] = [];
    this.visit(this.#snapshot.free, (leaf) => lists.push(leaf));
    for (const { offset, bytes } of lists) {
      const list = this.#file.read(offset, bytes);
      const count = list.length < 8 ? 0 : wideAt(list, 0);
      if (count === 0 || (count + 1) * 8 > bytes) {
        this.faults.push('a list of free pages is damaged');
        continue;
      }
      // A negative number is the length of the run of pages that begins at the next one; 0 is a gap.
      let run = 1;
      for (let i = 1; i <= count; i += 1) {
        const page = Number(list.readBigInt64LE(i * 8));
        if (page > 0 && !this.#claim(page, run)) this.faults.push(`page ${page} is not free`);
        run = page < 0 ? -page : 1;
      }
    }
  }

  #below(number: number, level: number, tree: Tree, each: (leaf: Leaf) => void): void {
    const kind = level === tree.depth ? LEAF_PAGE : BRANCH_PAGE;
    const page = this.#page(number, kind);
    if (page === null) {
      this.faults.push(`page ${number} is missing or damaged`);
      return;
    }
    const count = page.readUInt16LE(20) / 2;
    for (let i = 0; i < count; i += 1) {
      const node = HEADER_BYTES + page.readUInt16LE(HEADER_BYTES + 2 * i);
      const low = page.readUInt16LE(node) + page.readUInt16LE(node + 2) * 0x1_0000;
      const flags = page.readUInt16LE(node + 4);
      if (kind === BRANCH_PAGE) {
        if (i > 0) this.#enter(keyAt(page, node, tree));
        this.#below(low + flags * 0x1_0000_0000, level + 1, tree, each);
      } else {
        const key = keyAt(page, node, tree);
        const offset = this.#valueAt(page, number, node, low, flags, tree);
        if (offset === null || !(key > this.#last && key >= this.#floor)) {
          this.faults.push(`an entry of page ${number} is damaged`);
        } else {
          this.#last = key;
          each({ key, offset, bytes: low });
        }
      }
    }
  }

  /** Goes on below a branch that says that nothing there is under `key`. */
  #enter(key: number): void {
    if (!(key > this.#last)) this.faults.push(`entries after ${this.#last} are out of order`);
    this.#floor = key;
  }

  /** Page `number` if it is a tree page of that kind whose nodes all begin within it. */
  #page(number: number, kind: number): Buffer | null {
    const { pageBytes } = this.#file;
    if (!this.#claim(number, 1)) return null;
    const page = this.#file.read(number * pageBytes, pageBytes);
    if (page.length < pageBytes || wideAt(page, 0) !== number || page.readUInt16LE(18) !== kind) return null;
    // A page of a transaction to come would be written to in place.
    if (wideAt(page, 8) > this.#snapshot.transaction) return null;
    const lower = page.readUInt16LE(20);
    const upper = page.readUInt16LE(22);
    if (lower === 0 || lower % 2 !== 0 || lower > upper) return null;
    for (let at = HEADER_BYTES; at < HEADER_BYTES + lower; at += 2) {
      const node = page.readUInt16LE(at);
      if (node < upper || HEADER_BYTES + node + NODE_BYTES > pageBytes) return null;
    }
    return page;
  }

  /** Where in the file a node's value lies; null when it does not lie wholly in pages of its own. */
  #valueAt(
    page: Buffer,
    number: number,
    node: number,
    bytes: number,
    flags: number,
    tree: Tree,
  ): number | null {
    const { pageBytes } = this.#file;
    const value = node + NODE_BYTES + tree.keyBytes;
    if (flags === 0) return value + bytes <= pageBytes ? number * pageBytes + value : null;
    if (flags !== BIG_VALUE || value + 24 > pageBytes) return null;
    const first = wideAt(page, value);
    const pages = wideAt(page, value + 16);
    if (pages !== Math.ceil((HEADER_BYTES + bytes) / pageBytes) || !this.#claim(first, pages)) return null;
    const offset = first * pageBytes;
    const header = this.#file.read(offset, HEADER_BYTES);
    const isWhole = this.#file.read(offset + HEADER_BYTES + bytes - 1, 1).length === 1;
    if (!isWhole || wideAt(header, 0) !== first || header.readUInt16LE(18) !== OVERFLOW_PAGE) return null;
    return header.readUInt32LE(20) === pages ? offset + HEADER_BYTES : null;
  }

  /** Whether `count` pages from `first` on are of this snapshot, and nothing else's so far. */
  #claim(first: number, count: number): boolean {
    if (first < 2 || first + count - 1 > this.#snapshot.lastPage) return false;
    for (let page = first; page < first + count; page += 1) {
      if (this.#used.has(page)) return false;
      this.#used.add(page);
    }
    return true;
  }
}

/** A node's key; NaN when its length is not the tree's, or it does not end within the page. */
function keyAt(page: Buffer, node: number, { keyBytes }: Tree): number {
  const at = node + NODE_BYTES;
  if (page.readUInt16LE(node + 6) !== keyBytes || at + keyBytes > page.length) return Number.NaN;
  return keyBytes === 4 ? page.readUInt32LE(at) : wideAt(page, at);
}
