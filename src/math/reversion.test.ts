import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanAhead, type Reversion, valueAhead } from './reversion.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyReversion: fc.Arbitrary<Reversion> = fc.record({
  last: between(-5, 5),
  mean: between(-5, 5),
  persistence: between(0, 0.98),
  noise: between(0, 3),
  doubt: between(0, 3),
  wander: between(0, 1),
});
const steps = fc.integer({ min: 1, max: 60 });

/** Coefficients of each step's value on the innovations before it, from the recursion itself. */
function pathOf({ last, mean, persistence }: Reversion, n: number) {
  const values: number[] = [];
  const weights: number[][] = [];
  let [value, row] = [last, [] as number[]];
  for (let i = 0; i < n; i++) {
    value = mean + persistence * (value - mean);
    row = [...row.map((w) => persistence * w), 1];
    values.push(value);
    weights.push(row);
  }
  return { values, weights };
}

describe('reversion', () => {
  it('is the recursion that it stands for, a known level apart', () => {
    fc.assert(
      fc.property(anyReversion, steps, (given, n) => {
        const known = { ...given, doubt: 0, wander: 0 };
        const { values, weights } = pathOf(known, n);
        const last = weights.at(-1) as number[];
        const at = valueAhead(known, n);
        expect(at.mean).toBeCloseTo(values.at(-1) as number, 9);
        expect(at.variance).toBeCloseTo(known.noise * last.reduce((sum, w) => sum + w * w, 0), 8);
        const over = meanAhead(known, n);
        expect(over.mean).toBeCloseTo(values.reduce((sum, v) => sum + v, 0) / n, 9);
        const columns = Array.from(
          { length: n },
          (_, j) => weights.reduce((sum, w) => sum + (w[j] ?? 0), 0) / n,
        );
        expect(over.variance).toBeCloseTo(known.noise * columns.reduce((sum, c) => sum + c * c, 0), 8);
      }),
    );
  });

  it('doubts the mean as much as it leans on it', () => {
    fc.assert(
      fc.property(anyReversion, steps, (given, n) => {
        const bare = { ...given, noise: 0, wander: 0 };
        const nudged = { ...bare, mean: bare.mean + 1 };
        for (const ahead of [valueAhead, meanAhead]) {
          const lean = ahead(nudged, n).mean - ahead(bare, n).mean;
          expect(ahead(bare, n).variance).toBeCloseTo(bare.doubt * lean * lean, 9);
        }
      }),
    );
  });

  it('is sure of less the further it looks, where the level wanders', () => {
    const wandering = { last: 1, mean: 0, persistence: 0.5, noise: 0, doubt: 0.1, wander: 0.1 };
    expect(valueAhead(wandering, 20).variance).toBeGreaterThan(valueAhead(wandering, 10).variance);
    expect(meanAhead({ ...wandering, persistence: 0 }, 30).variance).toBeCloseTo(0.1 + 30 * (0.1 / 3), 12);
  });

  it('is the mean itself where nothing persists', () => {
    const forgetful = { last: 9, mean: 2, persistence: 0, noise: 4, doubt: 0, wander: 0 };
    expect(valueAhead(forgetful, 3)).toEqual({ mean: 2, variance: 4 });
    expect(meanAhead(forgetful, 4)).toEqual({ mean: 2, variance: 1 });
  });
});
