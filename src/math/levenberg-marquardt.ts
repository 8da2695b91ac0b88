/**
 * Nonlinear least squares: Levenberg (1944) and Marquardt (1963), damped by the diagonal, with slopes by forward
 * differences. For a handful of variables.
 */
import { solveSymmetric } from './cholesky.ts';

/** Writes the residuals at `at`; answers false where there are none, a wall that no step crosses. */
export type Residuals = (at: readonly number[], into: Float64Array) => boolean;

/** Of the size of a variable, or of 1 where it is smaller: √ε of float64. */
const BUMP = 1.5e-8;

function squares(residuals: Float64Array): number {
  let sum = 0;
  for (const residual of residuals) sum += residual * residual;
  return sum;
}

/** One column of slopes for each variable, or undefined where a bump to neither side has residuals. */
function slopesAt(
  residuals: Residuals,
  at: readonly number[],
  here: Float64Array,
): Float64Array[] | undefined {
  const columns: Float64Array[] = [];
  for (const [i, x] of at.entries()) {
    const column = new Float64Array(here.length);
    let bump = BUMP * Math.max(1, Math.abs(x));
    const bumped = (): boolean =>
      residuals(
        at.map((y, j) => (i === j ? y + bump : y)),
        column,
      );
    if (!bumped()) {
      bump = -bump;
      if (!bumped()) return undefined;
    }
    for (let j = 0; j < column.length; j++) {
      column[j] = ((column[j] as number) - (here[j] as number)) / bump;
    }
    columns.push(column);
  }
  return columns;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum;
}

/**
 * Where the sum of squares of `count` residuals is locally least, from `start`, at which there must be residuals.
 * Stops after `iterations` accepted or refused steps, or once a step gains less than 1e-8 of the sum.
 */
export function levenbergMarquardt(
  residuals: Residuals,
  count: number,
  start: readonly number[],
  iterations: number,
): readonly number[] {
  let at = start;
  let here: Float64Array = new Float64Array(count);
  if (!residuals(at, here)) return start;
  let there: Float64Array = new Float64Array(count);
  let value = squares(here);
  let damping = 1e-3;
  let columns = slopesAt(residuals, at, here);
  for (let iteration = 0; iteration < iterations && columns !== undefined; iteration++) {
    const slopes = columns;
    const normal = slopes.flatMap((x, i) =>
      slopes.map((y, j) => dot(x, y) * (i === j ? 1 + damping : 1) + (i === j ? 1e-300 : 0)),
    );
    const step = solveSymmetric(
      normal,
      slopes.map((x) => -dot(x, here)),
    );
    const next = step === undefined ? at : at.map((x, i) => x + (step[i] as number));
    const reached = step !== undefined && residuals(next, there) ? squares(there) : Infinity;
    if (!(reached < value)) {
      damping *= 5;
      if (damping > 1e12) break;
      continue;
    }
    const isDone = value - reached <= 1e-8 * value;
    [at, value, here, there] = [next, reached, there, here];
    if (isDone) break;
    damping = Math.max(1e-12, damping / 10);
    columns = slopesAt(residuals, at, here);
  }
  return at;
}
