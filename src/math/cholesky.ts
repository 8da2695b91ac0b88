/** Small symmetric systems, as least squares gives them. */

/**
 * The x in A x = b for a symmetric positive definite A, row by row in `a` (only its lower half is read), by the
 * square-root method of Cholesky. Undefined where A is not positive definite, to working accuracy.
 */
export function solveSymmetric(a: ArrayLike<number>, b: ArrayLike<number>): number[] | undefined {
  const n = b.length;
  const factor = new Float64Array(n * n);
  const at = (i: number, j: number): number => factor[i * n + j] as number;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const original = a[i * n + j] as number;
      let rest = original;
      for (let l = 0; l < j; l++) rest -= at(i, l) * at(j, l);
      if (i !== j) factor[i * n + j] = rest / at(j, j);
      // What is left of a diagonal that cancelled to rounding has no digits.
      else if (rest > 1e-15 * original && rest < Infinity) factor[i * n + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  const x = Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < i; l++) x[i] = (x[i] as number) - at(i, l) * (x[l] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let l = i + 1; l < n; l++) x[i] = (x[i] as number) - at(l, i) * (x[l] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  return x;
}
