import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldHmm, type HmmModel, hmmAhead, hmmLater, hmmSeen } from './hmm.ts';

const MODEL: HmmModel = {
  start: [0.3, 0.5, 0.2],
  transition: [
    [0.9, 0.08, 0.02],
    [0.1, 0.8, 0.1],
    [0.05, 0.25, 0.7],
  ],
  means: [
    [-1, 0],
    [0, 0.5],
    [2, -1],
  ],
  variances: [
    [0.5, 1],
    [0.7, 1.5],
    [1, 0.4],
  ],
};
const TIED: HmmModel = { ...MODEL, means: [[-0.4], [0.2], [1.1]], variances: [[0.2], [0.2], [0.2]] };

const value = fc.double({ min: -4, max: 4, noNaN: true });
const rows = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 7 });

/** Adds up every path of regimes: P(last regime | all features). */
function byEnumeration(model: HmmModel, features: readonly (readonly number[])[]): number[] {
  const k = model.start.length;
  const shares = Array<number>(k).fill(0);
  const walk = (t: number, regime: number, joint: number): void => {
    let density = joint;
    features[t]!.forEach((x, d) => {
      const variance = model.variances[regime]![d]!;
      const error = x - model.means[regime]![d]!;
      density *= Math.exp((-0.5 * error * error) / variance) / Math.sqrt(2 * Math.PI * variance);
    });
    if (t === features.length - 1) shares[regime] = shares[regime]! + density;
    else for (let next = 0; next < k; next++) walk(t + 1, next, density * model.transition[regime]![next]!);
  };
  for (let first = 0; first < k; first++) walk(0, first, model.start[first]!);
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

function filtered(model: HmmModel, features: readonly (readonly number[])[]): number[] {
  let state: number[] | undefined;
  for (const row of features) state = foldHmm(model, state, row);
  return state!;
}

describe('foldHmm', () => {
  it('is, step by step, the sum over every path of regimes', () => {
    fc.assert(
      fc.property(rows, (features) => {
        const exact = byEnumeration(MODEL, features);
        filtered(MODEL, features).forEach((share, k) => {
          expect(Math.abs(share - exact[k]!)).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('never takes a greater feature for a sign of less stress where the variance is shared', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), value, value, (past, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const one = filtered(
          TIED,
          [...past, low].map((x) => [x]),
        );
        const other = filtered(
          TIED,
          [...past, high].map((x) => [x]),
        );
        expect(other[2]).toBeGreaterThanOrEqual(one[2]! - 1e-15);
        expect(other[0]).toBeLessThanOrEqual(one[0]! + 1e-15);
      }),
    );
  });

  it('stays a distribution on extremes, and learns nothing from what was not seen', () => {
    for (const row of [
      [1e200, 0],
      [Infinity, 0],
      [-1e8, 1e8],
    ]) {
      const sum = foldHmm(MODEL, [0.2, 0.3, 0.5], row).reduce((total, share) => total + share, 0);
      expect(sum).toBeCloseTo(1, 12);
    }
    const unseen = foldHmm(MODEL, [0.2, 0.3, 0.5], [Number.NaN, Number.NaN]);
    hmmAhead(MODEL, [0.2, 0.3, 0.5]).forEach((share, k) => {
      expect(unseen[k]).toBeCloseTo(share, 14);
    });
    const half = hmmSeen(MODEL, [0.2, 0.3, 0.5], [Number.NaN, 1]);
    expect(half).not.toEqual(hmmSeen(MODEL, [0.2, 0.3, 0.5], [0, 1]));
  });
});

describe('hmmLater', () => {
  it('is that many steps, and in the end forgets where it was', () => {
    const three = hmmAhead(MODEL, hmmAhead(MODEL, hmmAhead(MODEL, [1, 0, 0])));
    expect(hmmLater(MODEL, [1, 0, 0], 3)).toEqual(three);
    expect(hmmLater(MODEL, [1, 0, 0], 0)).toEqual([1, 0, 0]);
    const [one, other] = [hmmLater(MODEL, [1, 0, 0], 1e9), hmmLater(MODEL, [0, 0, 1], 1e9)];
    one.forEach((share, k) => {
      expect(share).toBeCloseTo(other[k]!, 10);
    });
  });
});
