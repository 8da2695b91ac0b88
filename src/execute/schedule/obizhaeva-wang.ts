/**
 * The share done at `elapsed` (a share of T, from 0 up to but not with 1), with `recovery` = ρT ≥ 0, ρ being the rate
 * at which the book fills up again: a block of 1/(ρT + 2) at once, ρ/(ρT + 2) all the while, and at the very end the
 * same block again. A. Obizhaeva & J. Wang, "Optimal trading strategy and supply/demand dynamics", Journal of Financial
 * Markets 16 (2013) 1–32. A book that never recovers takes half at once and half at the end; one that
 * does so at once takes an even pace.
 */
export function obizhaevaWang(elapsed: number, recovery: number): number {
  return recovery === Infinity ? elapsed : (1 + recovery * elapsed) / (recovery + 2);
}
