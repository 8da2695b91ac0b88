import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, anyInputs, CALL } from '../../../test/support/hedge-rules.ts';
import type { Objective } from '../../domain/config.ts';
import { regionOf } from '../region.ts';
import { halfWidthAt, horizonAt } from './horizon.ts';
import type { RuleInputs } from './rules.ts';
import { whalleyWilmott } from './whalley-wilmott.ts';
import { zakamouline } from './zakamouline.ts';

const SECOND = 1 / (365 * 86_400);
const isWithin = (years: number) => years > SECOND && years < 30;

/** The horizon of the default policy. */
function horizonOf(objective: Objective, inputs: RuleInputs): number {
  const { price, costRate, riskAversion } = inputs;
  const { halfWidth } = regionOf({ kind: 'optimal', riskAversion, objective }, inputs, price, costRate);
  return horizonAt(halfWidth, inputs);
}

/**
 * |Δ| from which trading pays, by the programme itself: derivatives of ½ γ σ² S² h (Δ − x)² and λ S x at x =
 * 0.
 */
function edge(years: number, inputs: RuleInputs): number {
  const { price, vol, riskAversion, costRate } = inputs;
  const curvature = riskAversion * vol * vol * price * price * years;
  return (costRate * price) / curvature;
}

describe('horizonAt', () => {
  it.each([
    ['tracking', (inputs: RuleInputs) => whalleyWilmott({ ...inputs, years: 0 })],
    ['utility', zakamouline],
  ] as const)('makes the one-instrument region as wide as the rule of %s has it', (objective, rule) => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const years = horizonOf(objective, inputs);
        fc.pre(isWithin(years));
        const asked = answered(rule(inputs)).halfWidth;
        expect(Math.abs(halfWidthAt(years, inputs) / asked - 1)).toBeLessThan(1e-13);
        expect(Math.abs(edge(years, inputs) / asked - 1)).toBeLessThan(1e-13);
      }),
    );
  });

  it('never counts risk beyond the expiry (utility), and reaches it for a straight book', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const isPure = answered(zakamouline(inputs)).fallback === undefined;
        if (isPure)
          expect(horizonOf('utility', inputs)).toBeLessThanOrEqual(
            Math.max(inputs.years * (1 + 1e-12), SECOND),
          );
        const straight = horizonOf('utility', { ...inputs, gamma: 0 });
        expect(Math.abs(straight / inputs.years - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is minutes to hours for a straddle as it is traded', () => {
    // 1 BTC at 60,000 and σ = 60 %, a week to go: Γ = 2 · φ(0) / (S σ √τ); λ = 6 bp, γ = 1/600 per dollar.
    const years = 7 / 365;
    const gamma = (2 * 0.3989422804) / (60_000 * 0.6 * Math.sqrt(years));
    const inputs = { ...CALL, price: 60_000, vol: 0.6, gamma, years, costRate: 6e-4, riskAversion: 1 / 600 };
    const minutes = horizonOf('tracking', inputs) * 365 * 1440;
    expect(minutes).toBeGreaterThan(10);
    expect(minutes).toBeLessThan(600);
  });

  it('stays between a second and thirty years', () => {
    for (const objective of ['tracking', 'utility'] as const)
      expect(horizonOf(objective, { ...CALL, costRate: 0 })).toBe(SECOND);
    expect(horizonOf('tracking', { ...CALL, gamma: 0 })).toBe(30);
    expect(horizonOf('tracking', { ...CALL, gamma: 1e-9 })).toBe(30);
    expect(horizonOf('tracking', { ...CALL, gamma: 1e12 })).toBe(SECOND);
  });
});
