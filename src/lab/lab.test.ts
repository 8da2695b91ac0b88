import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import { describeWithShared, sharedPath } from '../../test/support/shared-data.ts';
import { makeFolder } from './data/data-fixture.ts';
import type { Experiment, Setting } from './experiment.ts';
import { experiments, type ListedExperiment, type ListedStudy } from './lab.ts';
import { barTable, diffusion, engineConfig, paperSettings, sha256 } from './lab-fixture.ts';
import { type LabOptions, runExperiment, runStudy } from './run-lab.ts';

const folder = makeFolder();
afterAll(folder.remove);

const LINES = diffusion(30);
LINES[3] = 'broken';
const BARS = folder.write('BTCUSDT_spot_1h.csv', barTable(LINES));

const OPTIONS: LabOptions = {
  engine: engineConfig(),
  paper: [paperSettings()],
  data: [BARS],
  funding: [],
  hash: sha256,
  kernel: KERNEL,
  code: '1',
  commit: 'abc',
};

function listed(run: Experiment): ListedExperiment {
  const load = () => Promise.resolve(run);
  return { kind: 'experiment', about: 'a test', config: '', data: [], funding: [], load };
}

describe('runExperiment', () => {
  it('wraps what the experiment finds', async () => {
    const goals = [{ id: 'a.b', target: 1, reached: 2, met: false, what: 'at most' }];
    const peers = [{ name: 'other', reached: 3 }];
    const document = await runExperiment(
      'test',
      listed(() => Promise.resolve({ goals, peers, rows: [{ bars: 1 }] })),
      OPTIONS,
    );
    expect(document).toEqual({
      ...{ name: 'test', commit: 'abc', node: process.version, goals, peers, rows: [{ bars: 1 }] },
      data: [expect.objectContaining({ file: BARS, rows: 29 })],
      rowsRefused: 1,
      warnings: [`${BARS} (spot) stands in for BTCUSDT, which has no file`],
    });
  });

  it('gives it a backtest to watch, and passes on its warnings', async () => {
    const seen: string[] = [];
    const watch = async ({ backtest, config, recording }: Setting) => {
      expect([config, recording.files.length]).toEqual([OPTIONS.engine, 1]);
      const result = await backtest(({ body }) => seen.push(body.kind));
      expect(result.journal.entries).toBe(seen.length);
      return { goals: [], peers: [], rows: [] };
    };
    const { warnings } = await runExperiment('test', listed(watch), OPTIONS);
    expect(seen.slice(0, 2)).toEqual(['configured', 'timer']);
    expect(warnings.length).toBe(1);
  });
});

describe('runStudy', () => {
  it('gives it the files, and wraps what it finds', async () => {
    const setting = {
      data: ['a'],
      funding: [],
      chains: ['b'],
      isDefault: false,
      onProgress: () => undefined,
    };
    const files = [
      { file: 'a', instruments: [], rows: 5, refused: { count: 2, byReason: {}, first: [] }, sha256: '' },
    ];
    const listedStudy: ListedStudy = {
      ...{ kind: 'study', about: '', data: [], funding: [], chains: [] },
      load: () =>
        Promise.resolve((given) => {
          expect(given).toBe(setting);
          return Promise.resolve({ goals: [], peers: [], rows: [{ n: 1 }], files, warnings: ['w'] });
        }),
    };
    expect(await runStudy('test', listedStudy, 'abc', setting)).toEqual({
      ...{ name: 'test', commit: 'abc', node: process.version, data: files, rowsRefused: 2, warnings: ['w'] },
      ...{ goals: [], peers: [], rows: [{ n: 1 }] },
    });
  });
});

describe('experiments', () => {
  it.each(Object.entries(experiments))('%s is there to be loaded, with its config', async (_, listed) => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    if (listed.kind === 'experiment') expect(existsSync(root + listed.config)).toBe(true);
    expect(await listed.load()).toBeTypeOf('function');
  });
});

describeWithShared('experiments on recorded data', () => {
  it.each(Object.entries(experiments))('%s has its default data', (_, listed) => {
    const chains = listed.kind === 'study' ? [...listed.chains, ...(listed.references ?? [])] : [];
    for (const file of [...listed.data, ...listed.funding, ...chains])
      expect(existsSync(sharedPath('data', file))).toBe(true);
  });
});
