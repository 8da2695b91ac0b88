import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../math/random.ts';
import { Curve } from './curve.ts';
import { equalLots } from './equal-lots.ts';
import { fewest, type Mode } from './price.ts';

const LOT = 0.5;

/** A curve whose marginal cost grows within each lot, so that a part of a lot says little of the whole. */
function curve(random: Random): Curve {
  const made = new Curve();
  let price = random.next();
  const levels = Array.from({ length: 2 + random.int(3) }, () => {
    price += random.next() < 0.5 ? 0.02 : 1;
    return { price, size: random.next() < 0.5 ? 0.17 : 1 };
  });
  made.clear(levels.length);
  made.impact = random.next() < 0.5 ? 0 : random.next();
  made.addLevels(levels, 1, Infinity, 1, 1, 0);
  made.lot = LOT;
  made.least = 1 + random.int(2);
  made.most = Math.max(made.least, Math.floor(made.reach() / LOT));
  return made;
}

/** The least that `curves` come to over all counts, with what is left; infinite where they must take too much. */
function enumerated(curves: readonly Curve[], left: number, most: number): number {
  const [first, ...others] = curves;
  if (first === undefined) return left * LOT * most;
  let least = Infinity;
  for (let count = fewest(first); count <= Math.min(first.most, left); count += 1)
    least = Math.min(least, first.costOfLots(count) + enumerated(others, left - count, most));
  return least;
}

describe('lots of one size', () => {
  it('are the best of all counts, wherever the price is sought', () => {
    let refusals = 0;
    for (let i = 0; i < 2_000; i += 1) {
      const random = createRandom(`equal ${i}`);
      const curves = Array.from({ length: 1 + random.int(4) }, () => curve(random));
      const modes = curves.map((): Mode => 'in');
      const left = random.int(8);
      const most = 1 + random.next() * 8;
      const guess = random.next() < 0.3 ? Number.NaN : random.next() * 8;
      const counts = curves.map(() => 0);
      const best = enumerated(curves, left, most);
      const isMet = equalLots(curves, modes, left * LOT, most, guess, counts);
      expect(isMet).toBe(best < Infinity);
      if (!isMet) refusals += 1;
      if (!isMet) continue;
      const taken = counts.reduce((sum, count) => sum + count, 0);
      const cost = curves.reduce((sum, each, at) => sum + each.costOfLots(counts[at] ?? 0), 0);
      expect(taken).toBeLessThanOrEqual(left);
      expect(cost + (left - taken) * LOT * most).toBeCloseTo(best, 9);
    }
    expect(refusals).toBeGreaterThan(50);
  });
});
