import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { advantage, measuresOf, resampledAdvantage, shortfallOf } from './measures.ts';

const random = createRandom('measures');
const noise = Array.from({ length: 400 }, () => 1e-4 * random.normal());
const around = (mean: number, scale = 1) => noise.map((x) => mean + scale * x);

describe('measures', () => {
  it('are those of the worst twentieth, of the deepest fall and of a year', () => {
    const returns = Array.from({ length: 40 }, (_, i) => (i === 3 ? -0.03 : i === 4 ? -0.01 : 0.001));
    expect(shortfallOf(returns)).toBeCloseTo(0.02, 12);
    expect(shortfallOf([0.001, 0.002])).toBe(-0.001);
    const share = returns.map((_, i) => (i < 10 ? 0.5 : 0));
    const found = measuresOf({
      rule: 'own',
      days: returns.map((_, i) => i),
      excess: returns,
      share,
      turnover: 2,
    });
    expect(found).toMatchObject({ days: 40, exposure: 0.25, meanShare: 0.125, turnover: 2 * (365 / 40) });
    expect(found.drawdown).toBeCloseTo(0.04, 12);
    expect(found.excess).toBeCloseTo((365 * (0.038 - 0.04)) / 40, 12);
  });

  it('does not depend on how much either is held', () => {
    const [own, other] = [around(2e-5), around(1e-5)];
    const twice = own.map((x) => 2 * x);
    const found = advantage(own, other) as number;
    expect(Math.sign(found)).toBe(1);
    // Twice as much is scaled back, here to the other's shortfall, which is the lesser only then.
    expect(advantage(twice, other)).toBeCloseTo(
      365 * ((2e-5 + mean(noise)) * (shortfallOf(other) / shortfallOf(own)) - 1e-5 - mean(noise)),
      9,
    );
    expect(advantage(twice, own)).toBeCloseTo(0, 15);
    expect(advantage([0.1, 0.2], other)).toBeNull();
  });

  it('is sure of what holds on every day, and of nothing where both are alike', () => {
    const resampling = (seed: string) => ({ draws: 400, block: 10, random: createRandom(seed) });
    const better = resampledAdvantage(around(3e-5), around(1e-5), resampling('a'));
    expect(better?.p).toBe(0);
    expect(better?.low).toBeGreaterThan(0);
    const same = resampledAdvantage(
      noise,
      noise.map((x) => 3 * x),
      resampling('b'),
    );
    expect(Math.abs(same?.low ?? 1)).toBeLessThan(1e-12);
    expect(Math.abs(same?.high ?? 1)).toBeLessThan(1e-12);
    expect(resampledAdvantage([0.1, 0.2], [0.1, 0.2], resampling('c'))).toBeNull();
  });

  it('is as unsure as the mean of independent days is', () => {
    // One day in twenty loses 1 for sure, in both: the shortfall hardly moves, and what is left is the mean's error.
    const draw = createRandom('plain');
    const crashes = Array.from({ length: 2000 }, (_, i) => (i % 20 === 0 ? -1 : 0));
    const own = crashes.map((loss) => loss + (loss < 0 ? 0 : 0.01 * draw.normal()));
    const found = resampledAdvantage(own, crashes, { draws: 600, block: 20, random: createRandom('d') });
    const error = (365 * 0.01) / Math.sqrt(2000);
    const width = ((found?.high ?? 0) - (found?.low ?? 0)) / (2 * 1.645);
    expect(width / error).toBeGreaterThan(0.85);
    expect(width / error).toBeLessThan(1.15);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
