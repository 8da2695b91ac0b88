import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76, type OptionValue } from '../black-scholes.ts';
import type { Refused } from '../refused.ts';
import { minimumVarianceDelta, stickyMoneynessDelta, stickyStrikeDelta } from './smile-delta.ts';
import { type Surface, type SurfaceVol, smileAt, surfaceOf } from './surface.ts';

function answered<T>(result: T | Refused): T {
  if (typeof result === 'object' && result !== null && 'kind' in result) throw new Error('refused');
  return result as T;
}

const svi = { a: 0.02, b: 0.2, rho: -0.4, m: 0.05, s: 0.2 };
const surface = answered<Surface>(surfaceOf([{ years: 0.25, svi }]));
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const greeks = { delta: 0.5, vega: 20 };

describe('stickyMoneynessDelta', () => {
  it('is the slope of a price whose smile moves with the forward', () => {
    fc.assert(
      fc.property(between(-0.6, 0.6), between(10, 1e5), fc.boolean(), (k, spot, isCall) => {
        const strike = spot * Math.exp(k);
        const smile = (forward: number): SurfaceVol => answered(smileAt(surface, forward, strike, 0.25));
        const value = (forward: number): OptionValue =>
          answered(
            black76({
              type: isCall ? 'call' : 'put',
              forward,
              strike,
              years: 0.25,
              rate: 0,
              vol: smile(forward).vol,
            }),
          );
        const h = 1e-3 * spot;
        const price = (shift: number) => value(spot + shift).price;
        const slope = (8 * (price(h) - price(-h)) - (price(2 * h) - price(-2 * h))) / (12 * h);
        const at = value(spot);
        const delta = stickyMoneynessDelta(at, { spot, strike, perStrike: smile(spot).perStrike });
        expect(Math.abs(answered(delta) - slope)).toBeLessThan(1e-8);
      }),
    );
  });

  it('refuses what has no delta, naming the field', () => {
    const smile = { spot: 100, strike: 90, perStrike: -0.001 };
    for (const value of [0, -1, Number.NaN, Infinity]) {
      expect(stickyMoneynessDelta(greeks, { ...smile, spot: value })).toMatchObject({ field: 'spot', value });
      expect(stickyMoneynessDelta(greeks, { ...smile, strike: value })).toMatchObject({ field: 'strike' });
    }
    expect(stickyMoneynessDelta(greeks, { ...smile, perStrike: Number.NaN })).toMatchObject({
      kind: 'refused',
      field: 'delta',
    });
  });
});

describe('stickyStrikeDelta', () => {
  it('is the delta of Black-Scholes', () => {
    expect(stickyStrikeDelta(greeks)).toBe(0.5);
    expect(stickyStrikeDelta({ ...greeks, delta: Number.NaN })).toMatchObject({ field: 'delta' });
  });
});

describe('minimumVarianceDelta', () => {
  it('is worked by hand', () => {
    const market = { spot: 100, years: 0.25 };
    const learned = { a: -0.2, b: -0.1, c: 0.4 };
    // δ + ν/(S√T)(a + bδ + cδ²) = 0.5 + 20/50 · (−0.2 − 0.05 + 0.1)
    expect(minimumVarianceDelta(greeks, market, learned)).toBeCloseTo(0.44, 14);
    expect(minimumVarianceDelta(greeks, market, { a: 0, b: 0, c: 0 })).toBe(0.5);
  });

  it('refuses what has no delta, naming the field', () => {
    const nothing = { a: 0, b: 0, c: 0 };
    for (const value of [0, -1, Number.NaN, Infinity]) {
      expect(minimumVarianceDelta(greeks, { spot: value, years: 1 }, nothing)).toMatchObject({
        field: 'spot',
        value,
      });
      expect(minimumVarianceDelta(greeks, { spot: 1, years: value }, nothing)).toMatchObject({
        field: 'years',
        value,
      });
    }
    expect(minimumVarianceDelta(greeks, { spot: 1, years: 1 }, { ...nothing, c: Number.NaN })).toMatchObject({
      kind: 'refused',
      field: 'delta',
    });
  });
});
