import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costAt, falling } from './curve.ts';

describe('falling', () => {
  it('averages neighbours that are out of order, and leaves out errors of nothing', () => {
    const points = [
      { error: 30, cost: 12 },
      { error: 10, cost: 20 },
      { error: 20, cost: 8 },
      { error: 0, cost: 99 },
    ];
    expect(falling(points)).toEqual([
      { error: 10, cost: 20, count: 1 },
      { error: 25, cost: 10, count: 2 },
    ]);
  });

  it('never rises', () => {
    const point = fc.record({
      error: fc.integer({ min: 0, max: 50 }),
      cost: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(point), (points) => {
        const frontier = falling(points);
        for (const [i, { cost, error }] of frontier.entries()) {
          const next = frontier[i + 1];
          if (next === undefined) continue;
          expect(next.cost).toBeLessThanOrEqual(cost);
          expect(next.error).toBeGreaterThanOrEqual(error);
        }
      }),
    );
  });
});

describe('costAt', () => {
  const power = [5, 10, 20, 40, 80].map((error) => ({ error, cost: 300 / error }));

  it('is exact on a power law, and at the points themselves', () => {
    for (const error of [5, 7, 13, 40, 79, 80]) expect(costAt(power, error)).toBeCloseTo(300 / error, 12);
  });

  it('says nothing beyond the ends', () => {
    expect([costAt(power, 4.9), costAt(power, 80.1), costAt([], 10)]).toEqual([null, null, null]);
  });
});
