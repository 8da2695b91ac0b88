import { describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import type { JournalEntry } from '../domain/entry.ts';
import { decode } from '../record/canonical.ts';
import { seal } from '../record/chain.ts';
import { HOUR } from '../units/time.ts';
import { sha256 } from './hash.ts';
import { hedgeDemo } from './shell-fixture.ts';
import { verifyJournal } from './verify-journal.ts';

async function linesOfDemo(): Promise<string[]> {
  const journal = createMemoryJournal();
  await hedgeDemo(journal, HOUR);
  return [...journal.read()];
}

function journalOf(lines: readonly string[]): ReturnType<typeof createMemoryJournal> {
  const journal = createMemoryJournal();
  for (const line of lines) journal.append(line);
  return journal;
}

describe('verifyJournal', () => {
  it('finds a journal as it was written to be identical', async () => {
    const lines = await linesOfDemo();
    expect(verifyJournal(journalOf(lines), KERNEL)).toMatchObject({
      kind: 'identical',
      entries: lines.length,
    });
  });

  it('finds a changed byte', async () => {
    const lines = await linesOfDemo();
    const altered = lines.map((line, i) => (i === 7 ? line.replace(/\d/, (d) => `${9 - Number(d)}`) : line));
    expect(verifyJournal(journalOf(altered), KERNEL)).toMatchObject({ kind: 'broken', seq: 7 });
  });

  it('finds a decision that was forged with all its hashes made to fit', async () => {
    const lines = await linesOfDemo();
    const forgedAt = lines.findIndex((line) => line.includes('"decisions":[{"because"'));
    let head = '';
    const forged = lines.map((line, i) => {
      const { seq, at, cause, body, outcome } = decode(line) as JournalEntry;
      const told = i === forgedAt ? { ...(outcome as object), equity: 1 } : outcome;
      const sealed = seal({ seq, at, cause, body }, told, head, sha256);
      head = sealed.hash;
      return sealed.line;
    });
    expect(verifyJournal(journalOf(forged), KERNEL)).toMatchObject({ kind: 'different', seq: forgedAt });
  });
});
