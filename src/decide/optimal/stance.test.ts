import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf } from './stance.ts';

const PROFILE = {
  gammaBand: [-1e-3, 1e-3],
  vegaBand: [-5_000, 5_000],
  stances: { stress: { vega: [0, 8_000] }, calm: { gamma: [-2e-3, 0] } },
} as const;
const sure = (name: 'calm' | 'normal' | 'stress') => ({ calm: 0, normal: 0, stress: 0, [name]: 1 });

describe('bandOf', () => {
  it('is the regime’s own where that is certain and has one, else the profile’s', () => {
    expect(bandOf(PROFILE, 'vega', sure('stress'))).toEqual([0, 8_000]);
    expect(bandOf(PROFILE, 'vega', sure('calm'))).toEqual([-5_000, 5_000]);
    expect(bandOf(PROFILE, 'gamma', sure('calm'))).toEqual([-2e-3, 0]);
    expect(bandOf(PROFILE, 'gamma', sure('stress'))).toEqual([-1e-3, 1e-3]);
  });

  it('goes from one to the other as far as each is likely', () => {
    expect(bandOf(PROFILE, 'vega', { calm: 0.5, normal: 0.25, stress: 0.25 })).toEqual([-3_750, 5_750]);
  });

  it('is the profile’s own where regimes are not known, and none where it has none', () => {
    expect(bandOf(PROFILE, 'vega', null)).toBe(PROFILE.vegaBand);
    expect(bandOf({ vegaBand: [0, 1] }, 'vega', sure('stress'))).toEqual([0, 1]);
    expect(bandOf({ stances: PROFILE.stances }, 'vega', sure('stress'))).toBeNull();
  });

  it('never leaves what the regimes ask for, though probabilities add up to 1 but for rounding', () => {
    const share = fc.integer({ min: 0, max: 997 }).map((part) => part / 997);
    fc.assert(
      fc.property(share, share, (one, other) => {
        const [calm, normal] = [one * other, one * (1 - other)];
        const [least, most] = bandOf(PROFILE, 'vega', { calm, normal, stress: 1 - calm - normal }) ?? [1, 0];
        expect(least).toBeGreaterThanOrEqual(-5_000);
        expect(least).toBeLessThanOrEqual(0);
        expect(most).toBeGreaterThanOrEqual(5_000);
        expect(most).toBeLessThanOrEqual(8_000);
      }),
    );
  });
});
