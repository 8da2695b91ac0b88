import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstFall } from './first-fall.ts';

const WALK = { reach: 4, step: 0.02, growth: 1.06 };

describe('firstFall', () => {
  it('finds the root to the last digits', () => {
    expect(firstFall((x) => 2 - x * x, WALK)).toBeCloseTo(Math.SQRT2, 13);
    expect(firstFall((x) => Math.cos(x), WALK)).toBeCloseTo(Math.PI / 2, 13);
    // Flat, then steep.
    expect(firstFall((x) => (x < 1 ? 1e-9 : 1e-9 - 1e6 * (x - 1)), WALK)).toBeCloseTo(1, 13);
  });

  it('looks into a valley between its steps', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 3.5, noNaN: true }),
        fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
        (at, half) => {
          // Below 0 within `half` of `at` alone.
          const root = firstFall((x) => (x - at) * (x - at) - half * half, WALK);
          if (half < at) expect(root).toBeCloseTo(at - half, 11);
          else expect(root).toBe(0);
        },
      ),
    );
  });

  it('is 0 where it begins below, and null where it never is', () => {
    expect(firstFall(() => -1, WALK)).toBe(0);
    expect(firstFall(() => Number.NaN, WALK)).toBe(0);
    expect(firstFall((x) => 5 - x, WALK)).toBe(null);
    expect(firstFall(() => 0, WALK)).toBe(null);
  });
});
