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
/** Share of the heap by which `MANY` worlds may make it grow, by the upper end of what is sure by 95 %. */
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

/** Bytes a world, by least squares, give or take two standard errors. The first reading is of code being compiled. */
function slopeOf(rows: readonly Row[]): {
  readonly slope: number;
  readonly give: number;
  readonly bytes: number;
} {
  const kept = rows.slice(1);
  const [xs, ys] = [kept.map(({ after = 0 }) => after), kept.map(({ bytes = 0 }) => bytes)];
  const middle = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const level = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  const spread = xs.reduce((sum, x) => sum + (x - middle) * (x - middle), 0);
  const slope = xs.reduce((sum, x, i) => sum + (x - middle) * ((ys[i] ?? 0) - level), 0) / spread;
  const rest = ys.reduce((sum, y, i) => {
    const off = y - level - slope * ((xs[i] ?? 0) - middle);
    return sum + off * off;
  }, 0);
  return { slope, give: 2 * Math.sqrt(rest / (xs.length - 2) / spread), bytes: level };
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
  const { slope, give, bytes } = slopeOf(heap.rows);
  const growth = ((slope + give) * MANY) / bytes;
  const perWorld = `${slope.toFixed(0)} ± ${give.toFixed(0)} bytes a world over ${SAMPLE} of ${MANY}`;
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
        what: `share of the heap that ${MANY} worlds add at most, by ${perWorld} (EVENKEEL_LONG=1 runs all); at most`,
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
