/**
 * Least squares that learn one row at a time: all that is kept are the sums of products of the columns and
 * the target, so a row costs the same however many came before, and the coefficients are those of all rows at
 * once.
 */
import { solveSymmetric } from '../math/cholesky.ts';

export interface RegressionState {
  /** Rows learned, and what earlier evidence counts besides. */
  readonly rows: number;
  readonly weight: number;
  /** Sums of products, the target last: the lower half, row by row. */
  readonly sums: readonly number[];
}

/** Means of products over rows of the past, laid out as `sums`. */
export interface Evidence {
  readonly columns: readonly string[];
  readonly means: readonly number[];
}

function placeOf(i: number, j: number): number {
  return i >= j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i;
}

/** Before the first row, of `columns` columns. */
export function emptyRegression(columns: number): RegressionState {
  return { rows: 0, weight: 0, sums: new Array<number>(((columns + 1) * (columns + 2)) / 2).fill(0) };
}

/**
 * Before the first row of its own, with `evidence` worth `rows` rows; columns that it lacks start at nothing.
 */
export function withEvidence(columns: readonly string[], evidence: Evidence, rows: number): RegressionState {
  const places = [...columns, 'target'].map((name) => evidence.columns.indexOf(name));
  const sums = places.flatMap((p, i) =>
    places
      .slice(0, i + 1)
      .map((q) => (p < 0 || q < 0 ? 0 : rows * (evidence.means[placeOf(p, q)] as number))),
  );
  return { rows: 0, weight: rows, sums };
}

/** `state` after the row `x` with target `y`. A row with something that is no number teaches nothing. */
export function learned(state: RegressionState, x: readonly number[], y: number): RegressionState {
  const row = [...x, y];
  if (!row.every(Number.isFinite)) return state;
  const sums = state.sums.slice();
  let place = 0;
  for (let i = 0; i < row.length; i++) {
    const left = row[i] as number;
    if (left === 0) {
      place += i + 1;
      continue;
    }
    for (let j = 0; j <= i; j++) {
      sums[place] = (sums[place] as number) + left * (row[j] as number);
      place += 1;
    }
  }
  return { rows: state.rows + 1, weight: state.weight + 1, sums };
}

/**
 * The coefficients of least squares, each squared coefficient weighing `ridge`. Undefined where there are
 * fewer rows and evidence than columns, or columns depend on each other.
 */
export function coefficientsOf(state: RegressionState, ridge: number): readonly number[] | undefined {
  const k = Math.round((Math.sqrt(8 * state.sums.length + 1) - 3) / 2);
  if (ridge === 0 && state.weight < k) return undefined;
  const products = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) products[i * k + j] = state.sums[placeOf(i, j)] as number;
    products[i * k + i] = (products[i * k + i] as number) + ridge;
  }
  const targets = Array.from({ length: k }, (_, i) => state.sums[placeOf(k, i)] as number);
  const found = solveSymmetric(products, targets);
  return found?.every(Number.isFinite) ? found : undefined;
}

/**
 * Mean square of what `coefficients` leave of the targets, with a row lost to each of them; Infinity too
 * early.
 */
export function residualVariance(state: RegressionState, coefficients: readonly number[]): number {
  const k = coefficients.length;
  let squares = state.sums[placeOf(k, k)] as number;
  for (let i = 0; i < k; i++) {
    const left = coefficients[i] as number;
    squares -= 2 * left * (state.sums[placeOf(k, i)] as number);
    for (let j = 0; j < k; j++) {
      squares += left * (coefficients[j] as number) * (state.sums[placeOf(i, j)] as number);
    }
  }
  return state.weight > k ? Math.max(0, squares) / (state.weight - k) : Infinity;
}
