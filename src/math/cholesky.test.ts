import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveSymmetric } from './cholesky.ts';

describe('solveSymmetric', () => {
  it('solves a system worked by hand', () => {
    const x = solveSymmetric([4, 2, 2, 3], [10, 8]);
    expect(x?.[0]).toBeCloseTo(1.75, 14);
    expect(x?.[1]).toBeCloseTo(1.5, 14);
  });

  it('solves what was multiplied out', () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    const cases = fc.integer({ min: 1, max: 6 }).chain((n) =>
      fc.record({
        root: fc.array(entry, { minLength: n * n, maxLength: n * n }),
        x: fc.array(entry, { minLength: n, maxLength: n }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ root, x }) => {
        const n = x.length;
        // MᵀM + 1 is positive definite whatever M is.
        const a = Array.from({ length: n * n }, (_, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          let sum = i === j ? 1 : 0;
          for (let l = 0; l < n; l++) sum += root[l * n + i]! * root[l * n + j]!;
          return sum;
        });
        const b = x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0));
        const solved = solveSymmetric(a, b)!;
        for (const [i, value] of x.entries()) expect(Math.abs(solved[i]! - value)).toBeLessThan(1e-10);
      }),
    );
  });

  it('says where a matrix is not positive definite', () => {
    for (const a of [
      [1, 2, 2, 1],
      [0, 0, 0, 1],
      [1, 1, 1, 1],
      [Number.NaN, 0, 0, 1],
      [Infinity, 0, 0, 1],
    ]) {
      expect(solveSymmetric(a, [1, 1])).toBeUndefined();
    }
  });
});
