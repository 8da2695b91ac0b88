import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../math/random.ts';
import {
  type ChangePrior,
  type ChangeState,
  changedWithin,
  checkedPrior,
  foldChange,
  logGammaHalfStep,
  meanAbove,
  startChange,
} from './change-point.ts';

const PRIOR: ChangePrior = { length: 50, mean: 0, weight: 0.5, shape: 2, scale: 0.3, most: 1_000 };

function fold(prior: ChangePrior, values: readonly number[]): { state: ChangeState; log: number } {
  let [state, log] = [startChange(), 0];
  for (const value of values) {
    const next = foldChange(prior, state, value);
    state = next.state;
    log += next.logDensity;
  }
  return { state, log };
}

/** ln Γ by Stirling's series, far enough out that its terms fall fast. */
function logGamma(x: number): number {
  let [shift, at] = [0, x];
  for (; at < 30; at++) shift += Math.log(at);
  const z = 1 / (at * at);
  return (
    (at - 0.5) * Math.log(at) -
    at +
    0.5 * Math.log(2 * Math.PI) +
    (1 / 12 - z * (1 / 360 - z / 1260)) / at -
    shift
  );
}

/** ln of the density of `values` as one segment: the normaliser of the posterior over that of the prior. */
function logSegment(prior: ChangePrior, values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  const weight = prior.weight + n;
  const shape = prior.shape + n / 2;
  const apart = mean - prior.mean;
  const scale = prior.scale + squares / 2 + (prior.weight * n * apart * apart) / (2 * weight);
  return (
    logGamma(shape) -
    logGamma(prior.shape) +
    prior.shape * Math.log(prior.scale) -
    shape * Math.log(scale) +
    0.5 * Math.log(prior.weight / weight) -
    (n / 2) * Math.log(2 * Math.PI)
  );
}

/** The density of `values` by adding up every set of places where a change may have been. */
function logByEnumeration(prior: ChangePrior, values: readonly number[]): number {
  const hazard = 1 / prior.length;
  let total = 0;
  for (let set = 0; set < 1 << (values.length - 1); set++) {
    let log = 0;
    let from = 0;
    for (let t = 1; t <= values.length; t++) {
      const isChange = t === values.length || ((set >> (t - 1)) & 1) === 1;
      if (t < values.length) log += Math.log(isChange ? hazard : 1 - hazard);
      if (!isChange) continue;
      log += logSegment(prior, values.slice(from, t));
      from = t;
    }
    total += Math.exp(log);
  }
  return Math.log(total);
}

describe('logGammaHalfStep', () => {
  it('has its closed values, and obeys the recurrence of Γ', () => {
    expect(logGammaHalfStep(0.5)).toBeCloseTo(-0.5 * Math.log(Math.PI), 12);
    expect(logGammaHalfStep(1)).toBeCloseTo(Math.log(Math.sqrt(Math.PI) / 2), 12);
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), (a) => {
        const sum = logGammaHalfStep(a) + logGammaHalfStep(a + 0.5);
        expect(Math.abs(sum - Math.log(a))).toBeLessThan(1e-12 * Math.max(1, Math.abs(Math.log(a))));
        expect(Math.abs(logGammaHalfStep(a) - (logGamma(a + 0.5) - logGamma(a)))).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('foldChange', () => {
  it('adds up every set of changes there may have been', () => {
    const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(values, fc.double({ min: 2, max: 100, noNaN: true }), (series, length) => {
        const prior = { ...PRIOR, length };
        expect(fold(prior, series).log).toBeCloseTo(logByEnumeration(prior, series), 4);
      }),
      { numRuns: 40 },
    );
  });

  it('costs a bounded effort, and loses little by it', () => {
    const random = createRandom(4);
    const series = Array.from({ length: 1_200 }, (_, t) => random.normal() * 0.5 + (t % 300 < 150 ? 0 : 1.2));
    const many = fold({ ...PRIOR, most: 5_000 }, series);
    for (const [most, apart] of [
      [40, 0.02],
      [120, 0.001],
    ] as const) {
      const few = fold({ ...PRIOR, most }, series);
      expect(few.state.counts.length).toBeLessThanOrEqual(most);
      // Per value, of which each has about one nat.
      expect(Math.abs(few.log - many.log) / series.length).toBeLessThan(2e-4);
      for (const steps of [0, 5, 20, 100])
        expect(Math.abs(changedWithin(few.state, steps) - changedWithin(many.state, steps))).toBeLessThan(
          apart,
        );
      expect(Math.abs(meanAbove(PRIOR, few.state, 0.6) - meanAbove(PRIOR, many.state, 0.6))).toBeLessThan(
        apart,
      );
      expect(few.state.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
    expect(many.state.counts.length).toBeGreaterThan(120);
  });

  it('finds a shift within a few values, and none where there is none', () => {
    const random = createRandom(9);
    const before = Array.from({ length: 300 }, () => 0.4 * random.normal());
    const after = Array.from({ length: 10 }, () => 0.4 * random.normal() + 1.5);
    const [quiet, moved] = [fold(PRIOR, before).state, fold(PRIOR, [...before, ...after]).state];
    expect(changedWithin(quiet, 20)).toBeLessThan(0.5);
    expect(changedWithin(moved, 12)).toBeGreaterThan(0.98);
    expect(changedWithin(moved, 8)).toBeLessThan(0.5);
    expect(meanAbove(PRIOR, quiet, 0.75)).toBeLessThan(0.02);
    expect(meanAbove(PRIOR, moved, 0.75)).toBeGreaterThan(0.95);
  });

  it('gives a gap the chances to change that it had', () => {
    const { state } = fold(PRIOR, [0, 0.1, -0.2, 0.1]);
    const chance = (steps: number) => changedWithin(foldChange(PRIOR, state, 0, steps).state, 0);
    expect(chance(1)).toBeCloseTo(1 / 50, 12);
    expect(chance(3)).toBeCloseTo(1 - (49 / 50) * (49 / 50) * (49 / 50), 12);
    expect(chance(1e9)).toBe(1);
    expect(
      foldChange(PRIOR, foldChange(PRIOR, state, 0, 1e9).state, 0.3).state.shares.every(Number.isFinite),
    ).toBe(true);
  });

  it('ignores what is not finite, and bears what is far out', () => {
    const { state } = fold(PRIOR, [0, 0.1]);
    for (const value of [Number.NaN, Infinity, -Infinity])
      expect(foldChange(PRIOR, state, value)).toEqual({ state, logDensity: 0 });
    const far = foldChange(PRIOR, state, 1e100).state;
    expect(far.shares.every(Number.isFinite)).toBe(true);
    expect(meanAbove(PRIOR, far, 1)).toBeGreaterThanOrEqual(0);
  });
});

describe('checkedPrior', () => {
  it('answers a good prior, and names what is wrong with a bad one', () => {
    expect(checkedPrior(PRIOR)).toBe(PRIOR);
    for (const [field, value] of [
      ['length', 1],
      ['length', Infinity],
      ['mean', Number.NaN],
      ['weight', 0],
      ['shape', -1],
      ['scale', Number.NaN],
      ['most', 2],
      ['most', 2.5],
    ] as const)
      expect(checkedPrior({ ...PRIOR, [field]: value })).toMatchObject({ kind: 'refused', field, value });
  });
});
