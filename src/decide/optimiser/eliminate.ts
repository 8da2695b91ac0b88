/** Small dense systems, solved in memory that is there already. */

/**
 * Eliminates in the square matrix of `n` rows, row by row in `a`, with exchanges of rows, which `pivots` notes.
 * Answers false where it has no inverse.
 */
export function eliminate(a: Float64Array, n: number, pivots: Int32Array): boolean {
  for (let c = 0; c < n; c++) {
    let best = c;
    let most = Math.abs(a[c * n + c] as number);
    for (let r = c + 1; r < n; r++) {
      const size = Math.abs(a[r * n + c] as number);
      if (size > most) {
        most = size;
        best = r;
      }
    }
    if (!(most > 0 && most < Infinity)) return false;
    pivots[c] = best;
    const own = c * n;
    if (best !== c)
      for (let l = 0; l < n; l++) {
        const kept = a[own + l] as number;
        a[own + l] = a[best * n + l] as number;
        a[best * n + l] = kept;
      }
    const inverse = 1 / (a[own + c] as number);
    for (let r = c + 1; r < n; r++) {
      const row = r * n;
      const ratio = (a[row + c] as number) * inverse;
      a[row + c] = ratio;
      if (ratio === 0) continue;
      for (let l = c + 1; l < n; l++) a[row + l] = (a[row + l] as number) - ratio * (a[own + l] as number);
    }
  }
  return true;
}

/** Solves with what `eliminate` left in `a` and `pivots`: `b` becomes x. */
export function substitute(a: Float64Array, n: number, pivots: Int32Array, b: Float64Array): void {
  for (let c = 0; c < n; c++) {
    const best = pivots[c] as number;
    const value = b[best] as number;
    b[best] = b[c] as number;
    b[c] = value;
  }
  for (let r = 0; r < n; r++) {
    let rest = b[r] as number;
    for (let l = 0; l < r; l++) rest -= (a[r * n + l] as number) * (b[l] as number);
    b[r] = rest;
  }
  for (let r = n - 1; r >= 0; r--) {
    let rest = b[r] as number;
    for (let l = r + 1; l < n; l++) rest -= (a[r * n + l] as number) * (b[l] as number);
    b[r] = rest / (a[r * n + r] as number);
  }
}

/**
 * Factors a symmetric matrix whose first `positive` rows are positive definite and whose other rows, once those are
 * eliminated, are negative definite: A = L S Lᵀ with S the signs (Vanderbei 1995, SIAM J. Optimization 5). Only the
 * lower half of `a` is read, and L overwrites it. Answers false where a pivot has the wrong sign.
 */
export function factorSigned(a: Float64Array, stride: number, positive: number, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    for (let j = 0; j <= i; j++) {
      const other = j * stride;
      const turn = Math.min(j, positive);
      let rest = a[row + j] as number;
      for (let l = 0; l < turn; l++) rest -= (a[row + l] as number) * (a[other + l] as number);
      for (let l = turn; l < j; l++) rest += (a[row + l] as number) * (a[other + l] as number);
      if (j >= positive) rest = -rest;
      if (i !== j) a[row + j] = rest / (a[other + j] as number);
      else if (rest > 0 && rest < Infinity) a[row + i] = Math.sqrt(rest);
      else return false;
    }
  }
  return true;
}

/** Solves with what `factorSigned` left in `l`: `b` becomes x. */
export function solveSigned(
  l: Float64Array,
  stride: number,
  positive: number,
  n: number,
  b: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    let rest = b[i] as number;
    for (let j = 0; j < i; j++) rest -= (l[i * stride + j] as number) * (b[j] as number);
    b[i] = rest / (l[i * stride + i] as number);
  }
  for (let i = positive; i < n; i++) b[i] = -(b[i] as number);
  for (let i = n - 1; i >= 0; i--) {
    const value = (b[i] as number) / (l[i * stride + i] as number);
    b[i] = value;
    for (let j = 0; j < i; j++) b[j] = (b[j] as number) - (l[i * stride + j] as number) * value;
  }
}
