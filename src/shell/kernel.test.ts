import { describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { encode } from '../record/canonical.ts';
import { kernelFor, loadKernel } from './kernel.ts';

describe('loadKernel', () => {
  it('takes the one in WebAssembly once it has been built', async () => {
    expect((await loadKernel()).id).toBe(KERNEL.id.replace('typescript', 'wasm'));
  });
});

describe('kernelFor', () => {
  const begunWith = (...lines: string[]) => {
    const journal = createMemoryJournal();
    for (const line of lines) journal.append(line);
    return kernelFor(journal);
  };

  it('is the one that the journal was begun with', async () => {
    const first = encode({ body: { kind: 'configured', kernel: KERNEL.id } });
    expect((await begunWith(first)).id).toBe(KERNEL.id);
  });

  it.each([
    ['new', []],
    ['of a kernel that we have not', [encode({ body: { kernel: 'slide-rule-1' } })]],
    ['no journal', ['{']],
    ['of something else', ['null']],
  ])('is the fastest where the journal is %s', async (_, lines) => {
    expect((await begunWith(...lines)).id).toBe((await loadKernel()).id);
  });
});
