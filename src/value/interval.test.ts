import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between } from '../../test/support/books.ts';
import { normalPdf } from '../math/normal.ts';
import { addProducts, d1Range, HERMITE, hermiteRanges } from './interval.ts';

/** Heₙ as their definition lists them. */
const POLYNOMIALS: readonly ((d: number) => number)[] = [
  () => 1,
  (d) => d,
  (d) => d * d - 1,
  (d) => d * d * d - 3 * d,
  (d) => d * d * d * d - 6 * d * d + 3,
];

const ends = fc
  .tuple(between(-6, 6), between(-6, 6))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const share = between(0, 1);

describe('hermiteRanges', () => {
  it('hold every value between, and are no wider than the values there', () => {
    const ranges = new Float64Array(2 * HERMITE);
    fc.assert(
      fc.property(ends, share, ([from, to], part) => {
        hermiteRanges(ranges, Float64Array.of(from, to), HERMITE - 1);
        for (const [n, polynomial] of POLYNOMIALS.entries()) {
          const at = (d: number) => polynomial(d) * normalPdf(d);
          const inside = at(Math.min(to, from + part * (to - from)));
          expect(inside).toBeGreaterThanOrEqual((ranges[2 * n] ?? 0) - 1e-15);
          expect(inside).toBeLessThanOrEqual((ranges[2 * n + 1] ?? 0) + 1e-15);
          const all = Array.from({ length: 401 }, (_, i) => at(from + (i / 400) * (to - from)));
          expect(Math.min(...all)).toBeCloseTo(ranges[2 * n] ?? 0, 3);
          expect(Math.max(...all)).toBeCloseTo(ranges[2 * n + 1] ?? 0, 3);
        }
      }),
    );
  });
});

describe('d1Range', () => {
  it('holds x/w + w/2 everywhere in its box, and is attained', () => {
    const xs = fc.tuple(between(-2, 2), between(0, 1));
    fc.assert(
      fc.property(xs, between(1e-3, 2), between(1, 3), share, share, ([x, width], w, ratio, a, b) => {
        const into = new Float64Array(2);
        d1Range(into, Float64Array.of(x, x + width, w, w * ratio));
        const [lo = 0, hi = 0] = into;
        const at = (p: number, q: number) => {
          const [one, two] = [x + p * width, w * (1 + q * (ratio - 1))];
          return one / two + two / 2;
        };
        expect(at(a, b)).toBeGreaterThanOrEqual(lo);
        expect(at(a, b)).toBeLessThanOrEqual(hi);
        const grid = Array.from({ length: 1_001 }, (_, i) => i / 1_000);
        const least = Math.min(...grid.map((q) => at(0, q)));
        const most = Math.max(at(1, 0), at(1, 1));
        expect(least - lo).toBeLessThan(1e-3);
        expect(hi - most).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('addProducts', () => {
  it('adds what holds the factor times the sum of products of what is in them', () => {
    fc.assert(
      fc.property(ends, ends, ends, share, share, ([a, b], [c, d], [e, f], p, q) => {
        const into = Float64Array.of(9, 9, 1, 1);
        const [one, two] = [Float64Array.of(a, b, e, f), Float64Array.of(c, d, 2, 3)];
        addProducts(into, 2, Float64Array.of(2, 4), one, two, 2);
        const sum = (a + p * (b - a)) * (c + q * (d - c)) + (e + q * (f - e)) * (2 + p);
        const [, , low = 0, high = 0] = into;
        const exact = 1 + (2 + 2 * q) * sum;
        expect(low <= exact && exact <= high).toBe(true);
        const ac = [a * c, a * d, b * c, b * d];
        const [least, most] = [
          Math.min(...ac) + Math.min(2 * e, 3 * e),
          Math.max(...ac) + Math.max(2 * f, 3 * f),
        ];
        expect(low).toBeCloseTo(1 + Math.min(2 * least, 4 * least), 9);
        expect(high).toBeCloseTo(1 + Math.max(2 * most, 4 * most), 9);
        expect([...into.slice(0, 2)]).toEqual([9, 9]);
      }),
    );
  });
});
