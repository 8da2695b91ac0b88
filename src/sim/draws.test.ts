import { describe, expect, it } from 'vitest';
import { createRandom } from '../math/random.ts';
import { between, chance, logBetween, pick, whole } from './draws.ts';

const random = createRandom('draws');
const many = <T>(draw: () => T): T[] => Array.from({ length: 2_000 }, draw);

describe('draws', () => {
  it('pick every option', () => {
    expect(new Set(many(() => pick(random, ['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('take a chance as often as it is', () => {
    expect(many(() => chance(random, 0.3)).filter(Boolean).length / 2_000).toBeCloseTo(0.3, 1);
  });

  it('stay between their bounds, both included where whole', () => {
    for (const x of many(() => between(random, -2, 5))) expect(x >= -2 && x < 5).toBe(true);
    expect(new Set(many(() => whole(random, 3, 6)))).toEqual(new Set([3, 4, 5, 6]));
  });

  it('are as likely in one octave as in the next', () => {
    const draws = many(() => logBetween(random, 1, 4));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...draws)).toBeLessThan(4);
    expect(draws.filter((x) => x < 2).length / 2_000).toBeCloseTo(0.5, 1);
  });
});
