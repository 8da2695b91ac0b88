import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Boundary, type Climate, interpolation, logBoundary, solveBoundary } from './boundary.ts';
import { logBoundaryNow, premiumOf } from './premium.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyClimate: fc.Arbitrary<Climate> = fc.record({
  years: between(0.01, 3),
  vol: between(0.1, 1),
  rate: between(0.01, 0.15),
  carryYield: between(-0.1, 0.15),
});

function solved(climate: Climate, near?: Boundary): Boundary {
  const boundary = solveBoundary(climate, near);
  if (boundary === undefined) throw new Error('not settled');
  return boundary;
}

describe('solveBoundary', () => {
  it('begins at expiry at the strike, or where the yield outweighs the interest', () => {
    expect(solved({ years: 1, vol: 0.2, rate: 0.05, carryYield: 0.02 }).limit).toBe(0);
    expect(solved({ years: 1, vol: 0.2, rate: 0.05, carryYield: 0.1 }).limit).toBeCloseTo(Math.log(0.5), 14);
  });

  it('falls towards that of an option that never expires', () => {
    // Merton (1973): 2r / (2r + σ²) of the strike where nothing is yielded.
    const vol = 0.4;
    const rate = 0.1;
    const now = logBoundaryNow(solved({ years: 60, vol, rate, carryYield: 0 }));
    expect(Math.exp(now)).toBeCloseTo((2 * rate) / (2 * rate + vol * vol), 4);
  });

  it('falls with time, and has the same place at one time whatever the time to expiry', () => {
    fc.assert(
      fc.property(anyClimate, (climate) => {
        const points = Float64Array.of(0.1, 0.3, 0.5, 0.7, 0.9, 1);
        const weights = interpolation(points);
        const boundary = solved(climate);
        const logs = [...points].map((_, i) => logBoundary(boundary, weights, i));
        for (let i = 1; i < logs.length; i++) expect(logs[i]).toBeLessThan(logs[i - 1] as number);
        const shorter = solved({ ...climate, years: 0.25 * climate.years });
        const reach = climate.vol * Math.sqrt(climate.years);
        expect(Math.abs(logBoundaryNow(shorter) - (logs[2] as number)) / reach).toBeLessThan(1e-4);
      }),
    );
  });

  it('does not depend on where close by it begins', () => {
    fc.assert(
      fc.property(anyClimate, between(0.9, 1.1), (climate, change) => {
        const near = solved({ ...climate, vol: climate.vol * change });
        const gap = logBoundaryNow(solved(climate)) - logBoundaryNow(solved(climate, near));
        expect(Math.abs(gap)).toBeLessThan(1e-8);
      }),
    );
  });

  it('is where price and slope go over into those of exercise', () => {
    fc.assert(
      fc.property(anyClimate, (climate) => {
        const boundary = solved(climate);
        const now = logBoundaryNow(boundary);
        const near = premiumOf(climate, boundary, now + 1e-9);
        const far = premiumOf(climate, boundary, now + 0.1);
        expect(near.price).toBeGreaterThan(far.price);
        expect(far.price).toBeGreaterThan(0);
      }),
    );
  });
});
