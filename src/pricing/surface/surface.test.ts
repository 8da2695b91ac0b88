import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Refused } from '../refused.ts';
import { butterflyViolation } from './arbitrage.ts';
import { type Surface, smileAt, surfaceOf, volAt } from './surface.ts';
import { flatSvi, type Svi, sviVariance } from './svi.ts';

function answered<T extends object>(result: T | Refused): T {
  if ('kind' in result && result.kind === 'refused') throw new Error(`refused ${result.field}`);
  return result as T;
}

const early: Svi = { a: 0.01, b: 0.1, rho: -0.4, m: 0.02, s: 0.1 };
const late: Svi = { a: 0.05, b: 0.15, rho: -0.3, m: 0.05, s: 0.2 };
const surface = answered<Surface>(
  surfaceOf([
    { years: 0.5, svi: late },
    { years: 0.1, svi: early },
  ]),
);
const at = (years: number, k: number) => {
  const vol = volAt(surface, 100, 100 * Math.exp(k), years);
  if (typeof vol !== 'number') throw new Error(`refused ${vol.field}`);
  return vol;
};
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('surfaceOf', () => {
  it('sorts its slices and answers the worst calendar arbitrage between neighbours', () => {
    expect(surface.slices.map(({ years }) => years)).toEqual([0.1, 0.5]);
    expect(surface.calendar).toBeUndefined();
    const crossed = answered<Surface>(
      surfaceOf([
        { years: 1, svi: flatSvi(0.08) },
        { years: 2, svi: flatSvi(0.05) },
        { years: 3, svi: flatSvi(0.04) },
      ]),
    );
    expect(crossed.calendar).toMatchObject({ after: 0, of: 'variance', amount: expect.closeTo(0.03, 14) });
  });

  it('refuses what is no surface, naming the field', () => {
    const vogt = { a: -0.041, b: 0.1331, m: 0.3586, rho: 0.306, s: 0.4153 };
    const of = (svi: Svi, years = 1) => surfaceOf([{ years, svi }]);
    expect(surfaceOf([])).toMatchObject({ kind: 'refused', field: 'slices' });
    expect(of(vogt)).toMatchObject({ field: 'svi.density' });
    expect(of(late, 0)).toMatchObject({ field: 'years', value: 0 });
    expect(of(late, Infinity)).toMatchObject({ field: 'years' });
    expect(of({ ...late, m: Number.NaN })).toMatchObject({ field: 'svi.m', value: Number.NaN });
    expect(of({ ...late, b: -1 })).toMatchObject({ field: 'svi.b', value: -1 });
    expect(of({ ...late, rho: -1.1 })).toMatchObject({ field: 'svi.rho', value: -1.1 });
    const twins = [early, late].map((svi) => ({ years: 1, svi }));
    expect(surfaceOf(twins)).toMatchObject({ field: 'years', value: 1 });
  });
});

describe('smileAt', () => {
  it('is the smile itself at each expiry', () => {
    for (const k of [-0.7, 0, 0.4]) {
      expect(at(0.1, k)).toBeCloseTo(Math.sqrt(sviVariance(early, k) / 0.1), 14);
      expect(at(0.5, k)).toBeCloseTo(Math.sqrt(sviVariance(late, k) / 0.5), 14);
    }
  });

  it('is linear in total variance between expiries, and as stated beyond them', () => {
    const w = (years: number, k: number) => at(years, k) * at(years, k) * years;
    for (const k of [-0.7, 0, 0.4]) {
      expect(w(0.2, k)).toBeCloseTo(0.75 * sviVariance(early, k) + 0.25 * sviVariance(late, k), 14);
      expect(at(0.01, k)).toBeCloseTo(at(0.1, k), 14);
      expect(w(1, k) - w(0.5, k)).toBeCloseTo(sviVariance(late, 0), 14);
    }
    expect(at(2, 0)).toBeCloseTo(at(0.5, 0), 14);
  });

  it('never has total variance fall with time', () => {
    fc.assert(
      fc.property(between(-2, 2), between(0.001, 3), between(1, 2), (k, years, longer) => {
        const w = (t: number) => at(t, k) * at(t, k) * t;
        expect(w(longer * years)).toBeGreaterThanOrEqual(w(years) - 1e-14);
      }),
    );
  });

  it('has slopes that are its derivatives in strike and in forward', () => {
    fc.assert(
      fc.property(between(-1, 1), between(0.01, 2), between(0.01, 1e5), (k, years, forward) => {
        const strike = forward * Math.exp(k);
        const vol = (f: number, x: number) => answered(smileAt(surface, f, x, years)).vol;
        const { perStrike, perForward } = answered(smileAt(surface, forward, strike, years));
        const slope = (f: (x: number) => number, h: number) =>
          (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
        const [inStrike, inForward] = [1e-3 * strike, 1e-3 * forward];
        const byStrike = slope((h) => vol(forward, strike + h), inStrike);
        const byForward = slope((h) => vol(forward + h, strike), inForward);
        expect(Math.abs(perStrike - byStrike) * strike).toBeLessThan(1e-8);
        expect(Math.abs(perForward - byForward) * forward).toBeLessThan(1e-8);
      }),
    );
  });

  it('has no butterfly arbitrage between these slices, nor beyond the last', () => {
    // Halfway it is no raw SVI; a lifted slice is one.
    expect(butterflyViolation({ ...late, a: late.a + 0.3 })).toBeUndefined();
    const w = (k: number) => 0.5 * (sviVariance(early, k) + sviVariance(late, k));
    for (let k = -2; k < 2; k += 0.01) {
      const h = 1e-4;
      const [slope, bend] = [(w(k + h) - w(k - h)) / (2 * h), (w(k + h) - 2 * w(k) + w(k - h)) / (h * h)];
      const lean = 1 - (k * slope) / (2 * w(k));
      expect(lean * lean - 0.25 * slope * slope * (1 / w(k) + 0.25) + bend / 2).toBeGreaterThan(0);
    }
  });

  it('refuses what has no vol, naming the field', () => {
    for (const value of [0, -1, Number.NaN, Infinity]) {
      expect(smileAt(surface, value, 100, 1)).toMatchObject({ kind: 'refused', field: 'forward', value });
      expect(smileAt(surface, 100, value, 1)).toMatchObject({ field: 'strike', value });
      expect(volAt(surface, 100, 100, value)).toMatchObject({ field: 'years', value });
    }
    expect(smileAt(surface, 1e308, 1e-308, 1)).toMatchObject({ field: 'strike' });
  });
});
