import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../math/random.ts';
import type { HmmModel } from './hmm.ts';
import { fitHmm, type Sequence } from './hmm-fit.ts';

const TRUTH: HmmModel = {
  start: [0.5, 0.3, 0.2],
  transition: [
    [0.95, 0.04, 0.01],
    [0.05, 0.9, 0.05],
    [0.02, 0.18, 0.8],
  ],
  means: [[-0.8], [0.2], [1.4]],
  variances: [[0.1], [0.1], [0.1]],
};

function draw(shares: readonly number[], u: number): number {
  let sum = 0;
  const found = shares.findIndex((share) => {
    sum += share;
    return u < sum;
  });
  return found < 0 ? shares.length - 1 : found;
}

function simulate(model: HmmModel, length: number, seed: number): Sequence {
  const random = createRandom(seed);
  let regime = draw(model.start, random.next());
  return Array.from({ length }, (_, t) => {
    if (t > 0) regime = draw(model.transition[regime]!, random.next());
    return model.means[regime]!.map((m, d) => m + Math.sqrt(model.variances[regime]![d]!) * random.normal());
  });
}

function fitted(sequences: readonly Sequence[], regimes: number, isTied: boolean) {
  const fit = fitHmm(sequences, { regimes, isTied });
  if ('kind' in fit) throw new Error(fit.remedy);
  return fit;
}

describe('fitHmm', () => {
  it('finds what made the data, in order of the means', () => {
    const { model } = fitted([simulate(TRUTH, 2_500, 1), simulate(TRUTH, 2_500, 2)], 3, true);
    TRUTH.means.forEach(([centre], k) => {
      expect(Math.abs(model.means[k]![0]! - centre!)).toBeLessThan(0.05);
      expect(Math.abs(model.variances[k]![0]! - 0.1)).toBeLessThan(0.01);
      expect(new Set(model.variances.map(([variance]) => variance)).size).toBe(1);
      TRUTH.transition[k]!.forEach((share, j) => {
        // Four standard errors of a share counted over the 600 steps that stress has here.
        expect(Math.abs(model.transition[k]![j]! - share)).toBeLessThan(
          4 * Math.sqrt((share * (1 - share)) / 600),
        );
      });
    });
  });

  it('finds variances of their own, and several features', () => {
    const truth: HmmModel = {
      start: [0.5, 0.5],
      transition: [
        [0.97, 0.03],
        [0.06, 0.94],
      ],
      means: [
        [0, 1],
        [0.1, -1],
      ],
      variances: [
        [1, 0.5],
        [9, 2],
      ],
    };
    const { model } = fitted([simulate(truth, 4_000, 3)], 2, false);
    const order = model.variances[0]![0]! < model.variances[1]![0]! ? [0, 1] : [1, 0];
    order.forEach((k, i) => {
      expect(model.variances[k]![0]! / truth.variances[i]![0]!).toBeCloseTo(1, 0);
      expect(Math.abs(model.means[k]![1]! - truth.means[i]![1]!)).toBeLessThan(0.12);
      expect(Math.abs(model.transition[k]![k]! - truth.transition[i]![i]!)).toBeLessThan(0.02);
    });
  });

  it('never loses likelihood from one round to the next', () => {
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { minLength: 60, maxLength: 90 }),
        fc.boolean(),
        (rows, isTied) => {
          const { climb } = fitted([rows.slice(0, 25), rows.slice(25)], 3, isTied);
          climb.slice(1).forEach((log, i) => {
            expect(log).toBeGreaterThanOrEqual(climb[i]! - 1e-9 * Math.abs(climb[i]!));
          });
          expect(climb.length).toBeGreaterThan(1);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('with one regime is the mean and the variance, and their likelihood', () => {
    const rows = Array.from({ length: 50 }, (_, i) => [Math.sin(i)]);
    const { model, climb } = fitted([rows], 1, false);
    const mean = rows.reduce((sum, [x]) => sum + x!, 0) / 50;
    const variance = rows.reduce((sum, [x]) => sum + (x! - mean) * (x! - mean), 0) / 50;
    expect(model.means[0]![0]).toBeCloseTo(mean, 12);
    expect(model.variances[0]![0]).toBeCloseTo(variance, 12);
    expect(climb.at(-1)).toBeCloseTo(-25 * (Math.log(2 * Math.PI * variance) + 1), 9);
  });

  it('is the same every time', () => {
    const sequences = [simulate(TRUTH, 300, 5)];
    expect(fitted(sequences, 3, true)).toEqual(fitted(sequences, 3, true));
  });

  it('refuses what cannot be fitted, and says what could', () => {
    const rows = simulate(TRUTH, 80, 1);
    const three = { regimes: 3, isTied: true };
    expect(fitHmm([rows], { ...three, regimes: 0 })).toMatchObject({ kind: 'refused', field: 'regimes' });
    expect(fitHmm([rows.slice(0, 59)], three)).toMatchObject({ field: 'sequences', value: 59 });
    expect(fitHmm([[...rows, [Number.NaN]]], three)).toMatchObject({ field: 'feature' });
    expect(fitHmm([[...rows, [1, 2]]], three)).toMatchObject({ field: 'feature', value: 2 });
    expect(fitHmm([rows.map(() => [2])], three)).toMatchObject({ field: 'feature', value: 0 });
  });
});
