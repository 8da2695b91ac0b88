import { describe, expect, it } from 'vitest';
import { JournalClosed } from '../../ports/journal.ts';
import { createMemoryJournal } from './journal.ts';

// What it has in common with other journals is in test/conformance/journal.test.ts.
describe('a journal in memory', () => {
  it('keeps only the count when told to', async () => {
    const journal = createMemoryJournal({ retain: false });
    for (let i = 0; i < 1_000; i += 1) journal.append(`{"seq":${i}}`);
    await journal.flushed();
    expect(journal.length).toBe(1_000);
    expect(() => [...journal.read()]).toThrow('create it with retain: true to read it');
    await journal.close();
    expect(() => journal.append('{}')).toThrow(JournalClosed);
    expect(journal.length).toBe(1_000);
  });

  it('keeps every line unless told not to', () => {
    for (const journal of [createMemoryJournal(), createMemoryJournal({ retain: true })]) {
      journal.append('{"seq":0}');
      expect([...journal.read()]).toEqual(['{"seq":0}']);
    }
  });

  it('keeps two journals apart', () => {
    const [a, b] = [createMemoryJournal(), createMemoryJournal()];
    a.append('{"of":"a"}');
    expect([a.length, b.length]).toEqual([1, 0]);
    expect([...b.read()]).toEqual([]);
  });

  it('has nothing to recover', () => {
    expect(createMemoryJournal().recovered).toEqual([]);
  });
});
