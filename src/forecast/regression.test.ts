import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSquares } from '../math/least-squares.ts';
import { createRandom } from '../math/random.ts';
import { coefficientsOf, emptyRegression, learned, residualVariance, withEvidence } from './regression.ts';

interface Rows {
  readonly xs: number[][];
  readonly ys: number[];
}

/** Rows with a constant first column. */
function drawn(count: number, columns: number, seed: number): Rows {
  const random = createRandom(seed);
  const xs = Array.from({ length: count }, () => [
    1,
    ...Array.from({ length: columns - 1 }, () => random.normal() - 2),
  ]);
  const ys = xs.map((x) => x.reduce((sum, value, i) => sum + value * (i - 1), 0) + random.normal());
  return { xs, ys };
}

function taughtBy({ xs, ys }: Rows) {
  let state = emptyRegression(xs[0]!.length);
  for (const [i, x] of xs.entries()) state = learned(state, x, ys[i]!);
  return state;
}

const shapes = fc.record({
  count: fc.integer({ min: 12, max: 80 }),
  columns: fc.integer({ min: 1, max: 6 }),
  seed: fc.integer(),
});

describe('a regression that learns row by row', () => {
  it('has the coefficients and residuals of all rows at once', () => {
    fc.assert(
      fc.property(shapes, ({ count, columns, seed }) => {
        const rows = drawn(count, columns, seed);
        const state = taughtBy(rows);
        const found = coefficientsOf(state, 0)!;
        const batch = leastSquares(rows.xs, rows.ys)!;
        for (const [i, value] of batch.coefficients.entries())
          expect(Math.abs(found[i]! - value)).toBeLessThan(1e-10);
        const variance = batch.squares / (count - columns);
        expect(Math.abs(residualVariance(state, found) - variance)).toBeLessThan(1e-9);
      }),
    );
  });

  it('has a ridge as of rows that say nothing is there', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        ({ count, columns, seed }, ridge) => {
          const rows = drawn(count, columns, seed);
          const nothing = Array.from({ length: columns }, (_, i) =>
            Array.from({ length: columns }, (_, j) => (i === j ? Math.sqrt(ridge) : 0)),
          );
          const batch = leastSquares([...rows.xs, ...nothing], [...rows.ys, ...nothing.map(() => 0)])!;
          for (const [i, value] of coefficientsOf(taughtBy(rows), ridge)!.entries())
            expect(Math.abs(value - batch.coefficients[i]!)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('takes evidence as if its rows had been learned, whatever the order of columns', () => {
    const [past, own] = [drawn(50, 3, 1), drawn(20, 3, 2)];
    const sums = taughtBy({ xs: past.xs, ys: past.ys }).sums;
    const evidence = { columns: ['a', 'b', 'c', 'target'], means: sums.map((sum) => sum / 50) };
    let state = withEvidence(['c', 'a', 'b'], evidence, 50);
    for (const [i, [a, b, c]] of own.xs.entries()) state = learned(state, [c!, a!, b!], own.ys[i]!);
    const batch = leastSquares([...past.xs, ...own.xs], [...past.ys, ...own.ys])!;
    const [a, b, c] = batch.coefficients;
    for (const [i, value] of [c!, a!, b!].entries())
      expect(Math.abs(coefficientsOf(state, 0)![i]! - value)).toBeLessThan(1e-9);
    expect([state.rows, state.weight]).toEqual([20, 70]);
  });

  it('weighs evidence by the rows it is worth', () => {
    const evidence = { columns: ['one', 'target'], means: [1, 5, 26] };
    let state = withEvidence(['one'], evidence, 3);
    state = learned(state, [1], 1);
    expect(coefficientsOf(state, 0)).toEqual([(3 * 5 + 1) / 4]);
  });

  it('leaves out what the evidence lacks', () => {
    const state = withEvidence(['one', 'new'], { columns: ['one', 'target'], means: [1, 5, 26] }, 10);
    expect(coefficientsOf(state, 0)).toBeUndefined();
    expect(coefficientsOf(state, 1e-9)![1]).toBe(0);
  });

  it('learns nothing from what is no number', () => {
    const state = taughtBy(drawn(12, 2, 3));
    expect(learned(state, [1, Number.NaN], 1)).toBe(state);
    expect(learned(state, [1, 2], Infinity)).toBe(state);
  });

  it('has no answer where there are too few rows or columns depend on each other', () => {
    expect(coefficientsOf(taughtBy(drawn(2, 3, 4)), 0)).toBeUndefined();
    const twice = drawn(20, 2, 5);
    const state = taughtBy({ xs: twice.xs.map(([one, x]) => [one!, x!, 2 * x!]), ys: twice.ys });
    expect(coefficientsOf(state, 0)).toBeUndefined();
    expect(coefficientsOf(state, 1e-3)).toBeDefined();
    expect(residualVariance(taughtBy(drawn(2, 2, 6)), [0, 0])).toBe(Infinity);
    const three = drawn(3, 2, 6);
    const { coefficients, squares } = leastSquares(three.xs, three.ys)!;
    expect(residualVariance(taughtBy(three), coefficients)).toBeCloseTo(squares, 9);
  });
});
