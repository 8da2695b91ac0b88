import type { Kernel } from '../src/pricing/kernel/kernel.ts';
import { typescriptKernel } from '../src/pricing/kernel/typescript.ts';
import { loadKernel } from '../src/shell/kernel.ts';

/**
 * The kernel that the shell loads, which is WebAssembly wherever that was built, and its other body. Goals are
 * judged on the first.
 */
export async function kernels(): Promise<{ readonly kernel: Kernel; readonly typescript: Kernel }> {
  return { kernel: await loadKernel(), typescript: typescriptKernel() };
}
