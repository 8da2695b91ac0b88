/**
 * Where a tree of Cox, Ross & Rubinstein is rolled back: both bodies of the kernel use this layout, one of them
 * in WebAssembly's memory. Prices recur every other step, so what exercise brings is two ladders, one for even
 * steps and one for odd, and no step computes it again.
 */
export interface TreeScratch {
  readonly steps: number;
  /** Of the nodes of a step, by rising price, and then three zeros. */
  readonly values: Float64Array;
  /** What exercise brings at the price times up^(2m), at `middleOf(steps)` + m. */
  readonly even: Float64Array;
  /** The same at up^(2m + 1). */
  readonly odd: Float64Array;
}

/** Pairs of nodes are read together, so every column has some to spare. */
const SPARE = 8;

/** Where up^0 and up^1 are in their ladders; `assembly/tree.ts` counts on it too. */
export function middleOf(steps: number): number {
  return ((steps + 1) >> 1) + 2;
}

/** Numbers in a column. */
function lengthOf(steps: number): number {
  return steps + SPARE;
}

/** Bytes for a tree of `steps` steps. */
export function treeBytes(steps: number): number {
  return 3 * 8 * lengthOf(steps);
}

/** The scratch for `steps` steps that begins at byte `base` of `buffer`. */
export function treeScratch(buffer: ArrayBufferLike, base: number, steps: number): TreeScratch {
  const length = lengthOf(steps);
  const column = (i: number) => new Float64Array(buffer, base + 8 * i * length, length);
  return { steps, values: column(0), even: column(1), odd: column(2) };
}
