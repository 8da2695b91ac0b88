import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { unhurried } from './unhurried.ts';

describe('unhurried', () => {
  it('writes what has piled up, and no oftener', async () => {
    const kept = createMemoryJournal();
    let flushes = 0;
    const counting = {
      ...kept,
      get length() {
        return kept.length;
      },
      flushed: () => {
        flushes += 1;
        return kept.flushed();
      },
    };
    const journal = unhurried(counting);
    for (let i = 0; i < 10_000; i += 1) {
      kept.append('{}');
      await journal.flushed();
      expect(journal.length).toBe(i + 1);
    }
    expect(flushes).toBe(2);
  });

  it('counts from where the journal stands', async () => {
    const kept = createMemoryJournal();
    for (let i = 0; i < 5_000; i += 1) kept.append('{}');
    let flushes = 0;
    const journal = unhurried({
      ...kept,
      length: 5_000,
      flushed: () => {
        flushes += 1;
        return Promise.resolve();
      },
    });
    await journal.flushed();
    expect(flushes).toBe(0);
  });
});
