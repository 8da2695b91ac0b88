import { describe, expect, it } from 'vitest';
import type { Market } from './cases.ts';
import { priceGrid, resample } from './regions.ts';

const MARKET: Market = { name: 'test', vol: 0.4, steps: 2, step: 0.08, costRate: 0 };

describe('priceGrid', () => {
  it('is even in the logarithm, with the start in its middle and 5.5 deviations on either side', () => {
    const { prices, size, start, spacing } = priceGrid(MARKET, 101);
    expect(prices[50]).toBe(1);
    expect(Math.log(prices[100] ?? 0)).toBeCloseTo(5.5 * 0.4 * Math.sqrt(0.16), 12);
    expect(start).toBeCloseTo(Math.log(prices[0] ?? 0), 12);
    for (let i = 1; i < size; i++)
      expect(Math.log((prices[i] ?? 0) / (prices[i - 1] ?? 0))).toBeCloseTo(spacing, 12);
  });
});

describe('resample', () => {
  const grid = priceGrid(MARKET, 11);
  const edge = (t: number, log: number) => t + 0.3 * log;
  const edgesOn = ({ size, start, spacing }: typeof grid, add: number) =>
    Float64Array.from({ length: 2 * size }, (_, k) =>
      edge(Math.floor(k / size), start + (k % size) * spacing + add),
    );

  it('gives the same edges between the prices, at each step', () => {
    const fine = priceGrid(MARKET, 37);
    const coarse = { grid, lower: edgesOn(grid, 0), upper: edgesOn(grid, 1) };
    const { lower, upper } = resample(coarse, fine, 2);
    for (const [made, exact] of [
      [lower, edgesOn(fine, 0)],
      [upper, edgesOn(fine, 1)],
    ] as const) {
      expect(made.length).toBe(exact.length);
      made.forEach((value, k) => {
        expect(value).toBeCloseTo(exact[k] ?? Number.NaN, 12);
      });
    }
  });
});
