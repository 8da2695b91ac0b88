/** Durable appends a second, by wall time: they wait for the disk, not for the processor. */
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openLmdbJournal } from '../src/adapters/lmdb/journal.ts';
import { projectRoot } from '../src/cli/project-root.ts';
import { median } from '../src/math/statistics.ts';
import { type BenchResult, interleaved, medianOf, resultOf } from './bench.ts';

const ROUNDS = 11;
const TARGET = 5;
const IN_FLIGHT = 32;
const JOURNAL_APPENDS = 8_000;
const FILE_APPENDS = 800;

/** Records of 256 bytes to 1 KB, each a JSON object. */
const records: readonly string[] = Array.from({ length: 64 }, (_, i) => {
  const bare = JSON.stringify({ seq: i, text: '' });
  return JSON.stringify({ seq: i, text: 'x'.repeat(256 + 12 * i - bare.length) });
});

function record(i: number): string {
  return records[i % records.length] as string;
}

/** Appends a second with `IN_FLIGHT` at a time, each waiting until its own record is on disk. */
async function journalPerSecond(folder: string): Promise<number> {
  const journal = openLmdbJournal(folder);
  const started = performance.now();
  let appended = 0;
  const worker = async (): Promise<void> => {
    while (appended < JOURNAL_APPENDS) {
      journal.append(record(appended));
      appended += 1;
      await journal.flushed();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const seconds = (performance.now() - started) / 1_000;
  await journal.close();
  rmSync(folder, { recursive: true });
  return appended / seconds;
}

/**
 * Appends a second to a plain file, each written and synced before the next: what a journal without groups
 * does.
 */
function filePerSecond(path: string): number {
  const fd = openSync(path, 'w');
  const started = performance.now();
  for (let i = 0; i < FILE_APPENDS; i += 1) {
    writeSync(fd, `${record(i)}\n`);
    fdatasyncSync(fd);
  }
  const seconds = (performance.now() - started) / 1_000;
  closeSync(fd);
  rmSync(path);
  return FILE_APPENDS / seconds;
}

/** Goal `journal.durable`: the journal is at least five times as fast as syncing record by record. */
export async function run(): Promise<BenchResult> {
  // Beside the checkout, because the system's folder for temporary files may be in memory, where a sync is
  // free.
  const cache = join(projectRoot(), 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-journal-'));
  try {
    const measured = await interleaved(ROUNDS, {
      journal: () => journalPerSecond(join(folder, 'journal')),
      file: () => filePerSecond(join(folder, 'file')),
    });
    const rows = measured.map((row) => ({ ...row, ratio: (row.journal ?? 0) / (row.file ?? 0) }));
    const reached = median(rows.map(({ ratio }) => ratio));
    const what = `appends/s, ${IN_FLIGHT} in flight, against one write + fdatasync a record; at least`;
    return resultOf('journal', {
      data: [`${records.length} records of 256 B to 1 KB`],
      peers: [{ name: 'write + fdatasync, appends/s', reached: medianOf(rows, 'file') }],
      rows,
      goals: [{ id: 'journal.durable', target: TARGET, reached, met: reached >= TARGET, what }],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
