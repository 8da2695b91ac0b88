import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evenkeel, heard, lastJson, startEvenkeel } from './evenkeel.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface RunReport {
  readonly hedges: number;
  readonly pnl: number;
  readonly turnover: number;
  readonly attribution: Readonly<Record<string, number>>;
  readonly journal: { readonly entries: number; readonly head: string; readonly resumedFrom: number };
}

const demo = (journal: string, ...more: string[]): string[] => [
  'run',
  'examples/demo.yaml',
  '--journal',
  journal,
  ...more,
];

const replayed = (journal: string): Record<string, unknown> =>
  lastJson(evenkeel(['replay', journal, '--json']));

describe('the demo', () => {
  const journal = join(folder, 'demo');

  it('hedges, explains its P&L, and replays to the same bytes', () => {
    const finished = evenkeel(demo(journal, '--for', '4s', '--json'));
    expect(finished.status, finished.err).toBe(0);
    const report = lastJson(finished) as unknown as RunReport;
    expect(report.hedges).toBeGreaterThan(0);
    const explained = Object.values(report.attribution).reduce((sum, part) => sum + part, 0);
    expect(Math.abs(explained - report.pnl)).toBeLessThanOrEqual(1e-9 * report.turnover);
    const { kind, entries, head } = replayed(journal);
    expect({ kind, entries, head }).toEqual({
      kind: 'identical',
      entries: report.journal.entries,
      head: report.journal.head,
    });
  });

  it('goes on from where the last session ended', () => {
    const before = replayed(journal).entries as number;
    const report = lastJson(evenkeel(demo(journal, '--for', '2s', '--json'))) as unknown as RunReport;
    expect(report.journal.resumedFrom).toBe(before);
    expect(report.journal.entries).toBeGreaterThan(before);
    expect(replayed(journal).kind).toBe('identical');
  });

  it('ends a session on Ctrl-C with nothing resting, and is ready to go on', async () => {
    const { child, ended } = startEvenkeel(demo(journal, '--json'));
    await heard(child, /PERP @/);
    child.kill('SIGINT');
    const finished = await ended;
    expect(finished.status, finished.err).toBe(0);
    expect(lastJson(finished)).toMatchObject({ standing: 'running' });
    expect(replayed(journal).kind).toBe('identical');
  });

  it('survives being killed in the middle', async () => {
    const killed = join(folder, 'killed');
    const { child, ended } = startEvenkeel(demo(killed));
    await heard(child, /PERP @/);
    child.kill('SIGKILL');
    await ended;
    const report = lastJson(evenkeel(demo(killed, '--for', '2s', '--json'))) as unknown as RunReport;
    expect(report.journal.resumedFrom).toBeGreaterThan(0);
    expect(replayed(killed).kind).toBe('identical');
  });

  it('refuses a journal of which one byte was changed', () => {
    const altered = join(folder, 'altered');
    cpSync(journal, altered, { recursive: true });
    const file = readdirSync(altered)
      .map((name) => join(altered, name))
      .find((path) => readFileSync(path).includes('"kind":"configured"'));
    if (file === undefined) throw new Error('the journal keeps its lines nowhere');
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"takerFee":0.0005') + '"takerFee":0.000'.length;
    bytes[at] = '4'.charCodeAt(0);
    writeFileSync(file, bytes);
    const finished = evenkeel(['replay', altered, '--json']);
    expect(finished.status).toBe(1);
    expect(lastJson(finished)).toMatchObject({ kind: 'broken', seq: 0 });
  });

  it('refuses a journal of another book, and says what to do', () => {
    const config = join(folder, 'other.yaml');
    writeFileSync(config, readFileSync('examples/demo.yaml', 'utf8').replace('name: demo', 'name: other'));
    const finished = evenkeel(['run', config, '--journal', journal, '--for', '1s']);
    expect(finished.status).toBe(2);
    expect(finished.err).toContain('of book "demo"');
    expect(finished.err).toContain('--journal');
  });
});
