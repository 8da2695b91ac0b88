import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { negativeAt } from './curvature.ts';

function negative(a: readonly number[], n: number): number {
  return negativeAt(a, n, new Float64Array(n * n), new Float64Array(n));
}

const loadings = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    rank: fc.integer({ min: 1, max: n }),
    // Whole hundredths: a variance that underflows to 0 beside covariances that do not is none.
    roots: fc.array(
      fc.integer({ min: -300, max: 300 }).map((value) => value / 100),
      {
        minLength: n * n,
        maxLength: n * n,
      },
    ),
    units: fc.array(fc.integer({ min: -20, max: 20 }), { minLength: n, maxLength: n }),
  }),
);

/** A covariance of the given rank in exposures of very different units. */
function covariance({
  n,
  rank,
  roots,
  units,
}: {
  n: number;
  rank: number;
  roots: number[];
  units: number[];
}): number[] {
  return Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let l = 0; l < rank; l++) sum += roots[i * n + l]! * roots[j * n + l]!;
    return sum * Math.exp(units[i]! + units[j]!);
  });
}

describe('negativeAt', () => {
  it('has nothing against a covariance, of whatever rank', () => {
    fc.assert(
      fc.property(loadings, (drawn) => {
        expect(negative(covariance(drawn), drawn.n)).toBe(-1);
      }),
    );
  });

  it('sees a direction of negative risk, also where every variance is above 0', () => {
    fc.assert(
      fc.property(loadings, fc.double({ min: 1e-4, max: 10, noNaN: true }), (drawn, excess) => {
        const { n } = drawn;
        fc.pre(n > 1);
        const a = covariance({ ...drawn, rank: n });
        const most = Math.sqrt(a[0]! * a[n + 1]!);
        fc.pre(most > 0);
        a[1] = (1 + excess) * most;
        a[n] = a[1];
        expect(negative(a, n)).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(negative([1, 0, 0, -1], 2)).toBe(1);
    expect(negative([0, 1, 1, 5], 2)).toBe(0);
    expect(negative([1, 1, 1, 1, 1, 1.1, 1, 1.1, 1], 3)).toBeGreaterThanOrEqual(0);
  });
});
