import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compiled } from '../../../test/support/compiled.ts';
import { createRandom, type Random } from '../../math/random.ts';
import { linesTo, writeJournal } from './lmdb-fixture.ts';

const LONG = process.env.EVENKEEL_LONG === '1';
const ENTRIES = 120;

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-damage-'));
await writeJournal(join(folder, 'original'), ENTRIES);
const sound = readFileSync(join(folder, 'original', 'data.mdb'));
const PAGE = sound.readUInt32LE(24 + 24);
const pages = Math.floor(sound.length / PAGE);
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * What became of a damaged journal: what it gave, or how it refused; and whether it could be gone on with.
 */
interface Outcome {
  readonly lines?: readonly string[];
  readonly recovered?: readonly string[];
  readonly refused?: string;
  readonly wentOn?: boolean;
}

/** Opens each folder, reads it, appends to it and opens it again, in one other process: damage may end it. */
const code = `
  import { writeSync } from 'node:fs';
  import { JournalCorrupt } from '${compiled('src/ports/journal.ts')}';
  import { openLmdbJournal } from '${compiled('src/adapters/lmdb/journal.ts')}';
  for (const folder of process.argv.slice(1)) {
    let outcome;
    try {
      const journal = openLmdbJournal(folder);
      const lines = [...journal.read()];
      for (let i = 0; i < 9; i += 1) {
        journal.append(JSON.stringify({ more: i, text: 'y'.repeat(700 * i) }));
        if (i % 3 === 2) await journal.flushed();
      }
      await journal.close();
      const again = openLmdbJournal(folder);
      const wentOn = again.length === lines.length + 9 && again.recovered.length === 0;
      await again.close();
      outcome = { lines, recovered: journal.recovered, wentOn };
    } catch (error) {
      outcome = { refused: error instanceof JournalCorrupt ? error.message : 'NOT TOLD: ' + error.stack };
    }
    writeSync(1, JSON.stringify(outcome) + '\\n');
  }`;

type Harm = readonly [name: string, bytes: Buffer];

function outcomesOf(harms: readonly Harm[]): Outcome[] {
  const folders = harms.map(([, bytes], i) => {
    const each = join(folder, `damaged-${i}`);
    rmSync(each, { recursive: true, force: true });
    mkdirSync(each);
    writeFileSync(join(each, 'data.mdb'), bytes);
    return each;
  });
  const { stdout, stderr, signal } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', code, ...folders],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  const outcomes = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Outcome);
  expect(signal, `ended by ${signal} at "${harms[outcomes.length]?.[0]}": ${stderr}`).toBeNull();
  expect(outcomes).toHaveLength(harms.length);
  return outcomes;
}

/**
 * A beginning of what was written and a word about it, all of it, or a refusal: never a crash, never a silent
 * loss.
 */
function expectTold(harm: Harm, { lines, recovered, refused, wentOn }: Outcome, mayChange: boolean): void {
  const [name] = harm;
  if (refused !== undefined) {
    expect(refused, name).not.toContain('NOT TOLD');
    return;
  }
  const given = lines ?? [];
  const expected = linesTo(ENTRIES);
  expect(wentOn, `${name}: can be gone on with`).toBe(true);
  const changed = given.filter((line, seq) => line !== expected[seq]).length;
  // A changed line is the chain's to refuse; here it must only not be lost.
  if (!mayChange) expect(changed, `${name}: changed lines`).toBe(0);
  if (given.length < ENTRIES) expect(recovered, `${name}: ${given.length} lines`).toHaveLength(1);
}

function tellsAll(harms: readonly Harm[], mayChange: boolean): Outcome[] {
  // A part at a time: each copy takes as much room as the journal.
  const outcomes: Outcome[] = [];
  for (let i = 0; i < harms.length; i += 50) outcomes.push(...outcomesOf(harms.slice(i, i + 50)));
  for (const [i, outcome] of outcomes.entries()) expectTold(harms[i] as Harm, outcome, mayChange);
  return outcomes;
}

function harmed(name: string, harm: (bytes: Buffer) => Buffer): Harm {
  return [name, harm(Buffer.from(sound))];
}

function flips(random: Random, count: number, place: () => number): Harm[] {
  return Array.from({ length: count }, () => {
    const at = place();
    const mask = 1 << random.int(8);
    return harmed(`byte ${at} ^ ${mask}`, (bytes) => bytes.fill((bytes[at] as number) ^ mask, at, at + 1));
  });
}

describe('a damaged data file neither crashes nor loses anything in silence', {
  timeout: LONG ? 600_000 : 60_000,
}, () => {
  it('undamaged', () => {
    const [outcome] = tellsAll([harmed('nothing', (bytes) => bytes)], false);
    expect(outcome).toMatchObject({ lines: linesTo(ENTRIES), recovered: [] });
  });

  it('cut off', () => {
    const few = [1, 7, 100, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 3 * PAGE + 5];
    const many = Array.from({ length: LONG ? pages : 10 }, (_, i) =>
      Math.floor((i / (LONG ? pages : 10)) * sound.length),
    );
    const cuts = [...few, ...many].map((bytes) =>
      harmed(`cut by ${bytes}`, (whole) => whole.subarray(0, sound.length - bytes)),
    );
    tellsAll(
      [
        ...cuts,
        ...[0, 1, 100, PAGE, PAGE + 60].map((size): Harm => [`cut to ${size}`, sound.subarray(0, size)]),
      ],
      false,
    );
  });

  it('with zeros for its last pages', () => {
    const counts = LONG
      ? Array.from({ length: pages }, (_, i) => i + 1)
      : [1, 2, 3, 5, 8, 13, 21, pages - 2, pages];
    tellsAll(
      counts.map((count) => harmed(`${count} pages`, (bytes) => bytes.fill(0, (pages - count) * PAGE))),
      false,
    );
  });

  it('with zeros for any page', () => {
    const some = Array.from({ length: pages }, (_, i) => i).filter((i) => LONG || i % 4 === 1 || i < 4);
    tellsAll(
      some.map((page) => harmed(`page ${page}`, (bytes) => bytes.fill(0, page * PAGE, (page + 1) * PAGE))),
      // Zeros within a value longer than a page change a line, and nothing else.
      true,
    );
  });

  it('with a bit changed, in its commit records, in the headers of its pages, or anywhere', () => {
    const random = createRandom(20_260);
    const count = LONG ? 600 : 25;
    tellsAll(
      [
        ...flips(random, count, () => random.int(2) * PAGE + random.int(24 + 144)),
        ...flips(random, count, () => random.int(pages) * PAGE + random.int(60)),
        ...flips(random, count, () => random.int(sound.length)),
      ],
      true,
    );
  });
});
