/**
 * Peers in C++: built once per version of their source and kept, then run beside us as processes that are told
 * line by line what to do (bench/peers/peer.hpp), so that their rounds interleave with ours. They measure
 * their own CPU time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../src/cli/project-root.ts';

/** How a peer is built. */
export interface Recipe {
  /** A file in bench/peers, without its ending; also the name in what is said about it. */
  readonly source: string;
  readonly flags: readonly string[];
  readonly libraries?: readonly string[];
}

export interface NativePeer {
  /** CPU nanoseconds of `passes` passes of `job`. */
  time(job: string, passes: number): Promise<number>;
  /** What one pass of `job` answers. */
  answers(job: string): Promise<Float64Array>;
  close(): Promise<void>;
}

/** A peer that cannot be had here. */
export interface Absent {
  readonly absent: string;
}

const COMPILER = 'g++';
const STANDARD = ['-std=c++17'];
const PEERS = join(projectRoot(), 'bench', 'peers');

/** The first line of what a compiler said that tells why, else the first at all. */
function reasonIn(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /error|cannot find/.test(line)) ?? lines[0] ?? 'no reason given';
}

/** The program of `recipe`, built if this version of it is not there yet. */
async function built(recipe: Recipe, compiler: string): Promise<string | Absent> {
  const { source, flags, libraries = [] } = recipe;
  const path = join(PEERS, `${source}.cpp`);
  if (!existsSync(path)) return { absent: `${path} is missing: it comes with the repository alone` };
  const hash = createHash('sha256').update(JSON.stringify([compiler, STANDARD, flags, libraries]));
  for (const file of [path, join(PEERS, 'peer.hpp')]) hash.update(readFileSync(file));
  // -march=native makes a program for this processor.
  hash.update(cpus()[0]?.model ?? '');
  const cache = join(projectRoot(), 'node_modules', '.cache', 'peers');
  const program = join(cache, `${source}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  process.stderr.write(`building ${source} with ${flags.join(' ')}\n`);
  const draft = `${program}.${process.pid}`;
  const args = [...STANDARD, ...flags, path, '-o', draft, ...libraries.map((name) => `-l${name}`)];
  const child = spawn(compiler, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const failed = new Promise<string>((resolve) =>
    child.on('error', ({ message }) => resolve(`no ${compiler} here (${message})`)),
  );
  const ended = Promise.all([text(child.stderr), once(child, 'close')]).then(([said]) => said);
  const said = await Promise.race([failed, ended]);
  if (child.exitCode !== 0) return { absent: `${source} was not built: ${reasonIn(said)}` };
  renameSync(draft, program);
  return program;
}

/** `columns` as a peer reads them. */
function written(columns: readonly Float64Array[]): Uint8Array {
  const rows = columns[0]?.length ?? 0;
  const numbers = new Float64Array(1 + columns.length * rows);
  numbers[0] = columns.length;
  for (const [i, column] of columns.entries()) {
    if (column.length !== rows)
      throw new RangeError(`column ${i} has ${column.length} rows, the first ${rows}`);
    numbers.set(column, 1 + i * rows);
  }
  return new Uint8Array(numbers.buffer);
}

/** Talks to a program that obeys lines; throws what it calls an error, or that it ended. */
function conversationWith(child: ChildProcess): (line: string) => Promise<string> {
  if (child.stdin === null || child.stdout === null) throw new Error('a peer without pipes');
  const { stdin } = child;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // Told by the lines ending; without a listener the error itself would stop us.
  stdin.on('error', () => undefined);
  return async (line) => {
    stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the peer ended when told to ${line}`);
    if (value.startsWith('error')) throw new Error(`the peer, told to ${line}: ${value}`);
    return value;
  };
}

/** The running program `command`, given `columns`. */
export function runningPeer(command: readonly string[], columns: readonly Float64Array[]): NativePeer {
  const bytes = written(columns);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-peer-'));
  const given = join(folder, 'columns');
  writeFileSync(given, bytes);
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, given], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const ask = conversationWith(child);
  return {
    async time(job, passes) {
      const answer = await ask(`time ${job} ${passes}`);
      const nanos = Number(answer);
      if (!(nanos > 0)) throw new Error(`the peer told "${answer}" as its time`);
      return nanos;
    },
    async answers(job) {
      const path = join(folder, 'answers');
      await ask(`write ${job} ${path}`);
      const { buffer, byteOffset, byteLength } = readFileSync(path);
      return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
    },
    async close() {
      child.stdin?.end();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The peer of `recipe` working on `columns`, or why there is none. */
export async function nativePeer(
  recipe: Recipe,
  columns: readonly Float64Array[],
  compiler: string = COMPILER,
): Promise<NativePeer | Absent> {
  const program = await built(recipe, compiler);
  return typeof program === 'string' ? runningPeer([program], columns) : program;
}

export function isAbsent(peer: NativePeer | Absent): peer is Absent {
  return 'absent' in peer;
}
