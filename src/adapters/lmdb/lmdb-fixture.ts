import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openLmdbJournal } from './journal.ts';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-lmdb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Entry `seq` of a test's journal: of many lengths, a few of them longer than a page. */
export function lineOf(seq: number): string {
  return JSON.stringify({ seq, text: 'x'.repeat(seq % 17 === 16 ? 9_000 : (seq * 37) % 900) });
}

export function linesTo(count: number): string[] {
  return Array.from({ length: count }, (_, seq) => lineOf(seq));
}

/** Writes entries 0 to `count - 1` in many commits, as a run does, and closes the journal. */
export async function writeJournal(folder: string, count: number): Promise<void> {
  const journal = openLmdbJournal(folder);
  while (journal.length < count) {
    journal.append(lineOf(journal.length));
    if (journal.length % 5 === 0) await journal.flushed();
  }
  await journal.close();
}
