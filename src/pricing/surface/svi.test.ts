import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatSvi, type Svi, sviJet, sviMinimum, sviVariance } from './svi.ts';

/** Example 3.1 of Gatheral & Jacquier (2014), by Axel Vogt. */
const VOGT: Svi = { a: -0.041, b: 0.1331, m: 0.3586, rho: 0.306, s: 0.4153 };

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anySvi: fc.Arbitrary<Svi> = fc.record({
  a: between(-0.1, 0.5),
  b: between(0.01, 1.5),
  rho: between(-0.99, 0.99),
  m: between(-0.5, 0.5),
  s: between(0.02, 1),
});

describe('raw SVI', () => {
  it("has the jump-wings parameters that Gatheral & Jacquier's example 5.1 prints for Vogt's smile", () => {
    const { variance, slope } = sviJet(VOGT, 0);
    const root = Math.sqrt(variance);
    expect(variance).toBeCloseTo(0.01742625, 8);
    expect(slope / (2 * root)).toBeCloseTo(-0.1752111, 7);
    expect((VOGT.b * (1 - VOGT.rho)) / root).toBeCloseTo(0.6997381, 7);
    expect((VOGT.b * (1 + VOGT.rho)) / root).toBeCloseTo(1.316798, 6);
    expect(sviMinimum(VOGT).variance).toBeCloseTo(0.0116249, 7);
  });

  it('has a slope and a curvature that are its derivatives', () => {
    fc.assert(
      fc.property(anySvi, between(-2, 2), (svi, k) => {
        const jet = sviJet(svi, k);
        const h = 0.01 * svi.s;
        const five = (f: (x: number) => number) =>
          (8 * (f(k + h) - f(k - h)) - (f(k + 2 * h) - f(k - 2 * h))) / (12 * h);
        expect(jet.variance).toBe(sviVariance(svi, k));
        expect(Math.abs(five((x) => sviVariance(svi, x)) - jet.slope)).toBeLessThan(1e-6);
        expect(Math.abs(five((x) => sviJet(svi, x).slope) - jet.curvature) * svi.s).toBeLessThan(1e-6);
      }),
    );
  });

  it('is nowhere less than its minimum', () => {
    fc.assert(
      fc.property(anySvi, between(-3, 3), (svi, k) => {
        const least = sviMinimum(svi);
        expect(sviVariance(svi, k)).toBeGreaterThan(least.variance - 1e-13);
        expect(sviVariance(svi, least.k)).toBeCloseTo(least.variance, 10);
      }),
    );
  });

  it('is flat, or a kink, where it is told to be', () => {
    expect(sviJet(flatSvi(0.2), 3)).toEqual({ variance: 0.2, slope: 0, curvature: 0 });
    const kink = { a: 0.1, b: 0.5, rho: 0.2, m: 0, s: 0 };
    expect(sviJet(kink, 0)).toEqual({ variance: 0.1, slope: 0.1, curvature: 0 });
    expect(sviJet(kink, 1)).toEqual({ variance: 0.7, slope: 0.6, curvature: 0 });
  });
});
