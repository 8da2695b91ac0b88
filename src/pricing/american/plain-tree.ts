import type { Tree } from '../kernel/kernel.ts';
import { induct } from './induct.ts';
import { treeWith } from './kernel-tree.ts';
import { type TreeScratch, treeBytes, treeScratch } from './tree-scratch.ts';

/** The kernel's tree in plain TypeScript, with a scratch of its own that it keeps until `steps` change. */
export function plainTree(): Tree {
  let scratch: TreeScratch | undefined;
  return treeWith(induct, (steps) => {
    if (scratch?.steps !== steps) scratch = treeScratch(new ArrayBuffer(treeBytes(steps)), 0, steps);
    return scratch;
  });
}
