import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSvi } from './fit-svi.ts';
import { missOf, type Targets } from './robust.ts';
import { type Svi, sviMinimum, sviVariance } from './svi.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const targetsOf = (variance: readonly number[], weight = variance.map(() => 1)): Targets => ({
  k: Float64Array.from(variance, (_, i) => i / (variance.length - 1) - 0.5),
  variance: Float64Array.from(variance),
  weight: Float64Array.from(weight),
});
const anyTargets = fc
  .array(fc.tuple(between(0, 0.5), between(0.1, 10)), { minLength: 5, maxLength: 15 })
  .map((rows) =>
    targetsOf(
      rows.map(([variance]) => variance),
      rows.map(([, weight]) => weight),
    ),
  );

describe('fitSvi', () => {
  it('answers a smile whose variance is nowhere below zero, and whose wings keep to the bound', () => {
    fc.assert(
      fc.property(anyTargets, (targets) => {
        const svi = fitSvi(targets);
        expect(sviMinimum(svi).variance).toBeGreaterThanOrEqual(0);
        expect(svi.b).toBeGreaterThanOrEqual(0);
        expect(svi.b * (1 + Math.abs(svi.rho))).toBeLessThanOrEqual(2 + 1e-12);
      }),
    );
    // A straight line through zero is steeper than any wing may be, and would go on below it.
    const line = fitSvi(targetsOf([0.001, 0.001, 0.001, 1, 2, 3, 4]));
    expect(sviMinimum(line).variance).toBeGreaterThanOrEqual(0);
    expect(line.b * (1 + line.rho)).toBeCloseTo(2, 9);
  });

  it('is the best with its own vertex: no other level and wings come nearer', () => {
    const nudge = between(-0.2, 0.2);
    fc.assert(
      fc.property(anyTargets, nudge, nudge, nudge, (targets, da, du, dv) => {
        const svi = fitSvi(targets);
        const right = Math.min(2, Math.max(0, svi.b * (1 + svi.rho) + du));
        const left = Math.min(2, Math.max(0, svi.b * (1 - svi.rho) + dv));
        const b = 0.5 * (right + left);
        const other: Svi = { ...svi, a: svi.a + da, b, rho: b > 0 ? (0.5 * (right - left)) / b : 0 };
        // Where variance would fall below zero the level is fixed at a = 0, which is not always the best.
        fc.pre(sviMinimum(svi).variance > 0 && svi.a !== 0 && sviMinimum(other).variance >= 0);
        expect(missOf(other, targets)).toBeGreaterThanOrEqual(missOf(svi, targets) * (1 - 1e-9));
      }),
    );
  });

  it('goes on from the smile before it', () => {
    const truth = { a: 0.02, b: 0.2, rho: -0.3, m: 0.05, s: 0.2 };
    const ks = Array.from({ length: 15 }, (_, i) => i / 14 - 0.5);
    const targets = targetsOf(ks.map((k) => sviVariance(truth, k)));
    const rough = fitSvi(targets, undefined, false);
    const fine = fitSvi(targets, rough);
    expect(missOf(fine, targets)).toBeLessThan(1e-16);
    for (const name of ['a', 'b', 'rho', 'm', 's'] as const) expect(fine[name]).toBeCloseTo(truth[name], 6);
  });
});
