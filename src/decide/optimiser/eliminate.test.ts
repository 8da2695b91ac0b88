import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eliminate, factorSigned, solveSigned, substitute } from './eliminate.ts';

const entry = fc.double({ min: -3, max: 3, noNaN: true });
const square = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    a: fc.array(entry, { minLength: n * n, maxLength: n * n }),
    x: fc.array(entry, { minLength: n, maxLength: n }),
  }),
);

function product(a: ArrayLike<number>, x: readonly number[]): Float64Array {
  const n = x.length;
  return Float64Array.from(x, (_, i) => x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0));
}

describe('eliminate and substitute', () => {
  it('solve what was multiplied out, and need exchanges for it', () => {
    fc.assert(
      fc.property(square, ({ n, a, x }) => {
        // Large beside the diagonal, in a column that no other row has: not solvable without exchanges.
        const matrix = Float64Array.from(a, (value, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          return value + (j === (i + 1) % n ? 40 : 0);
        });
        const b = product(matrix, x);
        const pivots = new Int32Array(n);
        expect(eliminate(matrix, n, pivots)).toBe(true);
        substitute(matrix, n, pivots, b);
        for (const [i, value] of x.entries()) expect(Math.abs(b[i]! - value)).toBeLessThan(1e-12);
      }),
    );
  });

  it('say where there is no inverse', () => {
    const pivots = new Int32Array(2);
    expect(eliminate(Float64Array.of(1, 2, 2, 4), 2, pivots)).toBe(false);
    expect(eliminate(Float64Array.of(0, Number.NaN, 0, 1), 2, pivots)).toBe(false);
  });
});

describe('factorSigned and solveSigned', () => {
  it('solve a system that curves up in some unknowns and down in the others', () => {
    fc.assert(
      fc.property(square, fc.nat(8), ({ n, a, x }, up) => {
        const positive = Math.min(up, n);
        const matrix = new Float64Array(n * n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++) {
            const isBeside = i >= positive === j < positive;
            const sign = i < positive ? 1 : -1;
            // MMᵀ + 1 within a block, anything between the blocks.
            let value = isBeside ? a[i * n + j]! : i === j ? sign : 0;
            if (!isBeside) for (let l = 0; l < n; l++) value += sign * a[i * n + l]! * a[j * n + l]!;
            matrix[i * n + j] = value;
            matrix[j * n + i] = value;
          }
        const b = product(matrix, x);
        expect(factorSigned(matrix, n, positive, n)).toBe(true);
        solveSigned(matrix, n, positive, n, b);
        for (const [i, value] of x.entries()) expect(Math.abs(b[i]! - value)).toBeLessThan(1e-9);
      }),
    );
  });

  it('say where a block curves the wrong way', () => {
    expect(factorSigned(Float64Array.of(-1), 1, 1, 1)).toBe(false);
    expect(factorSigned(Float64Array.of(1), 1, 0, 1)).toBe(false);
    expect(factorSigned(Float64Array.of(1, 0, 2, 1), 2, 2, 2)).toBe(false);
  });
});
