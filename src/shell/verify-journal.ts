import { createEngine } from '../engine/engine.ts';
import { OtherKernel } from '../engine/kernel.ts';
import { replay } from '../engine/replay.ts';
import type { Journal } from '../ports/journal.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { ChainBroken } from '../record/chain.ts';
import { sha256 } from './hash.ts';

/** What re-running a journal found: all the same, one entry that came out differently, or why it cannot be run. */
export type JournalVerdict =
  | {
      readonly kind: 'identical';
      readonly entries: number;
      readonly decisions: number;
      readonly head: string;
    }
  | { readonly kind: 'different'; readonly seq: number; readonly written: string; readonly replayed: string }
  | { readonly kind: 'broken'; readonly seq: number; readonly message: string }
  | { readonly kind: 'other-kernel'; readonly message: string };

/** Verifies the chain of `journal` and takes every decision in it again. */
export function verifyJournal(journal: Journal, kernel: Kernel): JournalVerdict {
  try {
    const { difference, entries, decisions, head } = replay(journal.read(), sha256, createEngine(kernel));
    if (difference !== null) return { kind: 'different', ...difference };
    return { kind: 'identical', entries, decisions, head };
  } catch (error) {
    if (error instanceof OtherKernel) return { kind: 'other-kernel', message: error.message };
    if (!(error instanceof ChainBroken)) throw error;
    return { kind: 'broken', seq: error.seq, message: error.message };
  }
}
