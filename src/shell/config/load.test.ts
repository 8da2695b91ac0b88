import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FULL } from './config-fixture.ts';
import { loadConfig } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('loadConfig', () => {
  it('reads a config from a file', async () => {
    const path = join(folder, 'full.yaml');
    writeFileSync(path, FULL);
    expect(await loadConfig(path)).toMatchObject({ kind: 'config', value: { engine: { name: 'full' } } });
  });

  it('names the file in what it refuses', async () => {
    const path = join(folder, 'empty.yaml');
    writeFileSync(path, '');
    expect(await loadConfig(path)).toMatchObject({ kind: 'refused', errors: [{ file: path, line: 1 }] });
  });

  it.each([
    ['no-such.yaml', 'cannot read the config: there is no such file'],
    ['', 'cannot read the config: it is a folder'],
  ])('refuses what it cannot read: %j', async (name, message) => {
    const path = join(folder, name);
    expect(await loadConfig(path)).toEqual({
      kind: 'refused',
      errors: [
        { file: path, line: 1, column: 1, message, remedy: 'check the path, or try examples/demo.yaml' },
      ],
    });
  });
});
