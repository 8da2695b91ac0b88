import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { foldValue, NO_VALUES, type ReversionState, reversionOf } from './mean-reversion.ts';

function folded(
  values: readonly number[],
  halfLife: number,
  state: ReversionState = NO_VALUES,
): ReversionState {
  return values.reduce((before, value) => foldValue(before, value, 1, halfLife), state);
}

function drawn(count: number, persistence: number, mean = 0, seed = 'reversion'): number[] {
  const random = createRandom(seed);
  let value = mean;
  return Array.from({ length: count }, () => {
    value = mean + persistence * (value - mean) + random.normal();
    return value;
  });
}

function known(state: ReversionState, halfLife: number) {
  const found = reversionOf(state, halfLife);
  if ('kind' in found) throw new Error(`refused ${found.field}`);
  return found;
}

describe('an autoregression folded a value at a time', () => {
  const values = drawn(60, 0.6, 3);

  it('is least squares of each value on the one before, where nothing is forgotten', () => {
    const [x, y] = [values.slice(0, -1), values.slice(1)];
    const average = (of: readonly number[]) => of.reduce((sum, v) => sum + v, 0) / of.length;
    const [mx, my] = [average(x), average(y)];
    const sxy = x.reduce((sum, v, i) => sum + (v - mx) * ((y[i] as number) - my), 0);
    const sxx = x.reduce((sum, v) => sum + (v - mx) * (v - mx), 0);
    const slope = sxy / sxx;
    const left = y.reduce((sum, v, i) => {
      const miss = v - my - slope * ((x[i] as number) - mx);
      return sum + miss * miss;
    }, 0);
    const found = known(folded(values, Infinity), Infinity);
    expect(found.persistence).toBeCloseTo(slope, 12);
    expect(found.noise).toBeCloseTo(left / (x.length - 2), 11);
    expect(found.mean).toBeCloseTo(average(values), 12);
    expect(found.wander).toBe(0);
    expect(found.doubt).toBeCloseTo(found.noise / (1 - slope) / (1 - slope) / values.length, 11);
  });

  it('weighs each value by its age', () => {
    const halfLife = 7;
    const weights = values.map((_, i) => 0.5 ** ((values.length - 1 - i) / halfLife));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const mean = values.reduce((sum, v, i) => sum + v * (weights[i] as number), 0) / total;
    const state = folded(values, halfLife);
    expect(state.mean).toBeCloseTo(mean, 12);
    expect(state.weights).toBeCloseTo(
      weights.reduce((sum, w) => sum + w * w, 0),
      12,
    );
    const pairs = values.slice(1).map((y, i) => [values[i] as number, y, weights[i + 1] as number] as const);
    const all = pairs.reduce((sum, [, , w]) => sum + w, 0);
    const [mx, my] = [0, 1].map(
      (k) => pairs.reduce((sum, pair) => sum + (pair[k] as number) * pair[2], 0) / all,
    );
    const products = pairs.reduce(
      (sum, [x, y, w]) => sum + w * (x - (mx as number)) * (y - (my as number)),
      0,
    );
    expect(state.products).toBeCloseTo(products, 10);
  });

  it('finds what was planted, and is as wrong about the mean as it says', () => {
    let [covered, slope] = [0, 0];
    for (let run = 0; run < 200; run += 1) {
      const found = known(folded(drawn(400, 0.7, 5, `run ${run}`), Infinity), Infinity);
      slope += found.persistence / 200;
      covered += Math.abs(found.mean - 5) < 1.96 * Math.sqrt(found.doubt) ? 1 / 200 : 0;
    }
    expect(slope).toBeCloseTo(0.7, 1);
    expect(covered).toBeGreaterThan(0.88);
    expect(covered).toBeLessThan(0.99);
  });

  it('takes no neighbours over a gap, and forgets over it', () => {
    const [before, after] = [values.slice(0, 30), values.slice(30)];
    const state = folded(before, 10);
    const [first = 0, ...rest] = after;
    const jumped = foldValue(state, first, 5, 10);
    expect(jumped.pairWeight).toBeCloseTo(state.pairWeight * 0.5 ** 0.5, 12);
    expect(jumped.before).toBe(state.before);
    expect(folded(rest, 10, jumped).pairWeights).toBeLessThan(folded(values, 10).pairWeights);
  });

  it('refuses twenty values, and stays plain data where all are equal', () => {
    expect(reversionOf(folded(values.slice(0, 20), Infinity), Infinity)).toMatchObject({
      kind: 'refused',
      field: 'history',
    });
    const flat = folded(
      Array.from({ length: 40 }, () => 0),
      10,
    );
    expect(known(flat, 10)).toEqual({ last: 0, mean: 0, persistence: 0, noise: 0, doubt: 0, wander: 0 });
    for (const state of [flat, folded(values, 10)]) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
