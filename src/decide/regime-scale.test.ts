import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regimeScale } from './regime-scale.ts';

const BANDS = { calm: 1.2, normal: 1, stress: 0.6 };
const share = fc.integer({ min: 0, max: 997 }).map((part) => part / 997);
const width = fc.integer({ min: 100, max: 5_000 }).map((part) => part / 1_000);

describe('regimeScale', () => {
  it('is the factor of a regime that is certain, and the mean between', () => {
    for (const [name, factor] of Object.entries(BANDS)) {
      const probabilities = { calm: 0, normal: 0, stress: 0, [name]: 1 };
      expect(regimeScale(BANDS, probabilities)).toEqual({ factor, probabilities });
    }
    expect(regimeScale(BANDS, { calm: 0.5, normal: 0.3, stress: 0.2 }).factor).toBeCloseTo(1.02, 12);
  });

  it('is 1 where nothing is known', () => {
    expect(regimeScale(BANDS, null)).toEqual({ factor: 1, probabilities: null });
  });

  it('is the one factor where all are the same, though probabilities add up to 1 but for rounding', () => {
    const odds = fc.tuple(share, share).map(([one, other]) => {
      const [calm, normal] = [one * other, one * (1 - other)];
      return { calm, normal, stress: 1 - calm - normal };
    });
    fc.assert(
      fc.property(width, odds, (all, probabilities) => {
        const { factor } = regimeScale({ calm: all, normal: all, stress: all }, probabilities);
        expect(factor).toBe(all);
      }),
    );
  });

  it('lies between the least and the greatest factor, and moves no faster than the probabilities', () => {
    const oddsOf = (one: number, other: number) => {
      const [calm, stress] = [one * other, one * (1 - other)];
      return { calm, normal: 1 - calm - stress, stress };
    };
    fc.assert(
      fc.property(width, width, width, share, share, share, (calm, normal, stress, one, other, next) => {
        const bands = { calm, normal, stress };
        const [least, most] = [Math.min(calm, normal, stress), Math.max(calm, normal, stress)];
        const [before, after] = [oddsOf(one, other), oddsOf(next, other)];
        const factors = [before, after].map((odds) => regimeScale(bands, odds).factor);
        for (const factor of factors) {
          expect(factor).toBeGreaterThanOrEqual(least);
          expect(factor).toBeLessThanOrEqual(most);
        }
        const [from = 0, to = 0] = factors;
        const moved = Math.abs(after.normal - before.normal);
        expect(Math.abs(to - from)).toBeLessThanOrEqual((most - least) * moved + 1e-12);
      }),
    );
  });
});
