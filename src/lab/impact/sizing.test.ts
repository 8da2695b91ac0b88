import { describe, expect, it } from 'vitest';
import { impactOf, sizeBook } from './sizing.ts';
import { WORLD } from './world.ts';

/** Enough, since prices with and without an order share all that is random. */
const SEEDS = 8;

describe('impact in the agent market', () => {
  it('goes about as the root of the size', () => {
    const points = [0.03, 0.1, 0.25].flatMap((share) =>
      [10, 40].map((minutes) => {
        const quantity = share * 60 * minutes;
        const [impact] = impactOf(WORLD, quantity, minutes, [minutes], SEEDS);
        return [Math.log(quantity), Math.log(impact as number)] as const;
      }),
    );
    const centre = [0, 1].map(
      (k) => points.reduce((sum, point) => sum + (point[k] as number), 0) / points.length,
    );
    const [x, y] = centre as [number, number];
    const product = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
    const square = points.reduce((sum, [a]) => sum + (a - x) * (a - x), 0);
    expect(product / square).toBeGreaterThan(0.4);
    expect(product / square).toBeLessThan(0.62);
  });

  it('has the size that is measured: near σ √(Q / V) for a tenth of ten minutes’ volume', () => {
    const { dailyVolume } = WORLD.climate;
    const [impact] = impactOf(WORLD, 60, 10, [10], SEEDS);
    const factor = (impact as number) / (0.04 * WORLD.price * Math.sqrt(60 / dailyVolume));
    expect(factor).toBeGreaterThan(0.6);
    expect(factor).toBeLessThan(1.1);
  });

  it('decays almost fully, fast at first', () => {
    const [peak, soon, late] = impactOf(WORLD, 60, 10, [10, 70, 480], 12) as [number, number, number];
    expect(soon / peak).toBeLessThan(0.5);
    expect(Math.abs(late) / peak).toBeLessThan(0.1);
  });
});

describe('the book', () => {
  it('is sized so that its naive gain is what is asked for, and sold', () => {
    const effort = { days: 2, seconds: 20_000, metaorders: 10 };
    const { book, hedge, impact } = sizeBook(WORLD, 0.3, effort);
    expect(book.gamma).toBeLessThan(0);
    expect(hedge).toBeCloseTo(-book.gamma * book.move, 9);
    expect(Math.abs(impact / book.move - 0.3)).toBeLessThan(0.01);
    expect(sizeBook(WORLD, 0.3, effort)).toEqual({ book, hedge, impact });
  });
});
