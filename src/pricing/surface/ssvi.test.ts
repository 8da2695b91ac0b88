import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { butterflyViolation } from './arbitrage.ts';
import { fitSsviSlice, largestPhi, type Ssvi, ssviAsSvi } from './ssvi.ts';
import { sviJet, sviVariance } from './svi.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anySsvi: fc.Arbitrary<Ssvi> = fc
  .record({ theta: between(0.005, 0.5), rho: between(-0.9, 0.9), share: between(0.1, 0.95) })
  .map(({ theta, rho, share }) => ({ theta, rho, phi: share * largestPhi(theta, rho) }));

describe('ssviAsSvi', () => {
  it('is the formula of Gatheral & Jacquier, equation (4.1)', () => {
    fc.assert(
      fc.property(anySsvi, between(-2, 2), (ssvi, k) => {
        const { theta, phi, rho } = ssvi;
        const root = Math.sqrt((phi * k + rho) * (phi * k + rho) + 1 - rho * rho);
        const w = 0.5 * theta * (1 + rho * phi * k + root);
        expect(Math.abs(sviVariance(ssviAsSvi(ssvi), k) - w)).toBeLessThan(1e-13);
      }),
    );
  });

  it('is θ at the money, with a slope of ρθφ', () => {
    fc.assert(
      fc.property(anySsvi, (ssvi) => {
        const { variance, slope } = sviJet(ssviAsSvi(ssvi), 0);
        expect(Math.abs(variance / ssvi.theta - 1)).toBeLessThan(1e-13);
        expect(Math.abs(slope - ssvi.rho * ssvi.theta * ssvi.phi)).toBeLessThan(1e-13);
      }),
    );
  });
});

describe('fitSsviSlice', () => {
  const k = Float64Array.from({ length: 15 }, (_, i) => (i - 7) / 10);

  it('recovers the parameters of noiseless variances', () => {
    fc.assert(
      fc.property(anySsvi, (truth) => {
        const svi = ssviAsSvi(truth);
        const variance = k.map((place) => sviVariance(svi, place));
        const fit = fitSsviSlice({ k, variance, weight: k.map(() => 1) });
        expect(Math.abs(fit.theta / truth.theta - 1)).toBeLessThan(1e-6);
        expect(Math.abs(fit.phi / truth.phi - 1)).toBeLessThan(1e-4);
        expect(Math.abs(fit.rho - truth.rho)).toBeLessThan(1e-4);
      }),
    );
  });

  it('is free of arbitrage where the variances are not', () => {
    const variance = k.map((place) => 0.01 + 3 * Math.abs(place));
    const fit = fitSsviSlice({ k, variance, weight: k.map(() => 1) });
    expect(butterflyViolation(ssviAsSvi(fit))).toBeUndefined();
    expect(fit.phi).toBeLessThan(largestPhi(fit.theta, fit.rho));
    expect(fit.phi).toBeGreaterThan(0.99 * largestPhi(fit.theta, fit.rho));
  });
});
