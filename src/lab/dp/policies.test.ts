import { describe, expect, it } from 'vitest';
import { halfWidth } from '../../decide/band.ts';
import type { Market } from './cases.ts';
import { callAt, policyMaker } from './policies.ts';
import { priceGrid, type Regions } from './regions.ts';

const MARKET: Market = { name: 'test', vol: 0.6, steps: 6, step: 0.01, costRate: 1e-3 };
const grid = priceGrid(MARKET, 41);
const make = policyMaker(MARKET, grid);
const all: Readonly<Record<string, Regions>> = { ...make.indifferent(), ...make.averse(10) };

/** Centre and half-width after `t` steps at price `i`. */
function regionAt(policy: string, t: number, i: number): readonly [number, number] {
  const { lower, upper } = all[policy] as Regions;
  const [low, high] = [lower[t * 41 + i] ?? Number.NaN, upper[t * 41 + i] ?? Number.NaN];
  return [0.5 * (low + high), 0.5 * (high - low)];
}

const places = [0, 3, 5].flatMap((t) => [12, 20, 25].map((i) => [t, i] as const));

describe('policyMaker', () => {
  it.each(places)('makes regions about the delta, after %d steps at price %d', (t, i) => {
    const value = callAt(grid.prices[i] ?? 0, 0.6, (6 - t) * 0.01);
    expect(regionAt('no hedge', t, i)).toEqual([0, 0]);
    expect(regionAt('Black-Scholes each step', t, i)).toEqual([value.delta, 0]);
    const [centre, width] = regionAt('Whalley-Wilmott', t, i);
    const inputs = { gamma: value.gamma, price: grid.prices[i] ?? 0, costRate: 1e-3 };
    expect(centre).toBeCloseTo(value.delta, 14);
    expect(width).toBeCloseTo(halfWidth({ kind: 'whalley-wilmott', riskAversion: 10 }, inputs), 14);
  });

  it.each(places)('gives Leland and Zakamouline the vol of a sold call, after %d steps at %d', (t, i) => {
    const price = grid.prices[i] ?? 0;
    const load = (Math.sqrt(2 / Math.PI) * 2e-3) / (0.6 * Math.sqrt(0.01));
    const { delta } = callAt(price, 0.6 * Math.sqrt(1 + load), (6 - t) * 0.01);
    expect(regionAt('Leland', t, i)).toEqual([expect.closeTo(delta, 14), 0]);
    // A higher vol brings deltas nearer to a half.
    const plain = regionAt('Whalley-Wilmott', t, i)[0];
    const shifted = regionAt('Zakamouline', t, i)[0];
    if (price < 0.9) expect(shifted).toBeGreaterThan(plain);
    if (price > 1.1) expect(shifted).toBeLessThan(plain);
  });

  it('makes the default with the objective utility Zakamouline’s', () => {
    for (const edge of ['lower', 'upper'] as const) {
      const rule = all.Zakamouline?.[edge] ?? new Float64Array(0);
      expect(rule.length).toBe(6 * 41);
      all['default, utility']?.[edge].forEach((place, k) => {
        expect(Math.abs(place - (rule[k] ?? Number.NaN))).toBeLessThan(1e-12);
      });
    }
  });
});
