import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLmdbJournal } from '../../src/adapters/lmdb/journal.ts';
import { createMemoryJournal } from '../../src/adapters/memory/journal.ts';
import { type Journal, JournalClosed } from '../../src/ports/journal.ts';

/** Every journal there is; `lasts` says whether it outlives being closed. */
const journals: readonly { name: string; lasts: boolean; open: (folder: string) => Journal }[] = [
  { name: 'memory', lasts: false, open: () => createMemoryJournal() },
  { name: 'lmdb', lasts: true, open: (folder) => openLmdbJournal(join(folder, 'journal')) },
];

const line = (seq: number, extra = ''): string => JSON.stringify({ seq, extra });
const upTo = (count: number): string[] => Array.from({ length: count }, (_, seq) => line(seq));

describe.each(journals)('a journal: $name', ({ lasts, open }) => {
  let folder: string;
  let journal: Journal;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-journal-'));
    journal = open(folder);
  });
  afterEach(async () => {
    await journal.close();
    rmSync(folder, { recursive: true });
  });

  const appendAll = (lines: readonly string[]): void => {
    for (const each of lines) journal.append(each);
  };

  it('begins empty, with nothing to recover', async () => {
    expect(journal.length).toBe(0);
    expect(journal.recovered).toEqual([]);
    expect([...journal.read()]).toEqual([]);
    await journal.flushed();
  });

  it('counts and reads what was appended, on disk or not', async () => {
    journal.append(line(0));
    expect(journal.length).toBe(1);
    expect([...journal.read()]).toEqual([line(0)]);
    await journal.flushed();
    expect([...journal.read()]).toEqual([line(0)]);
    journal.append(line(1));
    expect([...journal.read()]).toEqual([line(0), line(1)]);
  });

  it('reads from any entry on, in order', async () => {
    appendAll(upTo(100));
    await journal.flushed();
    appendAll(upTo(120).slice(100));
    for (const from of [0, 1, 57, 99, 100, 119])
      expect([...journal.read(from)]).toEqual(upTo(120).slice(from));
    expect([...journal.read(120)]).toEqual([]);
    expect([...journal.read(1_000)]).toEqual([]);
  });

  it('reads what was there when the reading began, also while more is appended and written', async () => {
    appendAll(upTo(10));
    const seen: string[] = [];
    for (const each of journal.read()) {
      seen.push(each);
      journal.append(line(journal.length));
      await journal.flushed();
    }
    expect(seen).toEqual(upTo(10));
    expect([...journal.read()]).toEqual(upTo(20));
  });

  it('can be read by two at once, and left in the middle', () => {
    appendAll(upTo(5));
    const pairs = [...journal.read()].flatMap((outer) => [...journal.read(3)].map((inner) => outer + inner));
    expect(pairs).toHaveLength(10);
    for (const each of journal.read()) if (each === line(2)) break;
    expect([...journal.read()]).toEqual(upTo(5));
  });

  it('keeps every character', async () => {
    const texts = ['é', '\u{1f600}', '\u2028', '\u0000', '\\u0000', '日本', '\uffff', '"{}"', 'a\nb'];
    appendAll(texts.map((text, seq) => line(seq, text)));
    await journal.flushed();
    expect([...journal.read()]).toEqual(texts.map((text, seq) => line(seq, text)));
  });

  it('keeps lines of any length', async () => {
    const sizes = [0, 1, 1_000, 1_990, 2_000, 2_040, 2_100, 4_000, 4_096, 8_192, 70_000, 1_000_000];
    const lines = sizes.map((size, seq) => line(seq, 'x'.repeat(size)));
    appendAll(lines);
    await journal.flushed();
    expect([...journal.read()]).toEqual(lines);
  });

  it('lets many wait at once, each until its own line is kept', async () => {
    const order: number[] = [];
    const wait = async (worker: number): Promise<void> => {
      for (let i = 0; i < 20; i += 1) {
        journal.append(line(journal.length));
        await journal.flushed();
      }
      order.push(worker);
    };
    await Promise.all(Array.from({ length: 32 }, (_, worker) => wait(worker)));
    expect(order).toHaveLength(32);
    expect([...journal.read()]).toEqual(upTo(640));
  });

  it('takes many lines at once without a wait', async () => {
    appendAll(upTo(10_000));
    await journal.flushed();
    expect(journal.length).toBe(10_000);
    expect([...journal.read(9_998)]).toEqual([line(9_998), line(9_999)]);
  });

  it('refuses everything but its length once closed, and can be closed twice', async () => {
    appendAll(upTo(3));
    const reading = journal.read()[Symbol.iterator]();
    reading.next();
    const closing = journal.close();
    expect(() => journal.append(line(3))).toThrow(JournalClosed);
    await closing;
    await journal.close();
    await journal.flushed();
    expect(() => journal.append(line(3))).toThrow(JournalClosed);
    expect(() => [...journal.read()]).toThrow(JournalClosed);
    expect(() => reading.next()).toThrow(JournalClosed);
    expect(journal.length).toBe(3);
  });

  if (lasts) {
    it('holds after reopening what was appended before the close, flushed or not', async () => {
      appendAll(upTo(50));
      await journal.flushed();
      appendAll(upTo(70).slice(50));
      await journal.close();
      journal = open(folder);
      expect(journal.recovered).toEqual([]);
      expect(journal.length).toBe(70);
      journal.append(line(70));
      await journal.flushed();
      expect([...journal.read()]).toEqual(upTo(71));
    });
  }

  it('does as a list of lines does, whatever is done to it', async () => {
    const act = fc.oneof(
      { weight: 6, arbitrary: fc.record({ append: fc.string({ unit: 'grapheme', maxLength: 5_000 }) }) },
      { weight: 2, arbitrary: fc.constant('flush' as const) },
      { weight: 1, arbitrary: fc.constant('reopen' as const) },
      { weight: 2, arbitrary: fc.record({ read: fc.nat(30) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const lines = [...journal.read()];
        for (const each of acts) {
          if (each === 'flush') await journal.flushed();
          else if (each === 'reopen') {
            if (!lasts) continue;
            await journal.close();
            journal = open(folder);
          } else if ('read' in each) expect([...journal.read(each.read)]).toEqual(lines.slice(each.read));
          else {
            lines.push(line(lines.length, each.append));
            journal.append(lines.at(-1) as string);
          }
          expect(journal.length).toBe(lines.length);
        }
        expect([...journal.read()]).toEqual(lines);
        expect(journal.recovered).toEqual([]);
      }),
      { numRuns: process.env.EVENKEEL_LONG === '1' ? 300 : 30 },
    );
  });
});
