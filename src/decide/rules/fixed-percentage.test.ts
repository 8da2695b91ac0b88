import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, anyInputs, CALL, wildInputs } from '../../../test/support/hedge-rules.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { fixedPercentage } from './fixed-percentage.ts';

describe('fixedPercentage', () => {
  it('lets delta go as far as such a move takes it', () => {
    const call = { type: 'call', strike: 100, years: 0.5, vol: 0.6, rate: 0, carryYield: 0 } as const;
    const at = (spot: number) => answered(blackScholes({ ...call, spot }));
    const { gamma } = at(104);
    const { halfWidth, volMultiplier } = answered(
      fixedPercentage({ ...CALL, price: 104, gamma: -gamma }, 0.001),
    );
    const moved = at(104 * 1.0005).delta - at(104 * 0.9995).delta;
    expect(Math.abs(halfWidth / moved - 1)).toBeLessThan(1e-6);
    expect(volMultiplier).toBe(1);
  });

  it('grows as the move and as gamma, and costs have no say', () => {
    fc.assert(
      fc.property(anyInputs, fc.double({ min: 1e-9, max: 1, noNaN: true }), (inputs, move) => {
        const { halfWidth } = answered(fixedPercentage(inputs, move));
        const twice = answered(fixedPercentage({ ...inputs, gamma: -2 * inputs.gamma }, 0.5 * move));
        expect(Math.abs(twice.halfWidth - halfWidth)).toBeLessThanOrEqual(1e-15 * halfWidth);
        expect(fixedPercentage({ ...inputs, costRate: 0 }, move)).toEqual({ volMultiplier: 1, halfWidth });
      }),
    );
  });

  it('answers with finite numbers or refuses, naming the field', () => {
    fc.assert(
      fc.property(wildInputs, fc.double(), (inputs, move) => {
        const result = fixedPercentage(inputs, move);
        if (!('kind' in result)) expect(Number.isFinite(result.halfWidth)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(fixedPercentage(CALL, -0.1)).toMatchObject({ kind: 'refused', field: 'move', value: -0.1 });
    expect(fixedPercentage({ ...CALL, price: 0 }, 0.1)).toMatchObject({ field: 'price', value: 0 });
    expect(fixedPercentage({ ...CALL, price: 1e300, gamma: 1e300 }, 1)).toMatchObject({ field: 'result' });
  });
});
