/** Ordinary least squares. */

export interface LeastSquares {
  readonly coefficients: readonly number[];
  /** Sum of the squared residuals. */
  readonly squares: number;
}

/**
 * The coefficients that make the sum of squared residuals of `targets` on `rows` least, by Householder's
 * reflections (Golub, Numerische Mathematik 7 (1965) 206–216), which lose half as many digits as the normal
 * equations. Undefined with fewer rows than columns, and where a column is a combination of the others to
 * working accuracy.
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
): LeastSquares | undefined {
  const m = rows.length;
  const n = rows[0]?.length ?? 0;
  if (n === 0 || m < n || targets.length !== m) return undefined;
  const columns = Array.from({ length: n }, (_, j) => Float64Array.from(rows, (row) => row[j] as number));
  const rest = Float64Array.from(targets);
  const diagonal: number[] = [];
  for (const [j, column] of columns.entries()) {
    const whole = normFrom(column, 0);
    const below = normFrom(column, j);
    if (!(below > 1e-13 * whole && below < Infinity)) return undefined;
    const head = column[j] as number;
    const reflected = head > 0 ? -below : below;
    diagonal.push(reflected);
    column[j] = head - reflected;
    // The reflection is I − v·vᵀ / (−reflected · v₀), with v the column from j on.
    const scale = -1 / (reflected * (column[j] as number));
    for (let l = j + 1; l < n; l++) reflect(columns[l] as Float64Array, column, j, scale);
    reflect(rest, column, j, scale);
  }
  const coefficients = new Array<number>(n).fill(0);
  for (let j = n - 1; j >= 0; j--) {
    let value = rest[j] as number;
    for (let l = j + 1; l < n; l++)
      value -= ((columns[l] as Float64Array)[j] as number) * (coefficients[l] as number);
    coefficients[j] = value / (diagonal[j] as number);
  }
  let squares = 0;
  for (let i = n; i < m; i++) squares += (rest[i] as number) * (rest[i] as number);
  return { coefficients, squares };
}

/** The length of `column` from `from` on. */
function normFrom(column: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < column.length; i++) sum += (column[i] as number) * (column[i] as number);
  return Math.sqrt(sum);
}

/** In place: `column` reflected by `mirror`, from `from` on. */
function reflect(column: Float64Array, mirror: Float64Array, from: number, scale: number): void {
  let product = 0;
  for (let i = from; i < column.length; i++) product += (mirror[i] as number) * (column[i] as number);
  const share = product * scale;
  for (let i = from; i < column.length; i++)
    column[i] = (column[i] as number) - share * (mirror[i] as number);
}
