import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../math/normal.ts';
import { beforeExpiry, beforeStep, createValues, extend, reachOf } from './ahead.ts';
import type { Market } from './cases.ts';
import { gaussHermite } from './gauss-hermite.ts';
import { priceGrid } from './regions.ts';

const MARKET: Market = { name: 'test', vol: 0.5, steps: 20, step: 0.004, costRate: 0 };
const DEVIATION = 0.5 * Math.sqrt(0.004);
const RULE = gaussHermite(41, 1e-18);
const HOLDINGS = 11;
const grid = priceGrid(MARKET, 241);

/** A table of V that is `value` of price and holding. */
function tableOf(value: (price: number, held: number) => number) {
  const values = createValues(grid, HOLDINGS, reachOf(RULE, DEVIATION));
  for (let holding = 0; holding < HOLDINGS; holding++) {
    grid.prices.forEach((price, i) => {
      values.rows[holding * values.width + values.margin + i] = value(price, holding / (HOLDINGS - 1));
    });
  }
  extend(values);
  return values;
}

describe('extend', () => {
  it('goes on as a straight line in the price', () => {
    const values = tableOf((price, held) => 0.2 + (1 - held) * price);
    for (const holding of [0, 4, 10]) {
      for (const k of [0, 1, values.width - 1]) {
        const price = Math.exp(grid.start + (k - values.margin) * grid.spacing);
        const straight = 0.2 + (1 - holding / (HOLDINGS - 1)) * price;
        expect(values.rows[holding * values.width + k]).toBeCloseTo(straight, 10);
      }
    }
  });
});

describe('beforeStep', () => {
  const aversion = 4;
  /** ln E exp(a (e^x − 1)) / γ of a step x, by a plain sum. */
  const straight = (a: number): number => {
    let sum = 0;
    for (let z = -10; z <= 10; z += 0.01) {
      const move = Math.expm1(DEVIATION * z - 0.5 * DEVIATION * DEVIATION);
      sum += (0.01 * Math.exp(a * move - 0.5 * z * z)) / Math.sqrt(2 * Math.PI);
    }
    return Math.log(sum) / aversion;
  };

  it('of a V that is straight in the price is what is known, at every price and holding', () => {
    const ahead = beforeStep(
      aversion,
      DEVIATION,
      RULE,
      tableOf((price) => 0.1 + 0.6 * price),
    );
    for (const i of [0, 60, 120, 199, 240]) {
      for (const holding of [0, 3, 6, 10]) {
        const price = grid.prices[i] ?? 0;
        const exact = 0.1 + 0.6 * price + straight(aversion * (0.6 - holding / 10) * price);
        expect(Math.abs(ahead(i, holding) - exact)).toBeLessThan(1e-7);
      }
    }
  });

  it('of next to no aversion is the expectation', () => {
    // E ln s' = ln s − σ² dt / 2, and the hedge is a fair game.
    const ahead = beforeStep(
      1e-6,
      DEVIATION,
      RULE,
      tableOf((price) => Math.log(price)),
    );
    for (const holding of [0, 5, 10])
      expect(ahead(120, holding)).toBeCloseTo(-0.5 * DEVIATION * DEVIATION, 7);
  });
});

describe('beforeExpiry', () => {
  const values = createValues(grid, HOLDINGS, reachOf(RULE, DEVIATION));

  it('of next to no aversion is the Black-Scholes price, whatever is held', () => {
    const ahead = beforeExpiry(1e-6, DEVIATION, values);
    for (const i of [100, 120, 133]) {
      const price = grid.prices[i] ?? 0;
      const d = Math.log(price) / DEVIATION;
      const exact = price * normalCdf(d + 0.5 * DEVIATION) - normalCdf(d - 0.5 * DEVIATION);
      for (const holding of [0, 10]) expect(Math.abs(ahead(i, holding) - exact)).toBeLessThan(1e-6);
    }
  });

  it('at a call that is sure to be exercised and is covered has nothing left to chance', () => {
    const ahead = beforeExpiry(20, DEVIATION, values);
    const price = grid.prices[230] ?? 0;
    expect(price).toBeGreaterThan(1.6);
    expect(ahead(230, 10)).toBeCloseTo(price - 1, 10);
    expect(ahead(10, 0)).toBeCloseTo(0, 12);
  });
});
