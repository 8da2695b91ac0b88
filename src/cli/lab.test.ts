import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../lab/data/data-fixture.ts';
import { barTable, diffusion } from '../lab/lab-fixture.ts';
import { MINUTE } from '../units/time.ts';
import { main } from './lab.ts';
import type { LabOptions } from './verbs.ts';

const folder = makeFolder();
afterAll(folder.remove);
afterEach(() => {
  vi.unstubAllEnvs();
});

const LINES = diffusion(96 * 32, 15 * MINUTE);
const BARS = folder.write('BTCUSDT_perp_15m.csv', barTable(LINES));

async function run(change: Partial<LabOptions> = {}) {
  const said: string[] = [];
  const output = { out: (text: string) => said.push(text), err: () => undefined };
  const given = { name: 'attribution', data: [BARS], funding: [], chains: [], json: false };
  return { status: await main({ ...given, ...change }, output), said };
}

describe('evenkeel lab', () => {
  it('answers with goals, met or not, in words', async () => {
    const { status, said } = await run();
    expect(status).toBe(0);
    expect(said.slice(0, 3).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      [expect.stringMatching(/^(NOT MET|met)$/), 'attribution.residual'],
      ['met', 'attribution.sum'],
      ['met', 'attribution.recomputed'],
    ]);
  });

  it('answers with one line of JSON alone when asked', async () => {
    const { said } = await run({ json: true });
    expect(said.length).toBe(1);
    expect(JSON.parse(said[0] ?? '')).toMatchObject({
      name: 'attribution',
      commit: expect.any(String),
      node: process.version,
      data: [{ file: BARS, rows: LINES.length }],
      peers: expect.any(Array),
      rows: expect.any(Array),
      goals: [
        { id: 'attribution.residual', target: 0.05, reached: expect.any(Number), met: expect.any(Boolean) },
        {},
        {},
      ],
    });
  });

  it('writes a report', async () => {
    const report = folder.path('out.html');
    await run({ report });
    const text = readFileSync(report, 'utf8');
    for (const part of ['<h1>lab attribution</h1>', 'attribution.residual', BARS])
      expect(text).toContain(part);
  });

  it('does without published series where they are not to be found', async () => {
    vi.stubEnv('EVENKEEL_DATA', folder.path('nowhere'));
    const { status, said } = await run({ name: 'forecast' });
    expect(status).toBe(0);
    expect(said.find((line) => line.includes('garch.dmbp'))).toContain('too little data');
  });

  it('exits with 3 where rows were refused', async () => {
    const file = folder.write('BTCUSDT_perp_15m_bad.csv', barTable([...LINES.slice(0, 9), 'x']));
    expect((await run({ data: [file] })).status).toBe(3);
  });

  it('names the experiments where there is none of that name', async () => {
    await expect(run({ name: 'alchemy' })).rejects.toMatchObject({
      message: 'there is no experiment alchemy',
      remedy: expect.stringContaining('attribution ('),
    });
  });

  it('says where the default data was looked for', async () => {
    vi.stubEnv('EVENKEEL_DATA', folder.path('nowhere'));
    await expect(run({ data: [] })).rejects.toThrow(`EVENKEEL_DATA is ${folder.path('nowhere')}`);
  });
});
