import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nelderMead } from './nelder-mead.ts';

const thorough = { evaluations: 5000, tolerance: 1e-10 };

describe('nelderMead', () => {
  it('finds the floor of the valley of Rosenbrock', () => {
    const valley = ([x = 0, y = 0]: readonly number[]) => 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x);
    const { at, value, evaluations } = nelderMead(valley, [-1.2, 1], [0.5, 0.5], thorough);
    expect(at[0]).toBeCloseTo(1, 7);
    expect(at[1]).toBeCloseTo(1, 7);
    expect(value).toBeLessThan(1e-15);
    expect(evaluations).toBeLessThan(400);
  });

  it('finds the least of any bowl of one to four variables', () => {
    const coordinate = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 1, maxLength: 4 }), (bottom) => {
        const bowl = (at: readonly number[]) =>
          at.reduce((sum, x, i) => sum + (i + 1) * (x - (bottom[i] ?? 0)) * (x - (bottom[i] ?? 0)), 0);
        const start = bottom.map(() => 0.5);
        const { at } = nelderMead(
          bowl,
          start,
          start.map(() => 1),
          thorough,
        );
        for (const [i, x] of at.entries()) expect(Math.abs(x - (bottom[i] ?? 0))).toBeLessThan(1e-6);
      }),
    );
  });

  it('bears walls, and takes NaN for one', () => {
    for (const wall of [Infinity, Number.NaN]) {
      const walled = ([x = 0, y = 0]: readonly number[]) => (x < 1 ? wall : x * x + y * y);
      const { at } = nelderMead(walled, [3, 2], [1, 1], thorough);
      expect(at[0]).toBeCloseTo(1, 4);
      expect(at[1]).toBeCloseTo(0, 2);
    }
  });

  it('calls no more often than it may, but for one last shrinking', () => {
    let calls = 0;
    const endless = ([x = 0, y = 0]: readonly number[]) => {
      calls += 1;
      return -x - y;
    };
    const { evaluations } = nelderMead(endless, [0, 0], [1, 1], { evaluations: 50, tolerance: 0 });
    expect(evaluations).toBe(calls);
    expect(calls).toBeLessThanOrEqual(50 + 4);
  });
});
