import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from './figure.ts';
import { thinned } from './thin.ts';

const MANY = 5_000;

describe('thinned', () => {
  it('leaves a short line as it is', () => {
    const points: readonly Point[] = [
      [1, 2],
      [3, Number.NaN],
    ];
    expect(thinned(points)).toBe(points);
  });

  it('keeps order, the least and the most, and no more than can be drawn', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, (some) => {
        const points = Array.from(
          { length: MANY },
          (_, i): Point => [i, (some[i % some.length] as number) + (i % 7)],
        );
        const kept = thinned(points);
        const ys = (all: readonly Point[]): readonly number[] => all.map(([, y]) => y);
        expect(kept.length).toBeLessThanOrEqual(1_200);
        expect([Math.min(...ys(kept)), Math.max(...ys(kept))]).toEqual([
          Math.min(...ys(points)),
          Math.max(...ys(points)),
        ]);
        const xs = kept.map(([x]) => x);
        expect(xs).toEqual(xs.toSorted((a, b) => a - b));
      }),
      { numRuns: 20 },
    );
  });

  it('passes over what is no number', () => {
    const points = Array.from({ length: MANY }, (_, i): Point => [i, i % 3 === 0 ? Number.NaN : i]);
    const kept = thinned(points).map(([, y]) => y);
    expect(Math.max(...kept.filter((y) => !Number.isNaN(y)))).toBe(4_999);
    expect(kept.filter((y) => Number.isNaN(y)).length).toBe(0);
  });
});
