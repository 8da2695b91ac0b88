import { describe, expect, it } from 'vitest';
import { adlRank, adlScore } from './adl.ts';

describe('adlScore', () => {
  const standing = { gain: 10, cost: 100, worth: 110, equity: 55 };

  it('is return times leverage in gain and return over leverage in loss', () => {
    expect(adlScore(standing)).toBeCloseTo(0.1 * 2, 12);
    expect(adlScore({ ...standing, gain: -10, worth: 90, equity: 45 })).toBeCloseTo(-0.1 / 2, 12);
    expect(adlScore({ ...standing, cost: 0 })).toBe(0);
  });

  it('puts who has more gain or leverage first, and nobody nowhere', () => {
    expect(adlScore({ ...standing, equity: 20 })).toBeGreaterThan(adlScore(standing));
    expect(adlScore({ ...standing, gain: 20 })).toBeGreaterThan(adlScore(standing));
    for (const equity of [0, -5]) {
      expect(adlScore({ ...standing, equity })).toBeLessThan(Infinity);
      expect(adlScore({ ...standing, gain: -1, equity })).toBeLessThanOrEqual(0);
    }
  });
});

describe('adlRank', () => {
  it('is the fifth of the queue', () => {
    expect([-1, 0.05, 0.3, 1, 3].map((score) => adlRank(score, []))).toEqual([0, 1, 2, 3, 4]);
    expect(adlRank(0.3, [0.1, 0.2, 0.2, 0.2])).toBe(3);
    expect(adlRank(0.05, [1, 1, 1, 1])).toBe(0);
  });
});
