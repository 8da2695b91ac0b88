import { describe, expect, it } from 'vitest';
import { normalPdf } from '../../math/normal.ts';
import { CASES, type Market } from './cases.ts';
import { type Fineness, solveOptimum } from './optimum.ts';
import { callAt } from './policies.ts';

const isLong = process.env.EVENKEEL_LONG === '1';
const COARSE: Fineness = { prices: 161, holdings: 121, nodes: 41 };
const MARKET: Market = { name: 'test', vol: 0.5, steps: 1, step: 0.02, costRate: 0.002 };

/**
 * E f(z) over a standard normal variable by Simpson's rule of `half` · 2 intervals of either side of `kink`.
 */
function expectation(f: (z: number) => number, kink: number, half: number): number {
  const sides = [
    [-8.5, Math.min(8.5, Math.max(-8.5, kink))],
    [Math.min(8.5, Math.max(-8.5, kink)), 8.5],
  ] as const;
  return sides.reduce((total, [from, to]) => {
    const width = (to - from) / (2 * half);
    let sum = 0;
    for (let k = 0; k <= 2 * half; k++) {
      const z = from + k * width;
      sum += (k === 0 || k === 2 * half ? 1 : k % 2 === 1 ? 4 : 2) * normalPdf(z) * f(z);
    }
    return total + (sum * width) / 3;
  }, 0);
}

/** The least of a convex function over [0, 1], by golden section. */
function least(f: (h: number) => number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0, 1];
  let [left, right] = [1 - golden, golden];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let turn = 0; turn < 26; turn++) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = f(right);
    }
  }
  return Math.min(atLeft, atRight, f(low), f(high));
}

/** V by the recursion as it is written, nested: no grids, no regions. */
function nested(market: Market, riskAversion: number, left: number, spot: number, held: number): number {
  if (left === 0) return Math.max(0, spot - 1);
  const deviation = market.vol * Math.sqrt(market.step);
  const after = (z: number) => spot * Math.exp(deviation * z - 0.5 * deviation * deviation);
  const kink = left === 1 ? (Math.log(1 / spot) + 0.5 * deviation * deviation) / deviation : 0;
  return least((h) => {
    const risk = expectation(
      (z) => {
        const next = after(z);
        const owed = nested(market, riskAversion, left - 1, next, h) - h * (next - spot);
        return Math.exp(riskAversion * owed);
      },
      kink,
      left === 1 ? 24 : 12,
    );
    return market.costRate * spot * Math.abs(h - held) + Math.log(risk) / riskAversion;
  });
}

describe('solveOptimum', () => {
  it.each([1, 20, 100])(
    'solves one step as a search over all holdings does (aversion %d)',
    (riskAversion) => {
      const { price } = solveOptimum(MARKET, riskAversion, { ...COARSE, holdings: 241 });
      expect(Math.abs(price - nested(MARKET, riskAversion, 1, 1, 0))).toBeLessThan(2e-6);
    },
  );

  it('solves two steps as nested searches do', () => {
    const market = { ...MARKET, steps: 2 };
    const { price } = solveOptimum(market, 20, { ...COARSE, prices: 241 });
    expect(Math.abs(price - nested(market, 20, 2, 1, 0))).toBeLessThan(1e-5);
  });

  it('never trades where that costs too much, and needs what the naked call does', () => {
    const market = { ...MARKET, steps: 10, costRate: 1 };
    const deviation = market.vol * Math.sqrt(10 * market.step);
    const payoff = (z: number) => Math.max(0, Math.exp(deviation * z - 0.5 * deviation * deviation) - 1);
    for (const riskAversion of [0.5, 5]) {
      const { price, regions } = solveOptimum(market, riskAversion, { ...COARSE, holdings: 41 });
      const naked =
        Math.log(expectation((z) => Math.exp(riskAversion * payoff(z)), 0.5 * deviation, 400)) / riskAversion;
      expect(Math.abs(price / naked - 1)).toBeLessThan(2e-5);
      expect(regions.lower[(regions.grid.size - 1) / 2]).toBe(0);
    }
  });

  it('without costs holds about the delta, at about the Black-Scholes price', () => {
    const market = { ...MARKET, steps: 40, step: 0.005, costRate: 0 };
    const { price, regions } = solveOptimum(market, 1, COARSE);
    const value = callAt(1, market.vol, 0.2);
    const middle = (regions.grid.size - 1) / 2;
    expect(regions.lower[middle]).toBeCloseTo(regions.upper[middle] ?? 0, 9);
    expect(Math.abs((regions.lower[middle] ?? 0) - value.delta)).toBeLessThan(0.01);
    // What hedging at steps leaves: γ/2 times a variance of (π/4) (vega σ)² / N, Derman & Kamal (1999).
    const variance = ((Math.PI / 4) * value.vega * value.vega * market.vol * market.vol) / 40;
    expect(price - value.price).toBeGreaterThan(0.4 * variance);
    expect(price - value.price).toBeLessThan(0.6 * variance);
  });

  it('has a region that costs widen and aversion narrows, around what the nearest prices have', () => {
    const market = { ...MARKET, steps: 10 };
    const width = (costRate: number, riskAversion: number): readonly [number, number] => {
      const { price, regions } = solveOptimum({ ...market, costRate }, riskAversion, COARSE);
      const middle = (regions.grid.size - 1) / 2;
      return [(regions.upper[middle] ?? 0) - (regions.lower[middle] ?? 0), price];
    };
    const [narrow, cheap] = width(5e-4, 20);
    const [wide, dear] = width(2e-3, 20);
    const [narrower, averse] = width(5e-4, 80);
    expect(wide).toBeGreaterThan(1.3 * narrow);
    expect(narrower).toBeLessThan(0.8 * narrow);
    expect(dear).toBeGreaterThan(cheap);
    expect(averse).toBeGreaterThan(cheap);
  });

  const quick = CASES.filter(({ market, riskAversion }) => riskAversion === (market.name === 'A' ? 10 : 50));
  it.each(isLong ? CASES : quick)('reaches a stated optimum to 1e-5: %o', (each) => {
    const { price } = solveOptimum(each.market, each.riskAversion, isLong ? undefined : COARSE);
    expect(Math.abs(price - each.stated)).toBeLessThan(1e-5);
  });

  it('does not depend on the grid', () => {
    const [, { market, riskAversion }] = CASES as [unknown, (typeof CASES)[number]];
    const coarse = solveOptimum(market, riskAversion, COARSE).price;
    const fine = solveOptimum(market, riskAversion, { prices: 241, holdings: 161, nodes: 61 }).price;
    expect(Math.abs(coarse - fine)).toBeLessThan(3e-6);
  });
});
