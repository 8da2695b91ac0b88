import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { studentTwoSided } from '../../math/student.ts';
import { dieboldMariano } from './diebold-mariano.ts';

/** Differences of losses that stay related for a while, around `mean`. */
function related(count: number, mean: number, seed: string): number[] {
  const random = createRandom(seed);
  let level = 0;
  return Array.from({ length: count }, () => {
    level = 0.5 * level + random.normal();
    return mean + level;
  });
}

describe('dieboldMariano', () => {
  it('is what its formula gives, worked by hand', () => {
    const gaps = [1, 2, 0, 3, 1, 2, 0, 3, 1, 2, 0, 3];
    // Mean 1.5; autocovariances 0 to 2 are 1.25, −0.83333 and −0.0416667; Bartlett weights at 2 lags 2/3 and 1/3.
    const gamma = [0, 1, 2].map(
      (lag) => gaps.slice(lag).reduce((sum, gap, i) => sum + (gap - 1.5) * (gaps[i]! - 1.5), 0) / gaps.length,
    );
    expect(gamma[0]).toBeCloseTo(1.25, 12);
    const variance = gamma[0]! + 2 * ((2 / 3) * gamma[1]! + (1 / 3) * gamma[2]!);
    const t = 1.5 / Math.sqrt(variance / 12 / (11 / 12));
    const found = dieboldMariano(
      gaps,
      gaps.map(() => 0),
      1,
    )!;
    expect(found.difference).toBeCloseTo(1.5, 14);
    expect(found.statistic).toBeCloseTo(t, 12);
    expect(found.p).toBeCloseTo(studentTwoSided(t, 11), 14);
  });

  it('turns its sign with its sides', () => {
    const [a, b] = [related(200, 1, 'a'), related(200, 0, 'b')];
    const [one, other] = [dieboldMariano(a, b, 1)!, dieboldMariano(b, a, 1)!];
    expect(one.statistic).toBeCloseTo(-other.statistic, 12);
    expect(one.p).toBeCloseTo(other.p, 14);
    expect(one.statistic).toBeGreaterThan(0);
  });

  it('cries wolf about as often as it says, though losses are related', () => {
    const runs = 400;
    let cries = 0;
    for (let i = 0; i < runs; i++) {
      const gaps = related(400, 0, `wolf ${i}`);
      const found = dieboldMariano(
        gaps,
        gaps.map(() => 0),
        3,
      )!;
      if (found.p < 0.05) cries += 1;
    }
    // Bartlett's weights lean to the small side a little.
    expect(cries / runs).toBeGreaterThan(0.02);
    expect(cries / runs).toBeLessThan(0.1);
  });

  it('has no answer on too few losses or equal ones', () => {
    const few = related(9, 0, 'few');
    expect(dieboldMariano(few, few, 1)).toBeNull();
    const same = related(50, 0, 'same');
    expect(dieboldMariano(same, same, 1)).toBeNull();
    expect(dieboldMariano(same, same.slice(1), 1)).toBeNull();
    expect(dieboldMariano(same, few, 60)).toBeNull();
  });
});
