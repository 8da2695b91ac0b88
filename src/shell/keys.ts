import { readFileSync, statSync } from 'node:fs';
import { simulatedKey } from '../adapters/hyperliquid/key.ts';
import type { Connection } from './config/connect.ts';

/** What an account is opened with. It is never logged, journaled or put in a message. */
export interface Key {
  readonly id: string;
  readonly secret: string;
}

/** A key cannot be had; says what to do, and never what was found. */
export class NoKey extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** Simulated exchanges have an account for everybody. */
const DEMO: Key = { id: 'demo', secret: 'demo' };

function fromFile(path: string): Key {
  let mode: number;
  let text: string;
  try {
    mode = statSync(path).mode;
    text = readFileSync(path, 'utf8');
  } catch {
    throw new NoKey(`the key file ${path} cannot be read`, 'write {"key": "…", "secret": "…"} to it');
  }
  if ((mode & 0o077) !== 0)
    throw new NoKey(`others may read the key file ${path}`, `chmod 600 ${path}, and make a new key`);
  try {
    const { key, secret } = JSON.parse(text) as Record<string, unknown>;
    if (typeof key === 'string' && typeof secret === 'string') return { id: key, secret };
  } catch {
    // What cannot be parsed is not shown: it may be the secret.
  }
  throw new NoKey(`the key file ${path} is no {"key": "…", "secret": "…"}`, 'write it so');
}

/** The key of a connection, from the environment or its file; a simulated exchange's own where none is named. */
export function keyOf({ venue, protocol, key, endpoint }: Connection, env: NodeJS.ProcessEnv): Key {
  if (key === null) {
    // Accounts of Hyperliquid are wallets: the demo account's follows from its secret.
    if (endpoint.kind === 'simulated') return protocol === 'hyperliquid' ? simulatedKey(DEMO.secret) : DEMO;
    throw new NoKey(`${venue} has no key`, 'write key: env NAME under its connect');
  }
  if (key.kind === 'file') return fromFile(key.name);
  const [id, secret] = [env[`${key.name}_KEY`], env[`${key.name}_SECRET`]];
  if (id === undefined || secret === undefined || id === '' || secret === '')
    throw new NoKey(`${key.name}_KEY or ${key.name}_SECRET is not set`, 'set both in the environment');
  return { id, secret };
}
