import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Kernel } from '../../src/pricing/kernel/kernel.ts';
import { typescriptKernel } from '../../src/pricing/kernel/typescript.ts';

/** The kernel that needs no bytes: what most tests value with, as both bodies give the same bits. */
export const KERNEL: Kernel = typescriptKernel();
export const ENGINE: Engine = createEngine(KERNEL);
