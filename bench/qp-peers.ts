/**
 * Peers of the optimiser: `quadprog`, the dual method of Goldfarb & Idnani, and HiGHS, both without impact, which
 * neither can express.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from '../src/cli/project-root.ts';
import type { Programme } from '../src/decide/optimiser/programme.ts';
import { objectiveAt } from './qp-books.ts';

const require = createRequire(join(projectRoot(), 'package.json'));

type Table = number[][];

interface Quadprog {
  solveQP(
    matrix: Table,
    vector: number[],
    constraints: Table,
    limits: number[],
  ): { readonly solution: readonly number[]; readonly message: string };
}

interface Highs {
  readonly infinity: number;
  readonly constants: { readonly modelStatus: { readonly optimal: unknown } };
  createModel(model: object): {
    readonly options: { set(options: object): void };
    run(): void;
    getModelStatus(): unknown;
    getSolution(): { readonly colValue: ArrayLike<number> };
    dispose(): void;
  };
}

/** Trades, or why there are none. */
export type Answer = Float64Array | string;

/** What makes every curvature 1 and the split problem strictly convex, by a hair of that. */
const RIDGE = 1e-3;

/** GᵀW G, and GᵀW g, in units of `units`. */
function quadratic(programme: Programme, units: Float64Array): { hessian: Table; slope: number[] } {
  const { exposures, effects, risk, costs } = programme;
  const [n, k] = [costs.length, exposures.length];
  const row = (i: number): number[] =>
    Array.from({ length: k }, (_, j) => (effects[i * k + j] ?? 0) * (units[i] ?? 1));
  const rows = Array.from({ length: n }, (_, i) => row(i));
  const weighed = (vector: ArrayLike<number>): number[] =>
    Array.from({ length: k }, (_, j) => {
      let sum = 0;
      for (let l = 0; l < k; l += 1) sum += (risk[j * k + l] ?? 0) * (vector[l] ?? 0);
      return sum;
    });
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, j) => sum + value * (b[j] ?? 0), 0);
  const risks = rows.map(weighed);
  const now = weighed(exposures);
  return { hessian: rows.map((a) => risks.map((b) => dot(a, b))), slope: rows.map((a) => dot(a, now)) };
}

/** Trades in which every instrument alone has a curvature of 1. */
function unitsOf(programme: Programme): Float64Array {
  const plain = new Float64Array(programme.costs.length).fill(1);
  const { hessian } = quadratic(programme, plain);
  const curves = hessian.map((row, i) => row[i] ?? 0);
  const most = Math.max(...curves);
  return Float64Array.from(curves, (curve) => (curve > 1e-12 * most ? 1 / Math.sqrt(curve) : 1));
}

/** A limit `weights` · x ≥ `least` on the split trades. */
interface Limit {
  readonly weights: readonly number[];
  readonly least: number;
}

/** All limits of `programme` on trades split into bought and sold, both 0 or more, in units of `units`. */
function limitsOf(programme: Programme, units: Float64Array): Limit[] {
  const { exposures, effects, rows, rowLimits, lower, upper, margins, marginLimit } = programme;
  const [n, k] = [units.length, exposures.length];
  const limits: Limit[] = [];
  const both = (weight: (i: number) => number, least: number, sold = -1): void => {
    if (!(least > -Infinity)) return;
    const one = Array.from(units, (unit, i) => weight(i) * unit);
    limits.push({ weights: [...one, ...one.map((value) => sold * value)], least });
  };
  for (let i = 0; i < 2 * n; i += 1)
    limits.push({ weights: Array.from({ length: 2 * n }, (_, l) => (l === i ? 1 : 0)), least: 0 });
  for (let i = 0; i < n; i += 1) {
    both((l) => (l === i ? 1 : 0), lower[i] ?? 0);
    both((l) => (l === i ? -1 : 0), -(upper[i] ?? 0));
  }
  for (let j = 0; j < k; j += 1) {
    const start = exposures[j] ?? 0;
    both((i) => effects[i * k + j] ?? 0, (programme.bandLower[j] ?? 0) - start);
    both((i) => -(effects[i * k + j] ?? 0), start - (programme.bandUpper[j] ?? 0));
  }
  const count = rowLimits.length;
  for (let j = 0; j < count; j += 1) both((i) => -(rows[i * count + j] ?? 0), -(rowLimits[j] ?? 0));
  both((i) => -(margins[i] ?? 0), -marginLimit, 1);
  return limits;
}

/** A solve of `programme` by `quadprog`, its tables made beforehand; it uses up the copies that it is given. */
export function quadprogOn(programme: Programme): { prepare(): void; solve(): Answer } {
  const { solveQP } = require('quadprog') as Quadprog;
  const units = unitsOf(programme);
  const { hessian, slope } = quadratic(programme, units);
  const limits = limitsOf(programme, units);
  const n = units.length;
  const sign = (a: number): number => (a < n ? 1 : -1);
  const one = <T>(values: T[]): T[] => [undefined as T, ...values];
  const matrix = one(
    Array.from({ length: 2 * n }, (_, a) =>
      one(
        Array.from({ length: 2 * n }, (_, b) => {
          const value = sign(a) * sign(b) * (hessian[a % n]?.[b % n] ?? 0);
          return a === b ? value + RIDGE : value;
        }),
      ),
    ),
  );
  const vector = one(
    Array.from({ length: 2 * n }, (_, a) => {
      const cost = (programme.costs[a % n] ?? 0) * (units[a % n] ?? 1);
      return -(sign(a) * (slope[a % n] ?? 0) + cost);
    }),
  );
  const constraints = one(
    Array.from({ length: 2 * n }, (_, a) => one(limits.map(({ weights }) => weights[a] ?? 0))),
  );
  const least = one(limits.map((limit) => limit.least));
  let copy: [Table, number[], Table, number[]] = [[], [], [], []];
  let centre: readonly number[] = vector.map(() => 0);
  const prepare = (): void => {
    const table = (rows: Table): Table => rows.map((row) => row?.slice());
    const pulled = vector.map((value, a) => value + RIDGE * (centre[a] ?? 0));
    copy = [table(matrix), pulled, table(constraints), least.slice()];
  };
  const solve = (): Answer => {
    const { solution, message } = solveQP(...copy);
    if (message !== '') return message;
    centre = solution;
    const at = (a: number): number => solution[a + 1] ?? 0;
    return units.map((unit, i) => (at(i) - at(n + i)) * unit);
  };
  return { prepare, solve };
}

/**
 * The best of `quadprog`: it cannot do without a strictly convex problem, so it is asked again around its own last
 * answer until it gains nothing, `times` at most in all, which takes the ridge out of it.
 */
export function quadprogBest(programme: Programme, times: number): Answer {
  const { prepare, solve } = quadprogOn(programme);
  prepare();
  let answer = solve();
  for (let time = 1; time < times && typeof answer !== 'string'; time += 1) {
    prepare();
    const next = solve();
    if (typeof next === 'string') break;
    const gain = objectiveAt(programme, answer) - objectiveAt(programme, next);
    answer = next;
    if (Math.abs(gain) <= 1e-8 * objectiveAt(programme, next)) break;
  }
  return answer;
}

/** HiGHS from npm, in WebAssembly. */
export async function openHighs(): Promise<Highs> {
  const load = require('highs') as () => Promise<Highs>;
  return await load();
}

/** Columns of a sparse matrix, one after another. */
function sparse(columns: readonly (readonly [row: number, value: number][])[]): {
  starts: Int32Array;
  indices: Int32Array;
  values: Float64Array;
} {
  const starts = [0];
  for (const column of columns) starts.push((starts.at(-1) ?? 0) + column.length);
  const all = columns.flat();
  return {
    starts: Int32Array.from(starts),
    indices: Int32Array.from(all, ([row]) => row),
    values: Float64Array.from(all, ([, value]) => value),
  };
}

/** Columns: bought, sold, exposures after. Rows: what the exposures are, the further limits, the margin. */
function modelOf(programme: Programme, highs: Highs): object {
  const { exposures, effects, risk, rows, rowLimits, margins, costs } = programme;
  const [n, k, count] = [costs.length, exposures.length, rowLimits.length];
  const units = unitsOf(programme);
  const scales = Float64Array.from({ length: k }, (_, j) => {
    const own = risk[j * k + j] ?? 0;
    return own > 0 ? 1 / Math.sqrt(own) : 1;
  });
  const tradeColumn = (i: number, sign: number): [number, number][] => {
    const unit = units[i] ?? 1;
    const column: [number, number][] = [];
    for (let j = 0; j < k; j += 1)
      column.push([j, (-sign * unit * (effects[i * k + j] ?? 0)) / (scales[j] ?? 1)]);
    for (let j = 0; j < count; j += 1) column.push([k + j, sign * unit * (rows[i * count + j] ?? 0)]);
    column.push([k + count, unit * (margins[i] ?? 0)]);
    return column.filter(([, value]) => value !== 0);
  };
  const all = Array.from({ length: n }, (_, i) => i);
  const finite = (value: number): number =>
    Math.abs(value) < Infinity ? value : Math.sign(value) * highs.infinity;
  const bands = (edges: ArrayLike<number>): number[] =>
    Array.from({ length: k }, (_, j) => finite((edges[j] ?? 0) / (scales[j] ?? 1)));
  const side = (edges: ArrayLike<number>, sign: number): number[] =>
    all.map((i) => finite(Math.max(0, (sign * (edges[i] ?? 0)) / (units[i] ?? 1))));
  const cost = all.map((i) => (costs[i] ?? 0) * (units[i] ?? 1));
  const start = Array.from({ length: k }, (_, j) => (exposures[j] ?? 0) / (scales[j] ?? 1));
  const none: [number, number][] = [];
  const curves = Array.from({ length: k }, (_, j) =>
    Array.from({ length: k - j }, (_, l): [number, number] => {
      const value = (risk[j * k + j + l] ?? 0) * (scales[j] ?? 1) * (scales[j + l] ?? 1);
      return [2 * n + j + l, value];
    }).filter(([, value]) => value !== 0),
  );
  return {
    numCols: 2 * n + k,
    numRows: k + count + 1,
    colCost: [...cost, ...cost, ...start.map(() => 0)],
    colLower: [...all.map(() => 0), ...all.map(() => 0), ...bands(programme.bandLower)],
    colUpper: [...side(programme.upper, 1), ...side(programme.lower, -1), ...bands(programme.bandUpper)],
    rowLower: [...start, ...Array.from({ length: count + 1 }, () => -highs.infinity)],
    rowUpper: [...start, ...Array.from(rowLimits, finite), finite(programme.marginLimit)],
    matrix: {
      format: 'csc',
      numRows: k + count + 1,
      numCols: 2 * n + k,
      ...sparse([
        ...all.map((i) => tradeColumn(i, 1)),
        ...all.map((i) => tradeColumn(i, -1)),
        ...start.map((_, j): [number, number][] => [[j, 1]]),
      ]),
    },
    hessian: {
      format: 'triangular',
      dimension: 2 * n + k,
      ...sparse([...all.map(() => none), ...all.map(() => none), ...curves]),
    },
  };
}

/**
 * A solve of `programme`, whose boxes hold 0, by HiGHS: from its arrays to trades. A few books in a thousand it calls
 * unbounded, which no trades within boxes are, or throws at.
 */
export function highsOn(programme: Programme, highs: Highs): () => Answer {
  const data = modelOf(programme, highs);
  const units = unitsOf(programme);
  return () => {
    const model = highs.createModel(data);
    try {
      model.options.set({ output_flag: false });
      model.run();
      const status = model.getModelStatus();
      if (status !== highs.constants.modelStatus.optimal) return `status ${String(status)}`;
      const { colValue } = model.getSolution();
      const n = units.length;
      return units.map((unit, i) => ((colValue[i] ?? 0) - (colValue[n + i] ?? 0)) * unit);
    } catch (error) {
      return String(error);
    } finally {
      model.dispose();
    }
  };
}
