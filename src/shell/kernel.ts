import { readFile } from 'node:fs/promises';
import { createWasmKernel } from '../adapters/wasm/kernel.ts';
import type { Journal } from '../ports/journal.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { decode } from '../record/canonical.ts';

/** Built from `assembly/`; beside us in the bundle, two folders up from the sources. */
const PLACES = ['./kernel.wasm', '../../dist/kernel.wasm'];

async function bytesOf(): Promise<Uint8Array<ArrayBuffer> | null> {
  for (const place of PLACES) {
    try {
      return new Uint8Array(await readFile(new URL(place, import.meta.url)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return null;
}

/** The fastest kernel that there is here: WebAssembly, or plain TypeScript where its bytes were not built. */
export async function loadKernel(): Promise<Kernel> {
  const bytes = await bytesOf();
  return bytes === null ? typescriptKernel() : createWasmKernel(bytes);
}

/** The kernel that `journal` was begun with, if we have it; the fastest for a new one. */
export async function kernelFor(journal: Journal): Promise<Kernel> {
  const [first] = journal.read(0);
  const named = first === undefined ? null : kernelIn(first);
  const plain = typescriptKernel();
  return named === plain.id ? plain : loadKernel();
}

/** The kernel that a journal's first line names; what else is wrong with the line is found by who verifies it. */
function kernelIn(line: string): string | null {
  try {
    return (decode(line) as { body?: { kernel?: string } } | null)?.body?.kernel ?? null;
  } catch {
    return null;
  }
}
