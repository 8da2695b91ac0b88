import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, median, quantile, standardDeviation } from './statistics.ts';

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => x + 0);
const samples = fc.array(number, { minLength: 2, maxLength: 50 });

describe('sample statistics', () => {
  it('match values worked by hand', () => {
    expect(mean([1, 2, 4])).toBeCloseTo(7 / 3, 15);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 15);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 10, 1, 2])).toBe(3);
    expect(quantile([10, 9, 1, 2], 0.4)).toBeCloseTo(3.4, 14);
  });

  it('keep their digits beside a large offset', () => {
    // NIST StRD NumAcc4, certified mean 10000000.2, standard deviation 0.1.
    const values = [10000000.2, ...Array.from({ length: 500 }, () => [10000000.1, 10000000.3]).flat()];
    expect(mean(values)).toBe(10000000.2);
    expect(standardDeviation(values)).toBeCloseTo(0.1, 8);
  });

  it('take plain and typed arrays, and leave them as they were', () => {
    const values = [10, 9, 1];
    expect(median(values)).toBe(9);
    expect(values).toEqual([10, 9, 1]);
    expect(median(Float64Array.from(values))).toBe(9);
  });

  it('follow the sample when it is shifted and scaled', () => {
    fc.assert(
      fc.property(samples, number, (values, shift) => {
        const moved = values.map((value) => 2 * value + shift);
        expect(Math.abs(mean(moved) - (2 * mean(values) + shift))).toBeLessThan(1e-8);
        expect(Math.abs(median(moved) - (2 * median(values) + shift))).toBeLessThan(1e-8);
        expect(Math.abs(standardDeviation(moved) - 2 * standardDeviation(values))).toBeLessThan(1e-8);
      }),
    );
  });

  it('rise with the probability from the least to the greatest value', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(samples, p, p, (values, a, b) => {
        expect(quantile(values, Math.min(a, b))).toBeLessThanOrEqual(quantile(values, Math.max(a, b)));
        expect([quantile(values, 0), quantile(values, 1)]).toEqual([
          Math.min(...values),
          Math.max(...values),
        ]);
      }),
    );
  });

  it('throw on too few values and on what is no probability', () => {
    expect(() => mean([])).toThrow(RangeError);
    expect(() => median([])).toThrow(RangeError);
    expect(() => standardDeviation([1])).toThrow('needs 2 values or more, got 1');
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
    expect(() => quantile([1], Number.NaN)).toThrow(RangeError);
  });
});
