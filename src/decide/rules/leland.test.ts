import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, anyInputs, CALL, wildInputs } from '../../../test/support/hedge-rules.ts';
import { leland } from './leland.ts';

describe('leland', () => {
  it('is σ√(1 ± A), worked out by hand', () => {
    // A = √(2/π) · 2 · 1e-3 / (0.2 · √(1/250)) = 0.7978845608 · 0.002 / 0.0126491106 = 0.1261566
    const sold = answered(leland(CALL, 1 / 250));
    expect(sold.halfWidth).toBe(0);
    expect(sold.volMultiplier).toBeCloseTo(Math.sqrt(1.1261566), 7);
    const bought = answered(leland({ ...CALL, side: 'long' }, 1 / 250));
    expect(bought.volMultiplier).toBeCloseTo(Math.sqrt(0.8738434), 7);
  });

  it('is the form with a one-way cost k, A = (k/σ) √(8 / (π δt))', () => {
    fc.assert(
      fc.property(anyInputs, fc.double({ min: 1e-3, max: 1, noNaN: true }), (inputs, interval) => {
        const a = (inputs.costRate / inputs.vol) * Math.sqrt(8 / (Math.PI * interval));
        const result = leland(inputs, interval);
        if (inputs.side === 'long' && a > 1) {
          expect(result).toMatchObject({ kind: 'refused', field: 'interval' });
          return;
        }
        const { volMultiplier } = answered(result);
        const squared = inputs.side === 'long' ? 1 - a : 1 + a;
        expect(Math.abs(volMultiplier * volMultiplier - squared)).toBeLessThan(1e-14 * (1 + a));
      }),
    );
  });

  it('pays for its trades: the premium over σ is what they are expected to cost', () => {
    // Per interval E|ΔΔ| S λ = λ S² Γ σ √(2 δt / π), which has to be ½ Γ S² (σ_L² − σ²) δt.
    const [vol, interval] = [CALL.vol, 1 / 250];
    const { volMultiplier } = answered(leland(CALL, interval));
    const premium = 0.5 * vol * vol * (volMultiplier * volMultiplier - 1) * interval;
    const cost = CALL.costRate * vol * Math.sqrt((2 * interval) / Math.PI);
    expect(Math.abs(premium / cost - 1)).toBeLessThan(1e-13);
  });

  it('refuses bought options that cannot earn their costs', () => {
    const long = { ...CALL, side: 'long' as const, costRate: 0.01 };
    expect(leland(long, 1 / 250)).toMatchObject({ kind: 'refused', field: 'interval', value: 1 / 250 });
    expect(answered(leland(long, 1)).volMultiplier).toBeLessThan(1);
  });

  it('leaves the vol of a mixed book alone, and says so', () => {
    const { fallback, ...answer } = answered(leland({ ...CALL, side: 'mixed' }, 1));
    expect(answer).toEqual({ volMultiplier: 1, halfWidth: 0 });
    expect(fallback).toContain('mixed');
  });

  it('answers with finite numbers or refuses, whatever it is given', () => {
    fc.assert(
      fc.property(wildInputs, fc.double(), (inputs, interval) => {
        const result = leland(inputs, interval);
        if ('kind' in result) return;
        expect(result.volMultiplier).toBeGreaterThan(0);
        expect(result.volMultiplier).toBeLessThan(Infinity);
      }),
      { numRuns: 2000 },
    );
    expect(leland(CALL, 0)).toMatchObject({ kind: 'refused', field: 'interval', value: 0 });
    expect(leland({ ...CALL, vol: 0 }, 1)).toMatchObject({ kind: 'refused', field: 'vol', value: 0 });
  });
});
