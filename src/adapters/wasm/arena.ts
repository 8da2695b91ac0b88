/**
 * Memory for tables. Memory that grows empties every view of it, and callers hold views: so an arena takes all
 * it will ever have before it hands out any, and when it is full there is another, with a memory of its own. An
 * arena goes when the last of its tables does. What is taken costs nothing until it is written to.
 */

/** What `assembly/index.ts` exports. Addresses are in bytes from the start of the memory. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  heapStart(): number;
  sums(): number;
  prepare(base: number, stride: number, from: number, to: number): void;
  value(base: number, stride: number, from: number, to: number): number;
  total(base: number, stride: number, from: number, to: number, spot: number, volScale: number): number;
  induct(
    steps: number,
    values: number,
    even: number,
    odd: number,
    up: number,
    down: number,
    probability: number,
    reach: number,
  ): void;
}

export interface Arena {
  readonly exports: Exports;
  readonly buffer: ArrayBuffer;
  /** Where the free part begins. */
  next: number;
}

const PAGE = 65_536;
const ALIGNMENT = 64;
/** Few, since an engine may reserve gigabytes of addresses for each memory: so small tables share one. */
const ARENA_BYTES = 16 * 1024 * 1024;

/** The next address from `address` on at which a cache line begins. */
function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

/** An arena with room for `bytes`, and for more of the same where they are few. */
function openArena(module: WebAssembly.Module, bytes: number): Arena {
  const exports = new WebAssembly.Instance(module).exports as Exports;
  const next = aligned(exports.heapStart());
  const wanted = next + Math.max(bytes, ARENA_BYTES);
  exports.memory.grow(Math.ceil((wanted - exports.memory.buffer.byteLength) / PAGE));
  return { exports, buffer: exports.memory.buffer, next };
}

/** A piece of memory, and the arena that it is in. */
export interface Place {
  readonly arena: Arena;
  readonly base: number;
}

/** Hands out pieces of memory in arenas of `module`; throws `RangeError` where there is none. */
export function createAllocator(module: WebAssembly.Module): (bytes: number) => Place {
  let current: Arena | undefined;
  return (bytes) => {
    const isRoom = current !== undefined && current.next + bytes <= current.buffer.byteLength;
    if (!isRoom || current === undefined) {
      const opened = openArena(module, bytes);
      // A table with an arena to itself leaves the one in use to others.
      if (bytes > ARENA_BYTES / 2) return { arena: opened, base: opened.next };
      current = opened;
    }
    const base = current.next;
    current.next = aligned(base + bytes);
    return { arena: current, base };
  };
}
