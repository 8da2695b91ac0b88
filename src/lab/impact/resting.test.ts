import { describe, expect, it } from 'vitest';
import { Resting } from './resting.ts';

function resting(size: number, limit: number, ahead: number): Resting {
  const order = new Resting();
  order.set(size, limit, ahead);
  return order;
}

describe('a resting order', () => {
  it.each([
    ['a purchase that the price is away from', 5, 98, 100, 50, 0],
    ['one at the touch, behind others', 5, 99, 100, 9, 0],
    ['one that others have let through', 5, 99, 100, 12, 2],
    ['one that all is taken from', 5, 99, 100, 50, 5],
    ['one that the price went through', 5, 99, 97.9, 0, 5],
    ['a sale that the price is away from', -5, 102, 100, 50, -0],
    ['a sale that others have let through', -5, 101, 100, 12, -2],
    ['a sale that the price went through', -5, 101, 102.1, 0, -5],
  ])('%s', (_what, size, limit, price, against, filled) => {
    expect(resting(size, limit, 10).fill(price, 1, against)).toBeCloseTo(filled, 12);
  });

  it('moves up as those before it go, and keeps its place when it is made smaller', () => {
    const order = resting(5, 99, 10);
    expect(order.fill(100, 1, 6)).toBe(0);
    order.set(4, 99, 10);
    expect(order.fill(100, 1, 6)).toBe(2);
    expect(order.size).toBe(2);
  });

  it('goes to the back of the queue when it is made larger, moved or turned round', () => {
    for (const [size, limit, price] of [
      [6, 99, 100],
      [4, 99.5, 100],
      [-4, 99, 98],
    ] as const) {
      const order = resting(5, 99, 10);
      order.fill(100, 1, 10);
      order.set(size, limit, 10);
      expect(order.fill(price, 1, 9) + 0).toBe(0);
    }
  });

  it('never fills more than it is', () => {
    const order = resting(5, 99, 0);
    expect([order.fill(100, 1, 3), order.fill(100, 1, 3), order.fill(100, 1, 3)]).toEqual([3, 2, 0]);
  });
});
