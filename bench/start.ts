/** What starting the command costs, in CPU time beside an empty Node. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/cli/project-root.ts';
import { type BenchResult, interleaved, medianOf, resultOf } from './bench.ts';

const ROUNDS = 21;
const TARGET = 1.5;

/** Has a process tell its CPU time when it ends: Node does not say what its children used. */
const TELL = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(3, String(user + system));
});`;

/** CPU milliseconds from start to end of Node with `args`. */
function cpuOf(tell: string, args: readonly string[]): number {
  const { output, status, error } = spawnSync(process.execPath, ['--require', tell, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  const micros = Number(output?.[3] || Number.NaN);
  if (status !== 0 || !(micros > 0)) {
    throw new Error(`node ${args.join(' ')} ended with ${status} and told "${output?.[3]}"`, {
      cause: error,
    });
  }
  return micros / 1_000;
}

/** Goal `start.help`: `--help` costs at most half as much again as an empty Node. Throws without a build. */
export async function run(): Promise<BenchResult> {
  const main = join(projectRoot(), 'dist', 'main.js');
  if (!existsSync(main)) throw new Error(`${main} is missing: run \`npm run build\` once, then this again`);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  const tell = join(folder, 'tell.cjs');
  writeFileSync(tell, TELL);
  try {
    const rows = await interleaved(ROUNDS, {
      help: () => cpuOf(tell, [main, '--help']),
      empty: () => cpuOf(tell, ['-e', '0']),
    });
    const empty = medianOf(rows, 'empty');
    const reached = medianOf(rows, 'help') / empty;
    const what = 'CPU time of --help against `node -e 0`, medians; at most';
    return resultOf('start', {
      data: ['evenkeel --help'],
      peers: [{ name: 'node -e 0, CPU ms', reached: empty }],
      rows,
      goals: [{ id: 'start.help', target: TARGET, reached, met: reached <= TARGET, what }],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
