import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyInputs, wildInputs } from '../../../test/support/hedge-rules.ts';
import { normalPdf } from '../../math/normal.ts';
import { regionOf } from '../region.ts';
import { VOL_OF_VOL, type Weights, weightsOf } from './weights.ts';

const TRADED = { price: 60_000, vol: 0.6, costRate: 6e-4, riskAversion: 5e-4 };

function weighed(...args: Parameters<typeof weightsOf>): Weights {
  const weights = weightsOf(...args);
  if ('kind' in weights) throw new Error(`${weights.field} is ${weights.value}`);
  return weights;
}

/** Variance of `f` of a standard normal, by Simpson's rule. */
function varianceOf(f: (z: number) => number): number {
  const [n, reach] = [2_000, 12];
  let [mean, square] = [0, 0];
  for (let i = 0; i <= n; i++) {
    const z = -reach + (2 * reach * i) / n;
    const weight = ((i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * 2 * reach) / n / 3;
    mean += weight * normalPdf(z) * f(z);
    square += weight * normalPdf(z) * f(z) * f(z);
  }
  return square - mean * mean;
}

describe('weightsOf', () => {
  it('makes the band of one instrument on delta what the region says, for either objective and any regime', () => {
    fc.assert(
      fc.property(
        anyInputs,
        fc.constantFrom('tracking' as const, 'utility' as const),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (inputs, objective, factor) => {
          const { price, vol, costRate, riskAversion } = inputs;
          const policy = { kind: 'optimal', riskAversion, objective } as const;
          const curve = { ...inputs, scale: { factor, probabilities: null } };
          const { halfWidth } = regionOf(policy, curve, price, costRate);
          const weights = weighed(halfWidth, { price, vol, costRate, riskAversion }, VOL_OF_VOL);
          // One second and thirty years bound the horizon.
          fc.pre(weights.horizonYears > 1e-7 && weights.horizonYears < 29);
          const edge = (costRate * price) / weights.delta;
          expect(Math.abs(edge / halfWidth - 1)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('charges for each exposure half the risk aversion times the variance that it leads to', () => {
    const { horizonYears, delta, gamma, vega } = weighed(0.7, TRADED, VOL_OF_VOL);
    const { price, vol, riskAversion } = TRADED;
    const deviation = price * vol * Math.sqrt(horizonYears);
    const volMove = vol * VOL_OF_VOL * Math.sqrt(horizonYears);
    const moves: readonly (readonly [number, (z: number) => number])[] = [
      [delta, (z) => 3 * deviation * z],
      [gamma, (z) => 0.5 * 3 * deviation * deviation * (z * z - 1)],
      [vega, (z) => 3 * volMove * z],
    ];
    for (const [weight, gain] of moves) {
      const charge = 0.5 * riskAversion * varianceOf(gain);
      expect((0.5 * weight * 9) / charge).toBeCloseTo(1, 9);
    }
  });

  it('is finite, and above 0 for delta, or refused, whatever it is told', () => {
    fc.assert(
      fc.property(wildInputs, fc.double(), fc.double(), (inputs, halfWidth, volOfVol) => {
        const weights = weightsOf(halfWidth, inputs, volOfVol);
        if ('kind' in weights) return;
        expect(weights.horizonYears).toBeGreaterThan(0);
        expect(weights.delta).toBeGreaterThan(0);
        expect(weights.delta + weights.gamma + weights.vega).toBeLessThan(Infinity);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['vol', { vol: 0 }],
    ['vol', { vol: Number.NaN }],
    ['price', { price: -1 }],
    ['riskAversion', { riskAversion: 0 }],
    ['costRate', { costRate: Infinity }],
  ])('refuses a %s that is none', (field, change) => {
    expect(weightsOf(0.7, { ...TRADED, ...change }, VOL_OF_VOL)).toMatchObject({ kind: 'refused', field });
  });

  it('counts a straight book, which has no band, for as long as may be, and free trading for a second', () => {
    expect(weighed(0, TRADED, VOL_OF_VOL).horizonYears).toBe(30);
    expect(weighed(0, { ...TRADED, costRate: 0 }, VOL_OF_VOL).horizonYears * 365 * 86_400).toBeCloseTo(1, 9);
  });
});
