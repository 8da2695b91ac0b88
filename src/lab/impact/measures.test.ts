import { expect, it } from 'vitest';
import { maxDrawdown, realisedVol, rootMeanSquare } from './measures.ts';

const prices = new Float64Array([100, 103, 99, 104, 78, 90]);

it('samples volatility from every minute on', () => {
  expect(realisedVol(prices, 1)).toBeCloseTo(Math.sqrt((9 + 16 + 25 + 676 + 144) / 5), 12);
  expect(realisedVol(prices, 2)).toBeCloseTo(Math.sqrt((1 + 1 + 441 + 196) / 4 / 2), 12);
});

it('finds the largest fall, not that to the end', () => {
  expect(maxDrawdown(prices)).toBeCloseTo(1 - 78 / 104, 12);
  expect(maxDrawdown(new Float64Array([1, 2, 3]))).toBe(0);
});

it('squares', () => {
  expect(rootMeanSquare(new Float64Array([3, -4, 0, 0]))).toBe(2.5);
});
