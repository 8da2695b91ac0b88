/** Whether risk is one: no direction of it may be worth seeking. */

/** Of a diagonal: a pivot that is nothing but rounding, and one that is too far below 0 to be that. */
const NOTHING = 1e-10;
const NEGATIVE = 1e-8;
/** Of the geometric mean of two diagonals: what may be left beside pivots of 0. */
const BESIDE = 1e-6;

/**
 * The first of `n` rows found at which the symmetric matrix in `a`, row by row, has a direction of negative
 * curvature, by the square-root method of Cholesky with the largest pivot first; -1 if there is none. Uses up
 * n · n numbers of `scratch` and n of `left`.
 */
export function negativeAt(
  a: ArrayLike<number>,
  n: number,
  scratch: Float64Array,
  left: Float64Array,
): number {
  for (let i = 0; i < n; i++) {
    left[i] = a[i * n + i] as number;
    if ((left[i] as number) < 0) return i;
    for (let j = 0; j < n; j++) if (left[i] === 0 && a[i * n + j] !== 0) return i;
  }
  for (let step = 0; step < n; step++) {
    let pivot = -1;
    let most = NOTHING;
    for (let i = 0; i < n; i++) {
      const share = (left[i] as number) / (a[i * n + i] as number);
      if (share < -NEGATIVE) return i;
      if (share > most) {
        most = share;
        pivot = i;
      }
    }
    if (pivot < 0) return besideAt(a, n, scratch, step);
    const root = Math.sqrt(left[pivot] as number);
    for (let i = 0; i < n; i++) {
      const part = restOf(a, n, scratch, step, i, pivot) / root;
      scratch[i * n + step] = part;
      left[i] = i === pivot ? 0 : (left[i] as number) - part * part;
    }
  }
  return -1;
}

/** What `step` columns of the factor leave of an entry. */
function restOf(
  a: ArrayLike<number>,
  n: number,
  scratch: Float64Array,
  step: number,
  i: number,
  j: number,
): number {
  let rest = a[i * n + j] as number;
  for (let l = 0; l < step; l++) rest -= (scratch[i * n + l] as number) * (scratch[j * n + l] as number);
  return rest;
}

/** The first row with more than rounding beside pivots of 0, which only negative curvature leaves there; else -1. */
function besideAt(a: ArrayLike<number>, n: number, scratch: Float64Array, step: number): number {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const size = Math.sqrt((a[i * n + i] as number) * (a[j * n + j] as number));
      if (Math.abs(restOf(a, n, scratch, step, i, j)) > BESIDE * size) return i;
    }
  return -1;
}
