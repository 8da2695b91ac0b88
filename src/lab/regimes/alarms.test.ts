import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmsOf, thresholdFor } from './alarms.ts';

describe('alarmsOf', () => {
  it('tells where alarms begin, and makes one of two with a short lapse between', () => {
    const scores = new Float64Array(100);
    for (const i of [3, 4, 20, 45, 46, 90]) scores[i] = 1;
    expect(alarmsOf(scores, 1)).toEqual([3, 45, 90]);
    expect(alarmsOf(scores, 1.1)).toEqual([]);
    expect(alarmsOf(scores, 0)).toEqual([0]);
    expect(alarmsOf(scores.fill(Number.NaN), 0)).toEqual([]);
  });
});

describe('thresholdFor', () => {
  const list = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 400 });

  it('gives at most so many alarms, and at the next lower score that it tried, more', () => {
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 6 }), (values, most) => {
        const scores = Float64Array.from(values);
        const threshold = thresholdFor(scores, most);
        expect(alarmsOf(scores, threshold).length).toBeLessThanOrEqual(most);
        expect(values).toContain(threshold);
      }),
    );
  });

  it('goes as low as it may', () => {
    const scores = new Float64Array(200);
    for (const [place, score] of [
      [10, 9],
      [60, 8],
      [110, 7],
      [160, 6],
    ] as const)
      scores[place] = score;
    expect([1, 2, 3].map((most) => thresholdFor(scores, most))).toEqual([9, 8, 7]);
    expect(thresholdFor(new Float64Array([Number.NaN, 3]), 5)).toBe(3);
  });
});
