/**
 * What the WebAssembly module offers. This folder is AssemblyScript: TypeScript's syntax with machine types,
 * compiled by `asc` into dist/kernel.wasm. Every function works on columns of float64 at addresses that its
 * caller lays out from `heapStart` on; nothing here allocates.
 */
export { prepare, sums, total, value } from './table';
export { induct } from './tree';

/** The first address that is free to use. */
export function heapStart(): usize {
  return __heap_base;
}
