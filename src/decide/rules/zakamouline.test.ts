import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, anyInputs, CALL, wildInputs } from '../../../test/support/hedge-rules.ts';
import { whalleyWilmott } from './whalley-wilmott.ts';
import { zakamouline } from './zakamouline.ts';

describe('zakamouline', () => {
  it('is H0 + H1 around the delta at σ_m', () => {
    // By hand, at S = 1, Γ = 7.047, σ = 0.2, τ = 0.08, r = 0, λ = 1e-3, γ = 10:
    // H0 = 1e-3 / (10 · 0.04 · 0.08) = 0.03125
    // H1 = 1.12 · 0.117489755 · 0.881362360 · 1.495348781 · √0.7047 = 0.145585177
    // K = 4.76 · (0.004570882 / 0.950740074) · 1.495348781 · 70.47^0.15 = 0.064787063
    const short = answered(zakamouline(CALL));
    expect(short.halfWidth).toBeCloseTo(0.03125 + 0.145585177, 8);
    expect(short.volMultiplier * short.volMultiplier - 1).toBeCloseTo(0.064787063, 8);
    const long = answered(zakamouline({ ...CALL, side: 'long' }));
    expect(long.halfWidth).toBe(short.halfWidth);
    expect(1 - long.volMultiplier * long.volMultiplier).toBeCloseTo(0.064787063, 8);
  });

  it('gives N options at a risk aversion of γ/N a region N times as wide', () => {
    fc.assert(
      fc.property(anyInputs, fc.integer({ min: 2, max: 1000 }), (inputs, n) => {
        const one = answered(zakamouline(inputs));
        fc.pre(one.fallback === undefined);
        const { gamma, riskAversion } = inputs;
        const many = answered(zakamouline({ ...inputs, gamma: n * gamma, riskAversion: riskAversion / n }));
        expect(Math.abs(many.halfWidth / one.halfWidth / n - 1)).toBeLessThan(1e-12);
        expect(Math.abs(many.volMultiplier / one.volMultiplier - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('does not depend on the unit that prices are counted in', () => {
    fc.assert(
      fc.property(anyInputs, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (inputs, unit) => {
        const { price, gamma, riskAversion } = inputs;
        const scaled = { price: price * unit, gamma: gamma / unit, riskAversion: riskAversion / unit };
        const [one, other] = [answered(zakamouline(inputs)), answered(zakamouline({ ...inputs, ...scaled }))];
        fc.pre(one.fallback === other.fallback);
        expect(Math.abs(other.halfWidth / one.halfWidth - 1)).toBeLessThan(1e-12);
        expect(Math.abs(other.volMultiplier / one.volMultiplier - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('trades a straight book where the risk until expiry is worth it', () => {
    // Held to expiry, x more delta costs γ x S² σ² τ of certainty equivalent; trading it costs λ S.
    const { price, vol, years, costRate, riskAversion } = CALL;
    const { halfWidth, volMultiplier } = answered(zakamouline({ ...CALL, gamma: 0 }));
    const marginal = riskAversion * halfWidth * price * price * vol * vol * years;
    expect(marginal).toBeCloseTo(costRate * price, 15);
    expect(volMultiplier).toBe(1);
  });

  it('has no region where trading is free', () => {
    expect(zakamouline({ ...CALL, costRate: 0 })).toEqual({ volMultiplier: 1, halfWidth: 0 });
  });

  it('falls back to Whalley–Wilmott for a mixed book and far outside its range, and says why', () => {
    const plain = answered(whalleyWilmott(CALL));
    const mixed = answered(zakamouline({ ...CALL, side: 'mixed' }));
    expect(mixed).toEqual({ ...plain, fallback: expect.stringContaining('all-short or all-long') });
    for (const side of ['short', 'long'] as const) {
      const far = { ...CALL, side, costRate: 0.2 };
      const { fallback, ...answer } = answered(zakamouline(far));
      expect(answer).toEqual(whalleyWilmott(far));
      expect(fallback).toContain('far outside');
    }
  });

  it('answers with finite numbers or refuses, whatever it is given', () => {
    fc.assert(
      fc.property(wildInputs, (inputs) => {
        const result = zakamouline(inputs);
        if ('kind' in result) return;
        expect(Number.isFinite(result.halfWidth) && result.halfWidth >= 0).toBe(true);
        expect(Number.isFinite(result.volMultiplier) && result.volMultiplier > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(zakamouline({ ...CALL, years: 0 })).toMatchObject({ kind: 'refused', field: 'years', value: 0 });
    expect(zakamouline({ ...CALL, vol: 0 })).toMatchObject({ kind: 'refused', field: 'vol', value: 0 });
    expect(zakamouline({ ...CALL, side: 'mixed', price: -1 })).toMatchObject({ field: 'price', value: -1 });
  });
});
