import { expect, it } from 'vitest';
import { between, inOrder, optionColumns } from '../../bench/options.ts';
import { createRandom } from '../../src/math/random.ts';

it('draws uniformly in the logarithm', () => {
  const random = createRandom('between');
  const drawn = Array.from({ length: 4_000 }, () => between(random, 0.01, 100));
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0.01);
  expect(Math.max(...drawn)).toBeLessThan(100);
  expect(drawn.filter((x) => x < 1).length / 4_000).toBeCloseTo(0.5, 1);
});

it('makes up the same options in every run, of whole days', () => {
  const columns = optionColumns('a', 500);
  expect(columns).toEqual(optionColumns('a', 500));
  expect(columns).not.toEqual(optionColumns('b', 500));
  for (const [i, years] of columns.years.entries()) {
    const days = years * 365;
    expect(Math.abs(days - Math.round(days))).toBeLessThan(1e-9);
    expect(days).toBeGreaterThan(0.99);
    expect(days).toBeLessThan(731);
    expect(Math.abs(columns.sign[i]!)).toBe(1);
    expect(columns.strike[i]).toBeGreaterThan(0);
    expect(columns.vol[i]).toBeGreaterThanOrEqual(0.2);
    expect(columns.vol[i]).toBeLessThan(2);
  }
  expect(inOrder(columns)[1]).toBe(columns.strike);
  expect(inOrder(columns)).toHaveLength(7);
});
