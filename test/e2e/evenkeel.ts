import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
const BIN = `${ROOT}bin/evenkeel.js`;

export interface Finished {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command to its end, with `node` or another Node's binary. */
export function evenkeel(args: readonly string[], node: string = process.execPath): Finished {
  const { status, stdout, stderr } = spawnSync(node, [BIN, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    // Nothing here takes that long: a process that does not end is to fail its test, not to hold up all others.
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  return { status, out: stdout, err: stderr };
}

/** The document on the last line of a `--json` run. */
export function lastJson(finished: Finished): Record<string, unknown> {
  const line = finished.out.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(line) as Record<string, unknown>;
}

/** Starts the built command, with `env` added to the environment; resolves its `ended` when the process has gone. */
export function startEvenkeel(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Finished> } {
  const child = spawn(process.execPath, [BIN, ...args], {
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, ...env },
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<Finished>((resolve) => {
    child.on('close', (status) => resolve({ status, out, err }));
  });
  return { child, ended };
}

/** Resolves once `child` has said something that matches `pattern` on stderr. */
export function heard(child: ChildProcess, pattern: RegExp): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (pattern.test(said)) resolve();
    });
    child.on('close', () => reject(new Error(`ended before it said ${pattern}: ${said}`)));
  });
}
