import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, anyInputs, CALL, wildInputs } from '../../../test/support/hedge-rules.ts';
import { halfWidth } from '../band.ts';
import { halfWidthAt, riskHorizon } from './horizon.ts';
import { zakamouline } from './zakamouline.ts';

const SECOND = 1 / (365 * 86_400);
const isWithin = (years: number) => years > SECOND && years < 30;

/**
 * |Δ| from which trading pays, by the programme itself: derivatives of ½ γ σ² S² h (Δ − x)² and λ S x at x =
 * 0.
 */
function edge(years: number, inputs: Parameters<typeof halfWidthAt>[1]): number {
  const { price, vol, riskAversion, costRate } = inputs;
  const curvature = riskAversion * vol * vol * price * price * years;
  return (costRate * price) / curvature;
}

describe('riskHorizon', () => {
  it('makes the one-instrument region as wide as Whalley–Wilmott’s (tracking)', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { years, volMultiplier } = answered(riskHorizon('tracking', inputs));
        fc.pre(isWithin(years));
        const asked = halfWidth({ kind: 'whalley-wilmott', riskAversion: inputs.riskAversion }, inputs);
        expect(Math.abs(halfWidthAt(years, inputs) / asked - 1)).toBeLessThan(1e-13);
        expect(Math.abs(edge(years, inputs) / asked - 1)).toBeLessThan(1e-13);
        expect(volMultiplier).toBe(1);
      }),
    );
  });

  it('makes it as wide as Zakamouline’s, at that rule’s vol (utility)', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { years, volMultiplier } = answered(riskHorizon('utility', inputs));
        fc.pre(isWithin(years));
        const asked = answered(zakamouline(inputs));
        expect(Math.abs(halfWidthAt(years, inputs) / asked.halfWidth - 1)).toBeLessThan(1e-13);
        expect(volMultiplier).toBe(asked.volMultiplier);
      }),
    );
  });

  it('never counts risk beyond the expiry (utility), and reaches it for a straight book', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const result = answered(riskHorizon('utility', inputs));
        if (result.fallback === undefined)
          expect(result.years).toBeLessThanOrEqual(Math.max(inputs.years * (1 + 1e-12), SECOND));
        const straight = answered(riskHorizon('utility', { ...inputs, gamma: 0 }));
        expect(Math.abs(straight.years / inputs.years - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is minutes to hours for a straddle as it is traded', () => {
    // 1 BTC at 60,000 and σ = 60 %, a week to go: Γ = 2 · φ(0) / (S σ √τ); λ = 6 bp, γ = 1/600 per dollar.
    const years = 7 / 365;
    const gamma = (2 * 0.3989422804) / (60_000 * 0.6 * Math.sqrt(years));
    const inputs = { ...CALL, price: 60_000, vol: 0.6, gamma, years, costRate: 6e-4, riskAversion: 1 / 600 };
    const minutes = answered(riskHorizon('tracking', inputs)).years * 365 * 1440;
    expect(minutes).toBeGreaterThan(10);
    expect(minutes).toBeLessThan(600);
  });

  it('stays between a second and thirty years', () => {
    const free = { ...CALL, costRate: 0 };
    const straight = { ...CALL, gamma: 0 };
    expect(riskHorizon('tracking', free)).toEqual({ years: SECOND, volMultiplier: 1 });
    expect(riskHorizon('utility', free)).toEqual({ years: SECOND, volMultiplier: 1 });
    expect(riskHorizon('tracking', straight)).toEqual({ years: 30, volMultiplier: 1 });
    expect(answered(riskHorizon('tracking', { ...CALL, gamma: 1e-9 })).years).toBe(30);
    expect(answered(riskHorizon('tracking', { ...CALL, gamma: 1e12 })).years).toBe(SECOND);
  });

  it('passes on why another rule answered, and what was refused', () => {
    expect(answered(riskHorizon('utility', { ...CALL, side: 'mixed' })).fallback).toContain('all-short');
    expect(riskHorizon('utility', { ...CALL, years: 0 })).toMatchObject({ kind: 'refused', field: 'years' });
    expect(riskHorizon('tracking', { ...CALL, vol: 0 })).toMatchObject({ kind: 'refused', field: 'vol' });
    expect(riskHorizon('tracking', { ...CALL, years: 0 })).not.toHaveProperty('kind');
  });

  it('answers a positive finite time or refuses, whatever it is given', () => {
    fc.assert(
      fc.property(
        wildInputs,
        fc.constantFrom('tracking' as const, 'utility' as const),
        (inputs, objective) => {
          const result = riskHorizon(objective, inputs);
          if ('kind' in result) return;
          expect(result.years).toBeGreaterThan(0);
          expect(result.years).toBeLessThanOrEqual(30);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
