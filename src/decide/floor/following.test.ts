import { describe, expect, it } from 'vitest';
import { normalPdf } from '../../math/normal.ts';
import { createRandom } from '../../math/random.ts';
import { endCost, FALL, runningCost, shortfall } from './following.ts';
import { syntheticPut } from './synthetic-put.ts';
import type { Need } from './way.ts';

const [UNITS, PRICE, STRIKE, YEARS, VOL] = [10, 100, 94, 1 / 12, 0.6];
const need: Need = { units: UNITS, perUnit: 90, years: YEARS, loss: 100 };
const known = { price: PRICE, vol: VOL, costRate: 0.0005, riskAversion: 0.1, scale: 1 };

/** Mean of `f` over a lognormal price after `years`, by brute force. */
function meanOver(years: number, f: (price: number) => number): number {
  const deviation = VOL * Math.sqrt(years);
  const [step, far] = [0.002, 8];
  let sum = 0;
  for (let z = -far; z <= far; z += step)
    sum += step * normalPdf(z) * f(PRICE * Math.exp(deviation * z - (deviation * deviation) / 2));
  return sum;
}

describe('what following costs', () => {
  it('is the mean of the trades at a band’s walls, summed over time and price by brute force', () => {
    const { costRate, riskAversion } = known;
    const steps = 150;
    let sum = 0;
    for (let i = 0; i < steps; i += 1) {
      const y = (i + 0.5) / steps;
      const left = y * y * y * YEARS;
      const rate = meanOver(YEARS - left, (price) => {
        const gamma = UNITS * syntheticPut(price, STRIKE, VOL * Math.sqrt(left)).gamma;
        if (gamma < 1e-14) return 0;
        const width = Math.cbrt((1.5 * costRate * price * gamma * gamma) / riskAversion);
        const wander = VOL * price * gamma;
        return (costRate * price * wander * wander) / (2 * width);
      });
      sum += (rate * 3 * y * y * YEARS) / steps;
    }
    expect(runningCost(need, STRIKE, known) / sum).toBeCloseTo(1, 3);
  });

  it('is what an error that wanders between two walls pays at them', () => {
    const random = createRandom('walls');
    const [steps, dt, width] = [400_000, 1e-4, 0.3];
    let [error, pushed] = [0, 0];
    for (let i = 0; i < steps; i += 1) {
      error += Math.sqrt(dt) * random.normal();
      const inside = Math.max(-width, Math.min(width, error));
      pushed += Math.abs(error - inside);
      error = inside;
    }
    // A walk that steps over the wall is pushed by a little less than a path that touches it.
    expect((pushed / (steps * dt)) * (2 * width)).toBeCloseTo(1, 1);
  });

  it('is nothing where trading is free, and scales as costs and sizes do', () => {
    expect(runningCost(need, STRIKE, { ...known, costRate: 0 })).toBe(0);
    expect(runningCost(need, 0, known)).toBe(0);
    const plain = runningCost(need, STRIKE, known);
    expect(runningCost(need, STRIKE, { ...known, scale: 2 }) / plain).toBeCloseTo(0.5, 12);
    expect(runningCost(need, STRIKE, { ...known, costRate: 0.004 }) / plain).toBeCloseTo(4, 12);
    const double = { ...need, units: 2 * UNITS };
    expect(runningCost(double, STRIKE, { ...known, riskAversion: 0.05 }) / plain).toBeCloseTo(2, 12);
  });

  it('has at its end what is delivered below the strike', () => {
    const put = syntheticPut(PRICE, STRIKE, VOL * Math.sqrt(YEARS));
    const sold = meanOver(YEARS, (price) => (price < STRIKE ? price : 0));
    expect(endCost(need, put, known)).toBeCloseTo(known.costRate * UNITS * sold, 3);
  });
});

describe('a sudden fall', () => {
  it('breaks the floor by what gamma gains in it, now and on average at any later time', () => {
    const put = syntheticPut(PRICE, STRIKE, VOL * Math.sqrt(YEARS));
    const now = shortfall(need, put, known);
    const secondOrder = 0.5 * UNITS * put.gamma * (FALL * PRICE) * (FALL * PRICE);
    expect(now / secondOrder).toBeGreaterThan(0.8);
    expect(now / secondOrder).toBeLessThan(1.3);
    for (const share of [0.3, 0.9]) {
      const left = { ...need, years: YEARS * (1 - share) };
      const later = meanOver(YEARS * share, (price) => {
        const then = syntheticPut(price, STRIKE, VOL * Math.sqrt(left.years));
        return shortfall(left, then, { ...known, price });
      });
      expect(later / now).toBeCloseTo(1, 6);
    }
  });

  it('breaks nothing of a sale, and nothing of nothing', () => {
    expect(shortfall(need, { strike: null, delta: -1, gamma: 0, price: 0 }, known)).toBe(0);
    expect(shortfall(need, { strike: 0, delta: 0, gamma: 0, price: 0 }, known)).toBe(0);
  });
});
