import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { confidenceSet } from './confidence-set.ts';

/** Losses of models with these means, with noise that all share and noise of their own. */
function losses(means: readonly number[], count: number, seed: string): number[][] {
  const random = createRandom(seed);
  const shared = Array.from({ length: count }, () => random.normal());
  return means.map((mean) => shared.map((common) => mean + common + 0.5 * random.normal()));
}

function set(rows: readonly (readonly number[])[], seed: string, draws: number = 300): number[] {
  return confidenceSet(rows, { draws, block: 10, random: createRandom(seed) });
}

describe('confidenceSet', () => {
  it('puts out the models that are worse and holds the best', () => {
    const p = set(losses([1, 1.02, 2, 3], 300, 'worse'), 'draws');
    expect(p[2]).toBeLessThan(0.01);
    expect(p[3]).toBeLessThan(0.01);
    expect(Math.max(p[0]!, p[1]!)).toBe(1);
    expect(Math.min(p[0]!, p[1]!)).toBeGreaterThan(0.01);
  });

  it('holds every one of equals nine times of ten, as it says', () => {
    const runs = 100;
    let held = 0;
    for (let i = 0; i < runs; i++) {
      const p = set(losses([1, 1, 1, 1], 200, `equals ${i}`), `draws ${i}`, 200);
      if (p.every((value) => value >= 0.1)) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.8);
    expect(held / runs).toBeLessThan(1);
  });

  it('is the same for the same seed, and never lower for a model put out later', () => {
    for (let i = 0; i < 20; i++) {
      const rows = losses([1, 1, 1, 1, 1], 250, `steps ${i}`);
      const p = set(rows, 'same');
      expect(set(rows, 'same')).toEqual(p);
      // All are as noisy, so that they go by their means, the greatest first.
      const mean = (m: number) => rows[m]!.reduce((sum, loss) => sum + loss, 0);
      const order = [0, 1, 2, 3, 4].toSorted((a, b) => mean(b) - mean(a));
      expect(p[order[1]!]!).toBeGreaterThanOrEqual(p[order[0]!]!);
      expect(Math.min(...p)).toBe(p[order[0]!]);
    }
  });

  it('takes one model, and models that lose the same', () => {
    const [one] = losses([1], 50, 'one');
    expect(set([one!], 'one')).toEqual([1]);
    expect(set([one!, one!], 'twins')).toEqual([1, 1]);
  });
});
