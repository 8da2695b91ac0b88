import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clamp, settle } from './settle.ts';

const any = fc.double({ min: -10, max: 10, noNaN: true });
const plus = fc.double({ min: 0, max: 10, noNaN: true });

describe('settle', () => {
  it('is where the least cost is', () => {
    fc.assert(
      fc.property(any, plus, plus, any, any, any, (wish, threshold, bend, one, other, elsewhere) => {
        const [lower, upper] = [Math.min(one, other), Math.max(one, other)];
        const cost = (x: number): number => {
          const size = Math.abs(x);
          return 0.5 * (x - wish) * (x - wish) + threshold * size + (2 / 3) * bend * size * Math.sqrt(size);
        };
        const x = settle(wish, threshold, bend, lower, upper);
        expect(x).toBe(clamp(x, lower, upper));
        expect(cost(x)).toBeLessThanOrEqual(cost(clamp(elsewhere, lower, upper)) + 1e-10);
        for (const hair of [-1e-4, 1e-4])
          expect(cost(x)).toBeLessThanOrEqual(cost(clamp(x + hair, lower, upper)) + 1e-12);
      }),
    );
  });

  it('is exactly 0 up to the threshold, and only there', () => {
    expect(settle(0.5, 0.5, 0, -1, 1)).toBe(0);
    expect(Math.abs(settle(-0.5, 0.5, 3, -1, 1))).toBe(0);
    expect(settle(0.5000001, 0.5, 3, -1, 1)).toBeGreaterThan(0);
    expect(settle(0.1, 0.5, 0, 0.2, 1)).toBe(0.2);
  });
});
