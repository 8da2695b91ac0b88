import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { type Crowd, Ladder, liquidationPrice } from './ladder.ts';

const CROWD: Crowd = {
  ...{ traders: 50, size: 10, leverages: [3, 10, 50], maintenance: 0.005, away: 100 },
};

describe('a liquidation price', () => {
  it('is where equity is the maintenance margin', () => {
    const leverage = fc.integer({ min: 2, max: 100 });
    const maintenance = fc.double({ min: 0.001, max: 0.009, noNaN: true });
    fc.assert(
      fc.property(leverage, maintenance, fc.constantFrom(1, -1), (times, rate, side) => {
        const price = liquidationPrice(100, side, times, rate);
        expect(100 / times + side * (price - 100)).toBeCloseTo(rate * price, 9);
        expect(side * (100 - price)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the ladder', () => {
  it('loses nobody and nothing: what was opened is open or was liquidated, and every liquidation is an order', () => {
    const moves = fc.array(fc.double({ min: -0.03, max: 0.03, noNaN: true }), {
      minLength: 5,
      maxLength: 60,
    });
    fc.assert(
      fc.property(moves, fc.integer({ min: 0, max: 99 }), (all, seed) => {
        const ladder = new Ladder(CROWD, 100, createRandom(seed));
        const start = ladder.liquidated;
        let price = 100;
        let [sold, bought] = [0, 0];
        for (const [t, move] of all.entries()) {
          const before = ladder.liquidated;
          price *= Math.exp(move);
          const order = ladder.fire(price, 10 * t);
          if (order < 0) sold -= order;
          else bought += order;
          expect(Math.abs(order)).toBeLessThanOrEqual(ladder.liquidated - before + 1e-9);
          expect(ladder.opened - ladder.liquidated).toBeCloseTo(ladder.openInterest, 6);
          expect(ladder.openInterest).toBeGreaterThan(-1e-9);
        }
        expect(sold + bought).toBeLessThanOrEqual(ladder.liquidated - start + 1e-6);
      }),
    );
  });

  it('sells longs in a fall and buys shorts back in a rise, all of them in the end, and none twice', () => {
    const ladder = new Ladder({ ...CROWD, away: 1e9 }, 100, createRandom(1));
    const [size, count] = [ladder.openInterest, ladder.liquidations];
    const sold = ladder.fire(50, 1);
    expect(sold).toBeLessThan(0);
    const bought = ladder.fire(200, 2);
    expect(bought).toBeGreaterThan(0);
    expect(bought - sold).toBeCloseTo(size, 9);
    expect(ladder.liquidations).toBe(CROWD.traders);
    expect(count).toBeLessThan(CROWD.traders);
    expect(ladder.openInterest).toBeCloseTo(0, 9);
    expect(ladder.fire(50, 3)).toBe(0);
  });

  it('has them come back, and be the same whatever happened in between', () => {
    const ladders = [0, 0].map(() => new Ladder(CROWD, 100, createRandom(2)));
    const open = ladders.map((ladder, k) => {
      ladder.fire(k === 0 ? 50 : 200, 1);
      ladder.fire(k === 0 ? 200 : 50, 1);
      expect(ladder.openInterest).toBeCloseTo(0, 9);
      ladder.fire(100, 1e6);
      return ladder.openInterest;
    });
    expect(open[0]).toBeGreaterThan(0.5 * CROWD.traders * CROWD.size);
    expect(open[1]).toBeCloseTo(open[0] as number, 9);
  });

  it('is quiet where the price stands still', () => {
    const ladder = new Ladder(CROWD, 100, createRandom(3));
    expect(ladder.fire(100, 0)).toBe(0);
    expect(ladder.fire(100, 1)).toBe(0);
  });
});
