import { existsSync } from 'node:fs';
import { openJournal } from '../shell/journals.ts';
import { kernelFor } from '../shell/kernel.ts';
import { type JournalVerdict, verifyJournal } from '../shell/verify-journal.ts';
import { EXIT, UsageError } from './exit.ts';
import { jsonLine, type Output, terminal } from './output.ts';
import type { ReplayOptions } from './verbs.ts';

function describe(path: string, verdict: JournalVerdict): string {
  switch (verdict.kind) {
    case 'identical': {
      const { entries, decisions, head } = verdict;
      return `${path}: ${entries} entries, ${decisions} decisions, all came out the same; head ${head}`;
    }
    case 'different': {
      const { seq, written, replayed } = verdict;
      return `${path}: entry ${seq} came out differently\n  written   ${written}\n  replayed  ${replayed}`;
    }
    case 'broken':
    case 'other-kernel':
      return `${path}: ${verdict.message}`;
  }
}

/** `evenkeel replay JOURNAL`: verifies the chain and takes every decision again, to the same bytes. */
export async function main(options: ReplayOptions, output: Output = terminal): Promise<number> {
  const { journal: path, json } = options;
  if (!existsSync(path)) throw new UsageError(`there is no journal at ${path}`, 'name the folder of one');
  const journal = openJournal(path);
  const { recovered } = journal;
  for (const text of recovered) output.err(`${path}: ${text}`);
  try {
    const verdict = verifyJournal(journal, await kernelFor(journal));
    output.err(describe(path, verdict));
    if (json) output.out(jsonLine({ ...verdict, recovered }));
    return verdict.kind === 'identical' ? EXIT.ok : EXIT.failed;
  } finally {
    await journal.close();
  }
}
