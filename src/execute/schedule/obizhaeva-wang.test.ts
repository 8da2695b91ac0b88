import { describe, expect, it } from 'vitest';
import { solveSymmetric } from '../../math/cholesky.ts';
import { createRandom } from '../../math/random.ts';
import { obizhaevaWang } from './obizhaeva-wang.ts';

/**
 * What `trades` at even times from 0 to T cost beyond what every schedule pays, in a book of which a unit of trade eats
 * a unit of price and which fills up again at `recovery` = ρT: the model of Obizhaeva & Wang (2013).
 */
function costOf(trades: readonly number[], recovery: number): number {
  const stays = Math.exp(-recovery / (trades.length - 1));
  let eaten = 0;
  let cost = 0;
  for (const [i, trade] of trades.entries()) {
    if (i > 0) eaten *= stays;
    cost += trade * (eaten + trade / 2);
    eaten += trade;
  }
  return cost;
}

/** The cheapest `count` trades that make 1: A·x is the same everywhere, where the cost is ½ xᵀAx. */
function cheapest(count: number, recovery: number): number[] {
  const a: number[] = [];
  for (let i = 0; i < count; i += 1)
    for (let j = 0; j < count; j += 1) a.push(Math.exp((-recovery * Math.abs(i - j)) / (count - 1)));
  const x = solveSymmetric(a, new Array<number>(count).fill(1)) ?? [];
  const sum = x.reduce((total, each) => total + each, 0);
  return x.map((each) => each / sum);
}

/** Every way to split `lots` over `count` trades. */
function* splits(lots: number, count: number): Generator<number[]> {
  if (count === 1) {
    yield [lots];
    return;
  }
  for (let first = 0; first <= lots; first += 1)
    for (const others of splits(lots - first, count - 1)) yield [first, ...others];
}

describe('the strategy of Obizhaeva and Wang', () => {
  it.each([0, 0.1, 1, 5, 100, 1e6])(
    'is a block of 1/(ρT + 2) at both ends and ρ/(ρT + 2) between, ρT = %d',
    (recovery) => {
      const block = 1 / (recovery + 2);
      for (let i = 0; i < 100; i += 1) {
        const share = block + (recovery / (recovery + 2)) * (i / 100);
        expect(Math.abs(obizhaevaWang(i / 100, recovery) - share)).toBeLessThan(1e-9);
      }
      expect(Math.abs(1 - obizhaevaWang(1, recovery) - block)).toBeLessThan(1e-9);
    },
  );

  it('is an even pace where the book recovers at once', () => {
    expect(obizhaevaWang(0.3, Infinity)).toBe(0.3);
    expect(obizhaevaWang(0.3, 1e300)).toBeCloseTo(0.3, 14);
    expect(obizhaevaWang(0.3, Number.MAX_VALUE)).toBeCloseTo(0.3, 14);
  });

  it.each([0.1, 1, 6, 40])('is the cheapest of all trades in steps, ρT = %d', (recovery) => {
    const count = 41;
    const found = cheapest(count, recovery);
    // In steps what recovers between two trades, 1 − e^(−ρτ), takes the place of ρτ; the last trade is a block alone.
    const inSteps = (count - 2) * -Math.expm1(-recovery / (count - 1));
    let done = 0;
    for (let k = 0; k < count - 1; k += 1) {
      done += found[k] ?? 0;
      expect(Math.abs(obizhaevaWang(k / (count - 2), inSteps) - done)).toBeLessThan(1e-9);
    }
    expect(Math.abs((found[0] ?? 0) - (found[count - 1] ?? 0))).toBeLessThan(1e-9);
    const random = createRandom(`trades at ${recovery}`);
    const least = costOf(found, recovery);
    for (let i = 0; i < 200; i += 1) {
      const moved = found.map((x) => x + 0.01 * random.normal());
      const sum = moved.reduce((total, x) => total + x, 0);
      expect(
        costOf(
          moved.map((x) => x / sum),
          recovery,
        ),
      ).toBeGreaterThan(least);
    }
  });

  it.each([0.5, 3, 20])('is where the cheapest trades come to as steps grow small, ρT = %d', (recovery) => {
    const worst = (count: number): number => {
      const found = cheapest(count, recovery);
      let done = 0;
      return Math.max(
        ...found.slice(0, -1).map((x, k) => {
          done += x;
          // A trade in the middle of the time that it stands for.
          const elapsed = k === 0 ? 0 : (k + 0.5) / (count - 1);
          return k === 0 ? 0 : Math.abs(obizhaevaWang(elapsed, recovery) - done);
        }),
      );
    };
    const [coarse, fine] = [worst(101), worst(201)];
    expect(fine).toBeLessThan(0.01);
    expect(coarse / fine).toBeGreaterThan(1.9);
  });

  it('costs 1/(ρT + 2), which trading in ever smaller steps comes to', () => {
    const recovery = 4;
    const costIn = (steps: number): number => {
      const middle = recovery / (recovery + 2) / (steps - 1);
      const block = 1 / (recovery + 2);
      return costOf([block, ...new Array<number>(steps - 1).fill(middle), block], recovery);
    };
    expect(costIn(20_000)).toBeCloseTo(1 / (recovery + 2), 4);
    // No trades at set times are cheaper, and more of them are never dearer.
    const least = [11, 21, 41, 81].map((count) => costOf(cheapest(count, recovery), recovery));
    for (const [i, cost] of least.entries())
      expect(cost).toBeLessThan(i === 0 ? Infinity : (least[i - 1] ?? 0));
    expect(least[3]).toBeGreaterThan(1 / (recovery + 2));
    expect(least[3]).toBeLessThan(1.01 / (recovery + 2));
  });

  it.each([0.2, 2, 10])(
    'is within a lot of the best that trying every split in whole lots finds, ρT = %d',
    (recovery) => {
      const [total, count] = [16, 5];
      let best: { cost: number; trades: number[] } = { cost: Infinity, trades: [] };
      for (const trades of splits(total, count)) {
        const cost = costOf(trades, recovery);
        if (cost < best.cost) best = { cost, trades };
      }
      const inSteps = (count - 2) * -Math.expm1(-recovery / (count - 1));
      let done = 0;
      for (let k = 0; k < count - 1; k += 1) {
        done += best.trades[k] ?? 0;
        expect(Math.abs(total * obizhaevaWang(k / (count - 2), inSteps) - done)).toBeLessThan(1);
      }
    },
  );
});
