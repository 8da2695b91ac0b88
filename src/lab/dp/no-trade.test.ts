import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noTrade } from './no-trade.ts';

const SIZE = 101;
const SPACING = 1 / (SIZE - 1);
const near = fc.tuple(fc.integer({ min: 1, max: SIZE - 2 }), fc.integer({ min: 1, max: SIZE - 2 }));
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const clamp = (x: number) => Math.min(1, Math.max(0, x));

describe('noTrade', () => {
  it('finds the edges of a parabola between samples, wherever it begins', () => {
    fc.assert(
      fc.property(
        between(-0.5, 1.5),
        between(0.1, 50),
        between(1e-3, 1),
        near,
        (middle, bend, limit, from) => {
          const f = (x: number) => 0.5 * bend * (x - middle) * (x - middle);
          const found = noTrade((k) => f(k * SPACING), SIZE, limit, from);
          const [lower, upper] = [clamp(middle - limit / bend), clamp(middle + limit / bend)];
          expect(Math.abs(found.lower - lower)).toBeLessThan(1e-9);
          expect(Math.abs(found.upper - upper)).toBeLessThan(1e-9);
          expect(Math.abs(found.atLower - f(lower))).toBeLessThan(1e-9);
          expect(Math.abs(found.atUpper - f(upper))).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('minimises f(h) + limit · |h − h⁻| from either side of another convex function', () => {
    fc.assert(
      fc.property(between(0.1, 0.9), between(1, 6), between(0.05, 0.5), near, (middle, k, limit, from) => {
        const f = (x: number) => Math.cosh(k * (x - middle));
        const found = noTrade((i) => f(i * SPACING), SIZE, limit, from);
        for (const [start, edge, value] of [
          [0, found.lower, found.atLower],
          [1, found.upper, found.atUpper],
        ] as const) {
          const total = (h: number) => f(h) + limit * Math.abs(h - start);
          let best = Infinity;
          for (let h = 0; h <= 1; h += 1e-4) best = Math.min(best, total(h));
          expect(value + limit * Math.abs(edge - start) - best).toBeLessThan(1e-6);
          expect(Math.abs(value - f(edge))).toBeLessThan(2e-5);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('asks only around the edges when it begins there', () => {
    const asked = new Set<number>();
    const f = (k: number): number => {
      asked.add(k);
      const x = k * SPACING - 0.5;
      return 10 * x * x;
    };
    const first = noTrade(f, SIZE, 0.4, [1, 1]);
    expect(asked.size).toBeGreaterThan(40);
    asked.clear();
    expect(noTrade(f, SIZE, 0.4, first.near)).toEqual(first);
    expect(asked.size).toBeLessThan(12);
  });

  it('has a region of one point where trading is free', () => {
    const found = noTrade((k) => (k * SPACING - 0.3) * (k * SPACING - 0.3), SIZE, 0, [50, 50]);
    expect(found.lower).toBeCloseTo(0.3, 12);
    expect(found.upper).toBeCloseTo(0.3, 12);
  });
});
