import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { almgrenChriss, urgencyOf } from './almgren-chriss.ts';

/** η ẋ² + γσ² x², summed over steps: what Almgren & Chriss (2000) make least, without what no schedule changes. */
function costOf(left: readonly number[], step: number, eta: number, fear: number): number {
  let cost = 0;
  for (let k = 1; k < left.length; k += 1) {
    const [before = 0, after = 0] = [left[k - 1], left[k]];
    cost += (eta * (before - after) * (before - after)) / step + fear * step * after * after;
  }
  return cost;
}

/** The cheapest way from 1 to 0, by going backwards through the steps: the cost to come is a multiple of x². */
function cheapest(steps: number, step: number, eta: number, fear: number): number[] {
  // At the last step all that is left is traded.
  const worth = new Array<number>(steps).fill(0);
  worth[steps - 1] = eta / step;
  const keep = new Array<number>(steps).fill(0);
  for (let k = steps - 2; k >= 0; k -= 1) {
    const next = fear * step + (worth[k + 1] as number);
    // min over y of (η/τ)(x − y)² + next · y² is at y = x · (η/τ) / (η/τ + next).
    keep[k] = eta / step / (eta / step + next);
    worth[k] = (next * eta) / step / (eta / step + next);
  }
  const left = [1];
  for (let k = 0; k < steps; k += 1) left.push((left[k] as number) * (keep[k] as number));
  return left;
}

/** The cheapest way among those of whole lots, by trying every one: from every number of lots to every smaller. */
function cheapestLots(total: number, steps: number, eta: number, fear: number): number[] {
  const step = 1 / steps;
  let best = Array.from({ length: total + 1 }, (_, x) => ({ cost: (eta * x * x) / step, way: [x, 0] }));
  for (let k = steps - 2; k >= 0; k -= 1) {
    best = best.map((_, x) => {
      let found = { cost: Infinity, way: [] as number[] };
      for (let y = 0; y <= x; y += 1) {
        const then = best[y] as { cost: number; way: number[] };
        const cost = (eta * (x - y) * (x - y)) / step + fear * step * y * y + then.cost;
        if (cost < found.cost) found = { cost, way: [x, ...then.way] };
      }
      return found;
    });
  }
  return best[total]?.way ?? [];
}

const ETA = 0.7;

describe('the trajectory of Almgren and Chriss', () => {
  it.each([1e-6, 0.01, 0.5, 1, 3, 10, 50, 300])('is 1 − sinh(κ(T − t)) / sinh(κT) at κT = %d', (haste) => {
    for (let i = 0; i <= 100; i += 1) {
      const share = 1 - Math.sinh(haste * (1 - i / 100)) / Math.sinh(haste);
      expect(Math.abs(almgrenChriss(i / 100, haste) - share)).toBeLessThan(1e-9);
    }
  });

  it('is an even pace where there is no haste, and without a step where it begins to bend', () => {
    for (const haste of [0, 1e-300, 0.99e-8, 1.01e-8])
      for (const elapsed of [0, 0.25, 0.5, 1]) expect(almgrenChriss(elapsed, haste)).toBeCloseTo(elapsed, 14);
  });

  it('neither overflows nor goes astray where the haste is great', () => {
    for (const haste of [800, 1e6, 1e300, Number.MAX_VALUE, Infinity]) {
      expect(almgrenChriss(1, haste)).toBe(1);
      expect(almgrenChriss(0.1, haste)).toBeCloseTo(1, 14);
    }
    expect(almgrenChriss(0.001, 1000)).toBeCloseTo(1 - Math.exp(-1), 12);
  });

  it.each([0.5, 2, 8, 30])('is the cheapest of all trajectories in steps, κT = %d', (haste) => {
    const steps = 60;
    const step = 1 / steps;
    const fear = ETA * haste * haste;
    const found = cheapest(steps, step, ETA, fear);
    // In steps the rate is κ̃ with 2(cosh κ̃τ − 1) = κ²τ²: so it stands in the same paper.
    const inSteps = Math.acosh(1 + (haste * haste * step * step) / 2) * steps;
    for (let k = 0; k <= steps; k += 1)
      expect(Math.abs(almgrenChriss(k * step, inSteps) - (1 - (found[k] ?? 0)))).toBeLessThan(1e-9);
    const random = createRandom(`trajectories at ${haste}`);
    const least = costOf(found, step, ETA, fear);
    for (let i = 0; i < 200; i += 1) {
      const other = found.map((x, k) => (k === 0 || k === steps ? x : x + 0.01 * random.normal()));
      expect(costOf(other, step, ETA, fear)).toBeGreaterThan(least);
    }
  });

  it.each([0.5, 2, 8])('is where the cheapest trajectories come to as steps grow small, κT = %d', (haste) => {
    const worst = (steps: number): number => {
      const found = cheapest(steps, 1 / steps, ETA, ETA * haste * haste);
      return Math.max(...found.map((x, k) => Math.abs(almgrenChriss(k / steps, haste) - (1 - x))));
    };
    const [coarse, fine] = [worst(200), worst(400)];
    expect(fine).toBeLessThan(2e-4);
    expect(coarse / fine).toBeGreaterThan(3.9);
    expect(coarse / fine).toBeLessThan(4.1);
  });

  it.each([0, 1, 4])(
    'is within a lot of the best that trying every way in whole lots finds, κT = %d',
    (haste) => {
      const [total, steps] = [60, 12];
      const found = cheapestLots(total, steps, ETA, ETA * haste * haste);
      const inSteps = Math.acosh(1 + (haste * haste) / (2 * steps * steps)) * steps;
      for (let k = 0; k <= steps; k += 1)
        expect(Math.abs(total * (1 - almgrenChriss(k / steps, inSteps)) - (found[k] ?? 0))).toBeLessThan(1);
    },
  );
});

describe('urgency', () => {
  const plain = { riskAversion: 1e-6, vol: 0.5, price: 60_000, impact: 0.25 };

  it('is √(γσ²/η) per year', () => {
    expect(urgencyOf(plain)).toBeCloseTo(Math.sqrt((1e-6 * 30_000 * 30_000) / 0.25), 9);
  });

  it('is nothing where there is nothing to fear, and finite where trading costs nothing', () => {
    for (const field of ['riskAversion', 'vol', 'price']) expect(urgencyOf({ ...plain, [field]: 0 })).toBe(0);
    expect(urgencyOf({ ...plain, impact: 0 })).toBe(Number.MAX_VALUE);
    expect(urgencyOf({ ...plain, impact: 0, vol: 0 })).toBe(0);
  });

  it.each(['riskAversion', 'vol', 'price', 'impact'])('is nothing where %s makes no sense', (field) => {
    for (const nonsense of [Number.NaN, -1, Infinity])
      expect(urgencyOf({ ...plain, [field]: nonsense })).toBe(0);
  });
});
