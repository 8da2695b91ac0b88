/**
 * The simulation itself: how fast worlds run at ten ticks a second, whether memory grows with their number, and in how
 * many worlds planted bugs are found. A world that fails leaves its goal unmet.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/cli/project-root.ts';
import { median } from '../src/math/statistics.ts';
import { findBug, PLANTED } from '../src/sim/planted/planted.ts';
import { drawScenario, type Scenario } from '../src/sim/scenario.ts';
import { runScenario } from '../src/sim/sim.ts';
import { type BenchResult, cpuMicros, type Row, resultOf } from './bench.ts';

const isLong = process.env.EVENKEEL_LONG === '1';

const WORLDS = 40;
const TICK_MS = 100;
const TIMES = 1_000;

const MANY = 10_000;
/** Worlds in one process; all of them take a quarter of an hour. */
const SAMPLE = isLong ? MANY : 2_000;
/** Share of the heap by which the worlds of one process may make it grow. */
const GROWTH = 0.05;

const BUGS = 20;
const STARTS = [1, 1_001, 2_001];
const MOST = 300;

/** The same world, looked at ten times a second: all that lasts, lasts as long. */
function tenTimesASecond(scenario: Scenario): Scenario {
  const safetyTicks = Math.round((scenario.safetyTicks * scenario.tickMs) / TICK_MS);
  return { ...scenario, tickMs: TICK_MS, safetyTicks };
}

function speed(): { readonly rows: readonly Row[]; readonly times: number; readonly failed: number } {
  let failed = 0;
  const rows = Array.from({ length: WORLDS }, (_, i) => {
    const scenario = tenTimesASecond(drawScenario(i + 1));
    const started = cpuMicros();
    const { ticks, failure } = runScenario(scenario);
    const cpuMs = (cpuMicros() - started) / 1_000;
    if (failure !== null) {
      failed += 1;
      process.stderr.write(`world ${i + 1} at ten ticks a second: ${failure.checker}, ${failure.detail}\n`);
    }
    return { world: i + 1, ticks, cpuMs, simulatedMs: ticks * TICK_MS };
  });
  const sum = (column: 'cpuMs' | 'simulatedMs'): number =>
    rows.reduce((total, row) => total + row[column], 0);
  return { rows, times: sum('simulatedMs') / sum('cpuMs'), failed };
}

/** Tells the heap whenever the command speaks of its progress, with all garbage collected before. */
const PROBE = `const write = process.stderr.write.bind(process.stderr);
process.stderr.write = (text, ...rest) => {
  const worlds = /^(\\d+) of \\d+ worlds/.exec(text)?.[1];
  if (worlds !== undefined) {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    require('node:fs').writeSync(3, worlds + ' ' + (heapUsed + external) + '\\n');
  }
  return write(text, ...rest);
};`;

/** Bytes on the heap after so many worlds, in one process of the command itself. */
async function heapOf(worlds: number): Promise<{ readonly rows: readonly Row[]; readonly isWell: boolean }> {
  const main = join(projectRoot(), 'dist', 'main.js');
  if (!existsSync(main)) throw new Error(`${main} is missing: run \`npm run build\` once, then this again`);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  try {
    const probe = join(folder, 'probe.cjs');
    writeFileSync(probe, PROBE);
    const args = ['--expose-gc', '--require', probe, main, 'simulate', '--seeds', `${worlds}`];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    let told = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    const rows = told
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number))
      .map(([after = 0, bytes = 0]) => ({ after, bytes }));
    return { rows, isWell: status === 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * By which share the heap has grown from the first quarter of the run to the last, the first reading apart, which is of
 * code being compiled. The least of each quarter counts: what is alive at a reading includes the last world, and worlds
 * are of all sizes.
 */
function growthOf(rows: readonly Row[]): number {
  const kept = rows.slice(1).map(({ bytes = 0 }) => bytes);
  const quarter = Math.floor(kept.length / 4);
  return Math.min(...kept.slice(-quarter)) / Math.min(...kept.slice(0, quarter)) - 1;
}

function planted(): { readonly rows: readonly Row[]; readonly found: number; readonly typical: number } {
  const rows = PLANTED.flatMap((bug, index) => {
    const found = STARTS.map((from) => findBug(bug, from, MOST)?.seeds ?? Number.POSITIVE_INFINITY);
    process.stderr.write(`${bug.name}: found in ${found.join(', ')} worlds\n`);
    return found.map((seeds, i) => ({ bug: index + 1, from: STARTS[i] ?? 0, seeds }));
  });
  const missed = new Set(rows.filter(({ seeds }) => seeds > MOST).map(({ bug }) => bug));
  return { rows, found: PLANTED.length - missed.size, typical: median(rows.map(({ seeds }) => seeds)) };
}

/** Goals `sim.speed`, `sim.memory` and `sim.planted`. */
export async function run(): Promise<BenchResult> {
  const fast = speed();
  const bugs = planted();
  const heap = await heapOf(SAMPLE);
  const growth = growthOf(heap.rows);
  return resultOf('sim', {
    data: [
      `worlds from seed 1 on, ${WORLDS} of them at ten ticks a second; planted bugs from ${STARTS.join(', ')}`,
    ],
    peers: [],
    rows: [...fast.rows, ...bugs.rows, ...heap.rows],
    goals: [
      {
        ...{
          id: 'sim.speed',
          target: TIMES,
          reached: fast.times,
          met: fast.times >= TIMES && fast.failed === 0,
        },
        what: `simulated time for CPU time at ten ticks a second; ${fast.failed} worlds failed; at least`,
      },
      {
        ...{ id: 'sim.memory', target: GROWTH, reached: growth, met: growth <= GROWTH && heap.isWell },
        what: `share by which the heap grew over ${SAMPLE} worlds of ${MANY} (EVENKEEL_LONG=1 runs all); at most`,
      },
      {
        ...{
          id: 'sim.planted',
          target: BUGS,
          reached: bugs.found,
          met: bugs.found === PLANTED.length && bugs.found >= BUGS,
        },
        what: `planted bugs found from each of ${STARTS.length} starts, of ${PLANTED.length}; median ${bugs.typical} worlds; at least`,
      },
    ],
  });
}
