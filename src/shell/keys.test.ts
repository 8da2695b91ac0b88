import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from './config/connect.ts';
import { keyOf, NoKey } from './keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function connection(key: Connection['key'], kind: 'testnet' | 'simulated' = 'testnet'): Connection {
  return { venue: 'deribit', protocol: 'deribit', endpoint: { kind }, account: 'live', key };
}

function file(text: string, mode = 0o600): Connection {
  const name = join(folder, 'key.json');
  writeFileSync(name, text);
  chmodSync(name, mode);
  return connection({ kind: 'file', name });
}

describe('keyOf', () => {
  it('reads the environment', () => {
    const env = { DERIBIT_KEY: 'id', DERIBIT_SECRET: 'hush' };
    expect(keyOf(connection({ kind: 'env', name: 'DERIBIT' }), env)).toEqual({ id: 'id', secret: 'hush' });
    expect(() => keyOf(connection({ kind: 'env', name: 'DERIBIT' }), { DERIBIT_KEY: 'id' })).toThrow(
      'DERIBIT_KEY or DERIBIT_SECRET is not set',
    );
  });

  it('reads a file that nobody else may read, and no other', () => {
    expect(keyOf(file('{"key":"id","secret":"hush"}'), {})).toEqual({ id: 'id', secret: 'hush' });
    expect(() => keyOf(file('{"key":"id","secret":"hush"}', 0o640), {})).toThrow(
      'others may read the key file',
    );
    expect(() => keyOf(connection({ kind: 'file', name: join(folder, 'none') }), {})).toThrow(
      'cannot be read',
    );
  });

  it('never says what it found', () => {
    for (const text of ['hush', '{"key":"hush"}', '{"secret":"hush","key":5}']) {
      let said = '';
      try {
        keyOf(file(text), {});
      } catch (error) {
        expect(error).toBeInstanceOf(NoKey);
        said = `${(error as NoKey).message} ${(error as NoKey).remedy}`;
      }
      expect(said).toContain('is no {');
      expect(said).not.toContain('hush');
    }
  });

  it('has one of its own for a simulated exchange alone', () => {
    expect(keyOf(connection(null, 'simulated'), {})).toEqual({ id: 'demo', secret: 'demo' });
    expect(() => keyOf(connection(null), {})).toThrow('deribit has no key');
  });
});
