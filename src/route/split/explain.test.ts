import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { explain } from './explain.ts';
import { splitOrder } from './split.ts';
import { book, ladder, plainCost, pool, REQUEST, randomCase } from './split-fixture.ts';

describe('the cost of a leg', () => {
  it('is its parts, worked out by hand for a perp', () => {
    const venue = book('perp', [], {
      ...{ depth: { bids: [], asks: ladder(2_001, 2, [1, 1, 5]) }, fee: 0.0005, feePerUnit: 0.1, gas: 3 },
      ...{ latencyMs: 1_000, fundingPerYear: -0.73, marginRate: 0.1, rate: 0.5 },
      impact: { coefficient: 0.9, dailyVolume: 1e4 },
    });
    // Two days, of which a day's volatility is 0.7/√365.
    const { average, worst, cost } = explain(REQUEST, venue, 3);
    expect(average).toBeCloseTo(2_003, 9);
    expect(worst).toBe(2_005);
    expect(cost.fee).toBeCloseTo((6_009 * 0.0005 + 0.3) * 0.5, 9);
    expect(cost.spread).toBeCloseTo(3 * 0.5, 9);
    expect(cost.depth).toBeCloseTo((2 + 4) * 0.5, 9);
    expect(cost.impact).toBeCloseTo((2 / 3) * 0.9 * (0.7 / Math.sqrt(365)) * Math.sqrt(3 / 1e4) * 6_000, 9);
    expect(cost.gas).toBe(3);
    expect(cost.funding).toBeCloseTo(-0.002 * 2 * 6_000, 9);
    expect(cost.margin).toBeCloseTo(0.1 * 0.1 * (2 / 365) * 6_000, 9);
    expect(cost.latency).toBeCloseTo(0.4 * 0.7 * Math.sqrt(1 / 86_400 / 365) * 6_000, 9);
    const { total, ...parts } = cost;
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 12);
  });

  it('is that of x·y = k for a pool, whose fee is of what is paid in', () => {
    // 100 base beside 200,000 quote: 3 of them cost 200,000·3/97, and 3 paid in, less the fee, give 200,000·f/(100 + f).
    const liquidity = Math.sqrt(100 * 200_000);
    const venue = pool('p', {
      ...{
        pool: { root: Math.sqrt(2_000), ranges: [{ lower: 0, upper: Infinity, liquidity }] },
        fee: 0.003,
        fair: 1_990,
      },
    });
    const bought = explain(REQUEST, venue, 3).cost;
    expect(bought.total).toBeCloseTo(600_000 / 97 / 0.997 - 3 * 1_990, 8);
    expect(bought.spread).toBeCloseTo(30, 8);
    expect(bought.fee).toBeCloseTo((600_000 / 97) * (0.003 / 0.997), 8);
    const sold = explain({ ...REQUEST, need: -3 }, venue, 3).cost;
    expect(sold.total).toBeCloseTo(3 * 1_990 - (200_000 * 2.991) / 102.991, 8);
    expect(sold.spread).toBeCloseTo(-30, 8);
    expect(sold.fee).toBeCloseTo(3 * 0.003 * 2_000, 8);
  });

  it('is what the same lots come to counted level by level and range by range', () => {
    let legs = 0;
    for (let i = 0; i < 500; i += 1) {
      const { request, venues } = randomCase(createRandom(`explained ${i}`), {
        venues: 6,
        levels: 8,
        lots: 60,
      });
      const found = splitOrder(request, venues);
      if (found.kind === 'refused') throw new Error(`refused ${found.field}`);
      for (const { id, lots, cost, units } of found.legs) {
        const venue = venues.find((one) => one.id === id)!;
        const noise = 1e-12 * Math.abs(units) * venue.fair;
        expect(Math.abs(cost.total - plainCost(request, venue, Math.abs(lots)))).toBeLessThan(1e-9 + noise);
        legs += 1;
      }
    }
    expect(legs).toBeGreaterThan(500);
  });
});
