import { mkdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../lab/data/data-fixture.ts';
import { checkReport, madeBy, writeReport } from './report-file.ts';

const folder = makeFolder();
afterAll(folder.remove);

describe('checkReport', () => {
  it('lets pass what can be written, and no report at all', () => {
    checkReport(undefined);
    checkReport(folder.path('out.html'));
    checkReport('out.HTM');
  });

  it('refuses what would overwrite something else, or has no folder', () => {
    mkdirSync(folder.path('folder.html'));
    expect(() => checkReport(folder.path('config.yaml'))).toThrow('is HTML');
    expect(() => checkReport(folder.path('none/out.html'))).toThrow('there is no folder');
    expect(() => checkReport(folder.path('folder.html'))).toThrow('is a folder');
  });
});

describe('madeBy', () => {
  it('says the command as a shell would take it', () => {
    const { command, commit } = madeBy(['backtest', 'my config.yaml', '--data', "X=it's.csv", '--json']);
    expect(command).toBe(`evenkeel backtest 'my config.yaml' --data 'X=it'\\''s.csv' --json`);
    expect(commit).toMatch(/^([0-9a-f]{7,40}(-dirty)?|unknown)$/);
  });
});

describe('writeReport', () => {
  it('writes, and says where', async () => {
    const told: string[] = [];
    const output = { out: () => undefined, err: (text: string) => told.push(text) };
    await writeReport(folder.path('a.html'), 'text', output);
    expect(readFileSync(folder.path('a.html'), 'utf8')).toBe('text');
    expect(told).toEqual([`report: ${folder.path('a.html')}`]);
    await expect(writeReport(folder.path('none/a.html'), 'text', output)).rejects.toThrow('cannot write');
  });
});
