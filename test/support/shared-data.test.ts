import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { describeWithShared, sharedPath } from './shared-data.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('sharedPath', () => {
  it('is beside the checkout', () => {
    vi.stubEnv('EVENKEEL_DATA', '');
    expect(sharedPath('data', 'l2')).toMatch(/[\\/]shared[\\/]data[\\/]l2$/);
  });

  it('follows EVENKEEL_DATA, which names the data folder inside it', () => {
    vi.stubEnv('EVENKEEL_DATA', join(tmpdir(), 'elsewhere', 'data'));
    expect(sharedPath('reference')).toBe(join(tmpdir(), 'elsewhere', 'reference'));
  });
});

describeWithShared('describeWithShared', () => {
  it('runs where the data is', () => {
    expect(existsSync(sharedPath())).toBe(true);
  });
});

describe('describeWithShared without the data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-shared-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const helper = fileURLToPath(new URL('shared-data.ts', import.meta.url));
  const vitest = fileURLToPath(new URL('../../node_modules/.bin/vitest', import.meta.url));
  const body = 'throw new Error("ran without data")';
  const plant = `import { describeWithShared } from '${helper}';\ndescribeWithShared('wanting', () => { ${body}; });`;
  writeFileSync(join(folder, 'planted.test.ts'), plant);

  const run = (ci: string) => {
    const env = { ...process.env, CI: ci, EVENKEEL_DATA: join(folder, 'absent', 'data') };
    const { status, stdout, stderr } = spawnSync(vitest, ['run', '--root', folder], {
      env,
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };

  it('skips loudly', () => {
    const { status, said } = run('');
    expect(status).toBe(0);
    expect(said).toContain(`SKIPPED "wanting": no shared data at ${join(folder, 'absent')}`);
    expect(said).toContain('1 skipped');
  });

  it('fails in CI', () => {
    const { status, said } = run('true');
    expect(status).toBe(1);
    expect(said).toContain('no shared data at');
    expect(said).not.toContain('ran without data');
  });
});
