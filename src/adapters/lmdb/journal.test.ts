import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compiled } from '../../../test/support/compiled.ts';
import { JournalCorrupt } from '../../ports/journal.ts';
import { openLmdbJournal } from './journal.ts';
import { lineOf, linesTo, temporaryFolder, writeJournal } from './lmdb-fixture.ts';
import { JournalBusy } from './lock.ts';
import { openStore } from './store.ts';

const LONG = process.env.EVENKEEL_LONG === '1';

/** Node's arguments for a process that runs `code` with our journal imported and `arguments` in argv. */
function script(code: string, ...args: readonly string[]): string[] {
  const url = compiled('src/adapters/lmdb/journal.ts');
  return ['--input-type=module', '-e', `import { openLmdbJournal } from '${url}'; ${code}`, ...args];
}

/** Puts `line` where entry `seq` is, behind the journal's back. */
async function overwrite(
  folder: string,
  ...lines: readonly (readonly [seq: number, line: string])[]
): Promise<void> {
  const store = openStore(folder);
  for (const [seq, line] of lines) await store.put(seq, line);
  await store.close();
}

// What it has in common with other journals is in test/conformance/journal.test.ts.
describe('openLmdbJournal', () => {
  it('leaves only LMDB’s files when closed', async () => {
    const folder = join(temporaryFolder(), 'new');
    await writeJournal(folder, 3);
    expect(readdirSync(folder).sort()).toEqual(['data.mdb', 'lock.mdb']);
  });

  it('refuses to be open twice, until closed', async () => {
    const folder = temporaryFolder();
    const journal = openLmdbJournal(folder);
    expect(() => openLmdbJournal(folder)).toThrow(JournalBusy);
    await journal.close();
    await openLmdbJournal(folder).close();
  });

  it('refuses a file, and is not left locked by a refusal', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'journal.jsonl');
    writeFileSync(file, '{}\n');
    expect(() => openLmdbJournal(file)).toThrow(JournalCorrupt);
    expect(() => openLmdbJournal(file)).toThrow('is a file, and a journal is a folder');
    writeFileSync(join(folder, 'data.mdb'), 'no database');
    for (const _ of [1, 2]) expect(() => openLmdbJournal(folder)).toThrow(JournalCorrupt);
    expect(existsSync(join(folder, 'owner.pid'))).toBe(false);
  });

  it.each([
    ['in a number', (line: string) => line.slice(0, 8)],
    ['in a string', (line: string) => line.slice(0, -3)],
    ['after an inner object', () => '{"seq":9,"body":{"kind":"timer"}'],
    ['at its beginning', () => ''],
    ['by zeros', (line: string) => line.slice(0, 10).padEnd(line.length, '\0')],
  ])('drops a last line that was cut short %s, and says so', async (_, cut) => {
    const folder = temporaryFolder();
    await writeJournal(folder, 10);
    await overwrite(folder, [9, cut(lineOf(9))]);
    const journal = openLmdbJournal(folder);
    expect(journal.recovered).toEqual(['entries 9 to 9 had been cut short and were dropped']);
    expect([...journal.read()]).toEqual(linesTo(9));
    journal.append(lineOf(9));
    await journal.close();
    const again = openLmdbJournal(folder);
    expect(again.recovered).toEqual([]);
    expect([...again.read()]).toEqual(linesTo(10));
    await again.close();
  });

  it('drops several of them', async () => {
    const folder = temporaryFolder();
    await writeJournal(folder, 10);
    await overwrite(folder, [7, '{"seq'], [8, ''], [9, '{']);
    const journal = openLmdbJournal(folder);
    expect(journal.recovered).toEqual(['entries 7 to 9 had been cut short and were dropped']);
    expect([...journal.read()]).toEqual(linesTo(7));
    await journal.close();
  });

  it('keeps a last line that was changed, not cut: its hash is for verify to refuse', async () => {
    const folder = temporaryFolder();
    await writeJournal(folder, 10);
    const changed = [...'"s:'].map((byte) => lineOf(9).replace(byte, '!'));
    for (const line of changed) {
      await overwrite(folder, [9, line]);
      const journal = openLmdbJournal(folder);
      expect(journal.recovered).toEqual([]);
      expect([...journal.read(9)]).toEqual([line]);
      await journal.close();
    }
  });

  it('refuses to read past a line that was cut short, though it is not the last', async () => {
    const folder = temporaryFolder();
    await writeJournal(folder, 10);
    await overwrite(folder, [4, '{"seq":4,"te']);
    const journal = openLmdbJournal(folder);
    expect(() => [...journal.read()]).toThrow(JournalCorrupt);
    expect(() => [...journal.read(4)]).toThrow(
      `${folder}: entry 4 of 10 is missing or cut short; restore it`,
    );
    expect([...journal.read(5)]).toEqual(linesTo(10).slice(5));
    await journal.close();
  });
});

describe('what is not on disk', () => {
  it('is refused for good when another process has got in', async () => {
    const folder = temporaryFolder();
    const journal = openLmdbJournal(folder);
    journal.append(lineOf(0));
    await journal.flushed();
    rmSync(join(folder, 'owner.pid'));
    const code = 'const j = openLmdbJournal(process.argv[1]); j.append(\'{"theirs":1}\'); await j.close();';
    expect(spawnSync(process.execPath, script(code, folder)).status).toBe(0);
    for (const seq of [1, 2, 3]) journal.append(lineOf(seq));
    await expect(journal.flushed()).rejects.toThrow(
      'entries 1 to 3 could not be written: another process has written there; stop one of the two',
    );
    journal.append(lineOf(4));
    await expect(journal.flushed()).rejects.toThrow('entries 1 to 3');
    await expect(journal.close()).rejects.toThrow('entries 1 to 3');
    const after = openLmdbJournal(folder);
    expect([...after.read()]).toEqual([lineOf(0), '{"theirs":1}']);
    await after.close();
  });

  it.skipIf(process.platform === 'win32')('makes flushed reject when the disk is full', () => {
    const folder = temporaryFolder();
    const code = `
      const journal = openLmdbJournal(process.argv[1]);
      const text = 'x'.repeat(3000);
      let flushed = 0;
      const failures = [];
      for (let i = 0; i < 300 && failures.length < 3; i += 1) {
        journal.append(JSON.stringify({ seq: i, text }));
        if (i % 4 !== 3) continue;
        try { await journal.flushed(); flushed = i + 1; } catch (error) { failures.push(error.message); }
      }
      try { await journal.close(); } catch (error) { failures.push(error.message); }
      console.log(JSON.stringify({ flushed, failures }));`;
    // A limit on the size of files stands in for a full disk.
    const limited = [
      '-c',
      'trap "" XFSZ; ulimit -f 300; exec "$@"',
      'sh',
      process.execPath,
      ...script(code, folder),
    ];
    const { stdout, status } = spawnSync('sh', limited, { encoding: 'utf8' });
    expect(status).toBe(0);
    const { flushed, failures } = JSON.parse(stdout) as { flushed: number; failures: string[] };
    expect(flushed).toBeGreaterThan(3);
    expect(failures).toHaveLength(4);
    expect(new Set(failures).size).toBe(1);
    expect(failures[0]).toBe(
      `${folder}: entries ${flushed} to ${flushed + 3} could not be written: ` +
        'stop trading, make room on the disk, then start again',
    );
    const journal = openLmdbJournal(folder);
    expect([journal.length, journal.recovered]).toEqual([flushed, []]);
    return journal.close();
  });
});

describe('kill -9', () => {
  /** Appends for ever, a few at a time, and tells each time how many are certainly on disk. */
  const code = `
    import { writeSync } from 'node:fs';
    const [, folder, lineOf] = process.argv;
    const line = (0, eval)('(' + lineOf + ')');
    const journal = openLmdbJournal(folder);
    const work = async (worker) => {
      for (let i = 0; ; i += 1) {
        for (let k = 0; k <= (i + worker) % 4; k += 1) journal.append(line(journal.length));
        const sure = journal.length;
        await journal.flushed();
        writeSync(1, sure + '\\n');
      }
    };
    await Promise.all([0, 1, 2, 3].map(work));`;

  /** Kills a writer `afterMs` after its first word; answers how many entries it had told to be on disk. */
  async function killed(folder: string, afterMs: number): Promise<number> {
    const child = spawn(process.execPath, script(code, folder, lineOf.toString()), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (told === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      told += chunk.toString();
    });
    await new Promise((resolve) => child.once('close', resolve));
    // The last word may have been cut off.
    return told
      .split('\n')
      .slice(0, -1)
      .reduce((most, each) => Math.max(most, Number(each)), 0);
  }

  it('loses nothing that had been flushed', { timeout: LONG ? 600_000 : 60_000 }, async () => {
    const folder = temporaryFolder();
    const trials = LONG ? 100 : 5;
    let before = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const sure = await killed(folder, (trial * 37) % 150);
      const journal = openLmdbJournal(folder);
      expect(sure).toBeGreaterThan(before);
      expect(journal.length).toBeGreaterThanOrEqual(sure);
      expect(journal.recovered).toEqual([]);
      let seq = 0;
      for (const line of journal.read()) {
        if (line !== lineOf(seq)) expect(line).toBe(lineOf(seq));
        seq += 1;
      }
      expect(seq).toBe(journal.length);
      before = journal.length;
      await journal.close();
    }
  });
});
