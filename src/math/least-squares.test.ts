import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSquares } from './least-squares.ts';

const entry = fc.double({ min: -5, max: 5, noNaN: true });

describe('leastSquares', () => {
  it('of a line is its closed form: the slope is the covariance over the variance', () => {
    const points = fc.array(fc.tuple(entry, entry), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(points, (all) => {
        const n = all.length;
        const [mx, my] = [all.reduce((s, [x]) => s + x, 0) / n, all.reduce((s, [, y]) => s + y, 0) / n];
        const spread = all.reduce((s, [x]) => s + (x - mx) * (x - mx), 0);
        fc.pre(spread > 1e-3);
        const slope = all.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0) / spread;
        const found = leastSquares(
          all.map(([x]) => [1, x]),
          all.map(([, y]) => y),
        );
        expect(Math.abs(found!.coefficients[1]! - slope)).toBeLessThan(1e-10);
        expect(Math.abs(found!.coefficients[0]! - (my - slope * mx))).toBeLessThan(1e-10);
        const residuals = all.map(([x, y]) => y - my - slope * (x - mx));
        expect(found!.squares).toBeCloseTo(
          residuals.reduce((s, e) => s + e * e, 0),
          9,
        );
      }),
    );
  });

  it('gives back the coefficients that made the targets', () => {
    const rows = fc.array(fc.tuple(entry, entry, entry), { minLength: 8, maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.tuple(entry, entry, entry), (given, made) => {
        // Three rows that no draw can make dependent.
        const all = [...given, [9, 0, 0], [0, 9, 0], [0, 0, 9]];
        const targets = all.map((row) => row.reduce((sum, x, j) => sum + x * made[j]!, 0));
        const found = leastSquares(all, targets)!;
        for (const [j, value] of made.entries())
          expect(Math.abs(found.coefficients[j]! - value)).toBeLessThan(1e-10);
        expect(found.squares).toBeLessThan(1e-20);
      }),
    );
  });

  it('keeps the digits of a badly scaled polynomial, NIST StRD Wampler1', () => {
    // y = 1 + x + x² + x³ + x⁴ + x⁵ exactly, for x = 0 … 20: every certified coefficient is 1.
    const rows = Array.from({ length: 21 }, (_, x) => [
      1,
      x,
      x * x,
      x * x * x,
      x * x * x * x,
      x * x * x * x * x,
    ]);
    const found = leastSquares(
      rows,
      rows.map((row) => row.reduce((sum, x) => sum + x, 0)),
    )!;
    for (const value of found.coefficients) expect(Math.abs(value - 1)).toBeLessThan(1e-8);
  });

  it('refuses too few rows, and columns that depend on each other', () => {
    expect(leastSquares([[1, 2]], [1])).toBeUndefined();
    expect(leastSquares([], [])).toBeUndefined();
    expect(
      leastSquares(
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        [1, 2, 4],
      ),
    ).toBeUndefined();
    expect(
      leastSquares(
        [
          [1, Number.NaN],
          [1, 2],
          [1, 3],
        ],
        [1, 2, 3],
      ),
    ).toBeUndefined();
  });
});
