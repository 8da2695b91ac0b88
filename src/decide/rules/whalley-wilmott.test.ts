import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, anyInputs, CALL, wildInputs } from '../../../test/support/hedge-rules.ts';
import { whalleyWilmott } from './whalley-wilmott.ts';

describe('whalleyWilmott', () => {
  it('is (3/2 · e^(−rτ) λ S Γ² / γ)^⅓, worked out by hand', () => {
    // 1.5 · 0.02 · 100 · 3² / 1 = 27; discounted over 3 · ln 2 years at 100 % that is a half of 3.
    const inputs = { ...CALL, price: 100, gamma: 3, costRate: 0.02, riskAversion: 1, years: 0 };
    expect(answered(whalleyWilmott(inputs))).toEqual({ volMultiplier: 1, halfWidth: expect.closeTo(3, 13) });
    const discounted = answered(whalleyWilmott({ ...inputs, rate: 1, years: 3 * Math.LN2 }));
    expect(discounted.halfWidth).toBeCloseTo(1.5, 13);
  });

  it('solves H³ = 3/2 · e^(−rτ) λ S Γ² / γ on either side of gamma', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { price, gamma, rate, years, costRate, riskAversion } = inputs;
        const cubed = (1.5 * Math.exp(-rate * years) * costRate * price * gamma * gamma) / riskAversion;
        const { halfWidth } = answered(whalleyWilmott(inputs));
        expect(Math.abs((halfWidth * halfWidth * halfWidth) / cubed - 1)).toBeLessThan(1e-12);
        expect(whalleyWilmott({ ...inputs, gamma: -gamma, side: 'mixed' })).toEqual(whalleyWilmott(inputs));
      }),
    );
  });

  it('answers with finite numbers or refuses a field, whatever it is given', () => {
    fc.assert(
      fc.property(wildInputs, (inputs) => {
        const result = whalleyWilmott(inputs);
        if ('kind' in result) return;
        expect(result.halfWidth).toBeGreaterThanOrEqual(0);
        expect(result.halfWidth).toBeLessThan(Infinity);
      }),
      { numRuns: 2000 },
    );
    expect(whalleyWilmott({ ...CALL, riskAversion: 0 })).toMatchObject({ field: 'riskAversion', value: 0 });
    expect(whalleyWilmott({ ...CALL, costRate: -1e-4 })).toMatchObject({ field: 'costRate' });
    expect(whalleyWilmott({ ...CALL, gamma: Number.NaN })).toMatchObject({ field: 'gamma' });
  });
});
