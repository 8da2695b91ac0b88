import { expect, it } from 'vitest';
import { intervalOf } from './interval.ts';

it('is that of Student: 2.776 standard errors for five values', () => {
  const { mean, low, high } = intervalOf([1, 2, 3, 4, 5]);
  expect(mean).toBe(3);
  expect((high - mean) / Math.sqrt(0.5)).toBeCloseTo(2.776, 3);
  expect(mean - low).toBeCloseTo(high - mean, 12);
});

it('takes two values', () => {
  // The 97.5 % point of one degree of freedom.
  expect(intervalOf([0, 2]).high).toBeCloseTo(1 + 12.706, 3);
  expect(() => intervalOf([1])).toThrow(RangeError);
});
