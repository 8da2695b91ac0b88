import { describe, expect, it } from 'vitest';
import { qlike } from '../../forecast/combination.ts';
import { drawnReadings } from '../../forecast/volatility-fixture.ts';
import { createRandom } from '../../math/random.ts';
import { bundled, meanLoss, outcomesOf, scoreOf } from './score.ts';
import type { Walk } from './walk.ts';

const readings = drawnReadings(20, 'score');
const variances = readings.map(({ variance }) => variance);
const point = (variance: number, spread: number = 0) => ({ variance, log: Math.log(variance), spread });

describe('outcomesOf', () => {
  it('is what came after, the mean of as many periods as were forecast', () => {
    expect(outcomesOf(readings, 1)).toEqual(variances.slice(1));
    const three = outcomesOf(readings, 3);
    expect(three.length).toBe(17);
    expect(three[4]).toBeCloseTo((variances[5]! + variances[6]! + variances[7]!) / 3, 15);
  });
});

describe('scoreOf', () => {
  const outcomes = outcomesOf(readings, 1);

  it('scores each forecast on what came after it, from the start on', () => {
    const walk: Walk = outcomes.map((_, t) => point(1e-3 * (1 + t)));
    const { qlike: losses, squared, standIns } = scoreOf(walk, walk, outcomes, 5);
    expect([losses.length, standIns]).toEqual([14, 0]);
    expect(losses[0]).toBeCloseTo(qlike(variances[6]!, 6e-3), 14);
    expect(squared[1]).toBeCloseTo(1e8 * (variances[7]! - 7e-3) * (variances[7]! - 7e-3), 10);
  });

  it('lets the fallback stand in where there is no forecast, and counts that', () => {
    const none: Walk = outcomes.map(() => null);
    const fallback: Walk = outcomes.map(() => point(2e-3));
    const { qlike: losses, standIns, within90 } = scoreOf(none, fallback, outcomes, 0);
    expect([standIns, within90]).toEqual([19, null]);
    expect(losses[3]).toBeCloseTo(qlike(variances[4]!, 2e-3), 14);
    expect(scoreOf(none, none, [0, 1e-4], 0).qlike.every(Number.isFinite)).toBe(true);
    expect(scoreOf(fallback, fallback, [0], 0).qlike[0]).toBeLessThan(20);
  });

  it('finds nine outcomes of ten between the quantiles of a law that is right', () => {
    const random = createRandom('law');
    const drawn = Array.from({ length: 4_000 }, () => Math.exp(-7 + 0.8 * random.normal()));
    const walk: Walk = drawn.map(() => ({ variance: Math.exp(-7 + 0.32), log: -7, spread: 0.64 }));
    const { within90 } = scoreOf(walk, walk, drawn, 0);
    expect(Math.abs(within90! - 0.9)).toBeLessThan(0.02);
  });
});

describe('bundled', () => {
  it('is the mean of so many in a row, the rest left out', () => {
    expect(bundled([1, 3, 5, 7, 9], 2)).toEqual([2, 6]);
    expect(bundled([1, 3], 1)).toEqual([1, 3]);
    expect(meanLoss([1, 2, 6])).toBe(3);
  });
});
