/** Tables on disk for the tests of this folder and of those that run on them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A folder of its own for one test file. */
export interface Folder {
  readonly path: (name: string) => string;
  /** Writes `text` under `name`, packed where the name ends in .gz, and answers the path. */
  readonly write: (name: string, text: string) => string;
  readonly remove: () => void;
}

export function makeFolder(): Folder {
  const root = mkdtempSync(join(tmpdir(), 'evenkeel-lab-'));
  const path = (name: string): string => join(root, name);
  return {
    path,
    write: (name, text) => {
      writeFileSync(path(name), name.endsWith('.gz') ? gzipSync(text) : text);
      return path(name);
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}

export const BAR_HEADER = 'ts_ms,open,high,low,close,volume';
export const FUNDING_HEADER = 'ts_ms,venue,asset,rate,interval_h';

/** Bars of a minute from 0 on, the i-th from 100 + i to 101 + i, as lines. */
export function minutes(count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) => `${60_000 * i},${100 + i},${102 + i},${99 + i},${101 + i},5`,
  );
}

export function tableOf(header: string, lines: readonly string[]): string {
  return `${[header, ...lines].join('\n')}\n`;
}
