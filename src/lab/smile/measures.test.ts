import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { DAY } from '../../units/time.ts';
import { bucketName, bucketOf } from './buckets.ts';
import type { Move } from './learner.ts';
import { intervalsOf, isOtmCall, measure, worstBucket } from './measures.ts';
import { type Cell, createTally, gainOf, totalOf, varianceOf } from './tally.ts';

/** A move of 1 in 100 that a delta of d leaves `unhedged` − d of. */
function move(delta: number, unhedged: number, learned: number, years = 0.1): Move {
  const type = delta < 0 ? 'put' : 'call';
  const terms = { name: '', ccy: 'BTC', type, strike: 100, expiry: 0 } as const;
  const start = { terms, contract: 0, at: 0, spot: 100, price: 5, years, delta, vega: 10, perStrike: 0 };
  const deltas = {
    blackScholes: delta,
    stickyMoneyness: delta,
    hullWhite: delta,
    untrusted: delta,
    minimumVariance: learned,
  };
  return { start, deltas, spotChange: 1, priceChange: unhedged };
}

function tallied(moves: readonly (readonly [day: number, Move])[]): readonly Cell[] {
  const tally = createTally();
  for (const [day, each] of moves) tally.add(day * DAY, each);
  return tally.cells();
}

/** Moves whose errors by the learned delta are `share` of those by Black-Scholes. */
function drawn(count: number, delta: number, share: number, years = 0.1): readonly [number, Move][] {
  const random = createRandom(`${count} ${delta} ${share}`);
  return Array.from({ length: count }, (_, i) => {
    const error = random.normal();
    return [i % 40, move(delta, delta + error, delta + (1 - share) * error, years)];
  });
}

describe('buckets', () => {
  it('are of |delta| and days, each with its lower edge', () => {
    expect(bucketName(bucketOf(0.05, 2 / 365))).toEqual({ delta: '0.05-0.2', days: '2-7' });
    expect(bucketName(bucketOf(-0.1999, 6.99 / 365))).toEqual({ delta: '0.05-0.2', days: '2-7' });
    expect(bucketName(bucketOf(0.2, 7.001 / 365))).toEqual({ delta: '0.2-0.4', days: '7-30' });
    expect(bucketName(bucketOf(-0.95, 2))).toEqual({ delta: '0.8-0.95', days: '90-' });
  });
});

describe('measure', () => {
  it('is one less the ratio of variances about the mean', () => {
    const cells = tallied([0, 0.01, 0.05].map((error) => [0, move(0.5, 0.5 + error, 0.5 + error / 2)]));
    const errors = [0, 0.0001, 0.0005];
    const mean = 0.0002;
    const variance = errors.reduce((sum, error) => sum + (error - mean) * (error - mean), 0) / 2;
    expect(varianceOf(totalOf(cells), 'blackScholes')).toBeCloseTo(variance, 16);
    expect(gainOf(totalOf(cells), 'minimumVariance')).toBeCloseTo(0.75, 12);
    // The same always is the passing of time, which costs nothing here.
    const drift = tallied([0, 0.01, 0.05].map((error) => [0, move(0.5, 0.5 + error, 0.4 + error)]));
    expect(varianceOf(totalOf(drift), 'minimumVariance')).toBeLessThan(1e-18);
  });

  it('tells calls out of the money and the worst bucket apart from all', () => {
    const cells = tallied([
      ...drawn(200, 0.1, 0.5),
      ...drawn(400, 0.5, 0.9),
      ...drawn(300, -0.1, 1.05),
      ...drawn(99, -0.3, 3),
    ]);
    const { all, otmcalls, worst } = measure(cells, 'minimumVariance');
    expect(otmcalls).toBeCloseTo(0.75, 9);
    // Fewer than a hundred moves say nothing, however bad.
    expect(worst).toBeCloseTo(1.05 * 1.05 - 1, 9);
    expect(worstBucket(cells, 'minimumVariance')).toBe('put 0.05-0.2 30-90d');
    expect(all).toBeLessThan(0.2);
    expect(cells.filter(isOtmCall).reduce((sum, { n }) => sum + n, 0)).toBe(200);
    expect(measure(cells, 'untrusted')).toEqual({ all: 0, otmcalls: 0, worst: expect.closeTo(0, 12) });
  });

  it('says nothing of nothing', () => {
    expect(measure([], 'minimumVariance')).toEqual({ all: null, otmcalls: null, worst: null });
    expect(worstBucket([], 'minimumVariance')).toBeNull();
    expect(intervalsOf([], 'minimumVariance')).toBeNull();
  });
});

describe('intervalsOf', () => {
  it('holds what was measured, and is wider where days differ more', () => {
    const widthOf = (moves: readonly [number, Move][]) => {
      const cells = tallied(moves);
      const { all } = measure(cells, 'minimumVariance');
      const interval = intervalsOf(cells, 'minimumVariance')?.all;
      if (interval === undefined || all === null) throw new Error('nothing measured');
      expect(interval.lower).toBeLessThanOrEqual(all + 1e-12);
      expect(interval.upper).toBeGreaterThanOrEqual(all - 1e-12);
      return interval.upper - interval.lower;
    };
    const alike = widthOf(drawn(800, 0.1, 0.5));
    const random = createRandom('days');
    const differing = Array.from({ length: 800 }, (_, i): [number, Move] => {
      const error = random.normal();
      return [i % 40, move(0.1, 0.1 + error, 0.1 + (i % 40 < 20 ? 0.9 : 0) * error)];
    });
    expect(alike).toBeLessThan(1e-9);
    expect(widthOf(differing)).toBeGreaterThan(0.1);
  });

  it('says nothing of fewer than fourteen days', () => {
    const cells = tallied(drawn(800, 0.1, 0.5).filter(([day]) => day < 13));
    expect(intervalsOf(cells, 'minimumVariance')).toBeNull();
  });
});
