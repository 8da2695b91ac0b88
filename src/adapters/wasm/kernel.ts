import type { Induct } from '../../pricing/american/induct.ts';
import { treeWith } from '../../pricing/american/kernel-tree.ts';
import { type TreeScratch, treeBytes, treeScratch } from '../../pricing/american/tree-scratch.ts';
import { bytesOf, checkCapacity, checkRows, strideOf, tableAt } from '../../pricing/kernel/columns.ts';
import { type Kernel, type OptionTable, TOTALS, type Tree } from '../../pricing/kernel/kernel.ts';
import { settleTotals, settleValues } from '../../pricing/kernel/strange-rows.ts';
import { createAllocator, type Exports, type Place } from './arena.ts';

/** Where a table is, for the functions that read and write it. */
interface Home {
  readonly exports: Exports;
  readonly base: number;
  readonly stride: number;
  /** Where `total` leaves its sums. */
  readonly sums: Float64Array;
}

/** `exports.induct` wants addresses, and the views of a scratch know theirs. */
function inductIn(exports: Exports): Induct {
  return ({ steps, values, even, odd }, up, down, probability, reach) =>
    exports.induct(steps, values.byteOffset, even.byteOffset, odd.byteOffset, up, down, probability, reach);
}

/** The tree in a scratch that is kept until a larger one is needed; `induct` is the one of its arena. */
function createTree(allocate: (bytes: number) => Place): Tree {
  let place: Place | undefined;
  let room = 0;
  let scratch: TreeScratch | undefined;
  const scratchOf = (steps: number): TreeScratch => {
    if (scratch?.steps === steps) return scratch;
    if (place === undefined || room < treeBytes(steps)) {
      room = 2 * treeBytes(steps);
      place = allocate(room);
    }
    scratch = treeScratch(place.arena.buffer, place.base, steps);
    return scratch;
  };
  const induct: Induct = (at, ...rest) => {
    if (place !== undefined) inductIn(place.arena.exports)(at, ...rest);
  };
  return treeWith(induct, scratchOf);
}

/**
 * The kernel whose WebAssembly is `bytes`, two rows at a time. Its tables are in WebAssembly's memory, so it takes
 * no others; their columns stay where they are for as long as anybody holds them. Throws
 * `WebAssembly.CompileError` where `bytes` are no module or the engine has no SIMD.
 */
export function createWasmKernel(bytes: Uint8Array): Kernel {
  const allocate = createAllocator(new WebAssembly.Module(bytes));
  const homes = new WeakMap<OptionTable, Home>();
  const homeOf = (table: OptionTable, from: number, to: number): Home => {
    checkRows(table, from, to);
    const home = homes.get(table);
    if (home === undefined) throw new TypeError('the table was made by another kernel');
    return home;
  };

  return {
    id: 'wasm-2',
    tree: createTree(allocate),

    table(capacity) {
      checkCapacity(capacity);
      const { arena, base } = allocate(bytesOf(capacity));
      const table = tableAt(arena.buffer, base, capacity);
      const sums = new Float64Array(arena.buffer, arena.exports.sums(), TOTALS.length);
      homes.set(table, { exports: arena.exports, base, stride: strideOf(capacity), sums });
      return table;
    },

    prepare(table, from, to) {
      const { exports, base, stride } = homeOf(table, from, to);
      exports.prepare(base, stride, from, to);
    },

    value(table, from, to) {
      const { exports, base, stride } = homeOf(table, from, to);
      const strange = exports.value(base, stride, from, to);
      return strange === 0 ? 0 : settleValues(table, from, to);
    },

    total(table, from, to, spot, volScale, sums) {
      const home = homeOf(table, from, to);
      const strange = home.exports.total(home.base, home.stride, from, to, spot, volScale);
      sums.set(home.sums);
      return strange === 0 ? 0 : settleTotals(table, from, to, spot, volScale, sums);
    },
  };
}
