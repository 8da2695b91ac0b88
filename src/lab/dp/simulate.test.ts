import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../math/random.ts';
import { mean, standardDeviation } from '../../math/statistics.ts';
import type { Market } from './cases.ts';
import { callAt, policyMaker } from './policies.ts';
import { type PriceGrid, priceGrid, type Regions } from './regions.ts';
import { createBlock, simulate } from './simulate.ts';

const MARKET: Market = { name: 'test', vol: 0.6, steps: 4, step: 0.01, costRate: 0.01 };
const grid = priceGrid(MARKET, 81);

/** Holds between two places, whatever the price. */
function always({ size }: PriceGrid, lower: number, upper: number): Regions {
  const fill = (place: number) => new Float64Array(MARKET.steps * size).fill(place);
  return { grid, lower: fill(lower), upper: fill(upper) };
}

/** A stream whose normal draws are these, and then nothing. */
function scripted(draws: readonly number[]): Random {
  const left = [...draws];
  return { ...createRandom(1), normal: () => left.shift() ?? 0 };
}

describe('simulate', () => {
  it('loses what can be worked out by hand, on a path and on its mirror image', () => {
    const block = createBlock(1, 3);
    const policies = [always(grid, 0, 0), always(grid, 1, 1), always(grid, 0.25, 0.75)];
    simulate(MARKET, policies, scripted([1, -0.5, 2, 0.5]), block);
    const deviation = 0.6 * 0.1;
    const ends = [3, -3].map((z) => Math.exp(deviation * z - 4 * 0.5 * deviation * deviation));
    ends.forEach((end, path) => {
      const payoff = Math.max(0, end - 1);
      const lost = block.losses.map((losses) => losses[path]);
      expect(lost[0]).toBeCloseTo(payoff, 14);
      expect(lost[1]).toBeCloseTo(1.01 + payoff - end, 14);
      // Bought up to the lower edge at the first price, 1, and never again.
      expect(lost[2]).toBeCloseTo(0.25 * (1.01 - end) + payoff, 14);
    });
  });

  it('pays for each trade down and up, and trades to the edge', () => {
    const block = createBlock(1, 1);
    const turning = always(grid, 0, 1);
    turning.lower.fill(0.5, 0, grid.size);
    turning.upper.fill(0.2, grid.size, 2 * grid.size);
    const held: number[] = [];
    simulate(MARKET, [turning], scripted([1]), block, () => held.push(block.holdings[0]?.[0] ?? -1));
    expect(held).toEqual([0.5, 0.2, 0.2, 0.2].map((h) => expect.closeTo(h, 14)));
    const deviation = 0.6 * 0.1;
    const drift = 0.5 * deviation * deviation;
    const second = Math.exp(deviation - drift);
    const end = Math.exp(deviation - 4 * drift);
    const lost = 0.5 * 1.01 - 0.3 * second * 0.99 + Math.max(0, end - 1) - 0.2 * end;
    expect(block.losses[0]?.[0]).toBeCloseTo(lost, 14);
  });

  it('without costs loses the Black-Scholes price on average, however it is hedged', () => {
    const free = { ...MARKET, costRate: 0 };
    const block = createBlock(5000, 4);
    const { indifferent, averse } = policyMaker(free, grid);
    const policies = Object.values({ ...indifferent(), half: always(grid, 0.5, 0.5) });
    simulate(free, policies, createRandom('fair'), block);
    expect(averse(1)).toHaveProperty('Zakamouline');
    const fair = callAt(1, 0.6, 0.04).price;
    const spreads = block.losses.map((losses) => {
      const pairs = losses.subarray(0, 5000).map((loss, k) => 0.5 * (loss + (losses[5000 + k] ?? 0)));
      expect(Math.abs(mean(pairs) - fair)).toBeLessThan((4 * standardDeviation(pairs)) / Math.sqrt(5000));
      return standardDeviation(losses);
    });
    expect(spreads[1]).toBeLessThan(0.6 * (spreads[0] ?? 0));
  });

  it('decides nothing by what comes later', () => {
    const policies = Object.values(policyMaker(MARKET, grid).averse(20));
    const holdingsAfter = (random: Random): readonly (readonly number[])[] => {
      const block = createBlock(50, policies.length);
      const seen: number[][] = [];
      simulate(MARKET, policies, random, block, () => seen.push(block.holdings.flatMap((held) => [...held])));
      return seen;
    };
    const honest = createRandom(3);
    const draws = Array.from({ length: 4 * 50 }, () => honest.normal());
    for (const t of [1, 2, 3]) {
      // Every shock from step t on is another.
      const corrupt = draws.map((draw, k) => (k < 50 * t ? draw : 1 - 3 * draw));
      const [told, changed] = [holdingsAfter(scripted(draws)), holdingsAfter(scripted(corrupt))];
      expect(changed.slice(0, t + 1)).toEqual(told.slice(0, t + 1));
      if (t < 3) expect(changed[t + 1]).not.toEqual(told[t + 1]);
    }
  });
});
