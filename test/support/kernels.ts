/** Both bodies of the kernel, for tests that hold of each. */
import { readFileSync } from 'node:fs';
import { createWasmKernel } from '../../src/adapters/wasm/kernel.ts';
import type { Kernel } from '../../src/pricing/kernel/kernel.ts';
import { typescriptKernel } from '../../src/pricing/kernel/typescript.ts';

/** Built by `npm run build:kernel`, which `npm test` does first. */
const WASM = new URL('../../dist/kernel.wasm', import.meta.url);

export const kernels: readonly { name: string; create: () => Kernel }[] = [
  { name: 'typescript', create: typescriptKernel },
  { name: 'wasm', create: () => createWasmKernel(readFileSync(WASM)) },
];
