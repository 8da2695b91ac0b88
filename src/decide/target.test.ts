import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HedgeRatio } from '../domain/config.ts';
import { DAY } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { ratioAt, targetAt } from './target.ts';

const START = 1_767_614_400_000;
const path = (between: HedgeRatio['between']): HedgeRatio => ({
  between,
  points: [
    { at: millis(START), ratio: 0.2 },
    { at: millis(START + 10 * DAY), ratio: 1 },
    { at: millis(START + 20 * DAY), ratio: 0.5 },
  ],
});

describe('ratioAt', () => {
  it.each([
    [-5, 0.2, 0.2],
    [0, 0.2, 0.2],
    [5, 0.6, 0.2],
    [10, 1, 1],
    [16, 0.7, 1],
    [20, 0.5, 0.5],
    [99, 0.5, 0.5],
  ])('%d days on is %d gliding and %d in steps', (days, glide, steps) => {
    const now = millis(START + days * DAY);
    expect(ratioAt(path('glide'), now)).toBeCloseTo(glide, 12);
    expect(ratioAt(path('steps'), now)).toBe(steps);
  });

  it('never leaves the ratios that it goes between', () => {
    const points = fc
      .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0, max: 2, noNaN: true })), {
        selector: ([day]) => day,
        minLength: 1,
      })
      .map((all) => all.sort(([a], [b]) => a - b).map(([day, ratio]) => ({ at: millis(day * DAY), ratio })));
    const between = fc.constantFrom('glide' as const, 'steps' as const);
    fc.assert(
      fc.property(points, between, fc.integer({ min: -1, max: 1001 }), (all, way, day) => {
        const ratios = all.map(({ ratio }) => ratio);
        const ratio = ratioAt({ points: all, between: way }, millis(day * DAY));
        expect(ratio).toBeGreaterThanOrEqual(Math.min(...ratios) - 1e-12);
        expect(ratio).toBeLessThanOrEqual(Math.max(...ratios) + 1e-12);
      }),
    );
  });
});

describe('targetAt', () => {
  it('is what is stated, or what the ratio leaves of the delta without the hedge', () => {
    expect(targetAt(-0.5, millis(START), 10)).toBe(-0.5);
    expect(targetAt(path('glide'), millis(START + 5 * DAY), 10)).toBeCloseTo(4, 12);
    expect(targetAt(path('steps'), millis(START + 99 * DAY), -8)).toBe(-4);
  });
});
