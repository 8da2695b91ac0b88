import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { PARAMETERS } from './regimes.ts';
import { nextHour, WALK_START, type Walk } from './synthetic.ts';
import { foldWatch, scoresOf, type Watch } from './watch.ts';

const { model } = PARAMETERS;

describe('foldWatch', () => {
  it('gives the rivals the same surprises as the regimes', () => {
    const random = createRandom(2);
    let walk: Walk = WALK_START;
    let watch: Watch | undefined;
    let [cusum, average, highest] = [0, 0, 0];
    for (let i = 0; i < 1_000; i++) {
      const next = nextHour(walk, i % 300 > 250 ? 2 : 1, random);
      walk = next.walk;
      watch = foldWatch(model, watch, next.bar)!;
      const surprise = watch.state.surprise.surprise!;
      cusum = Math.min(8, Math.max(0, cusum + surprise - Math.log(2) / 2));
      highest = Math.max(highest, cusum);
      // Half of it comes from the last six.
      average += (1 - Math.exp(-Math.LN2 / 6)) * (surprise - average);
      expect(watch.cusum).toBeCloseTo(cusum, 10);
      expect(watch.average).toBeCloseTo(average, 10);
      const { mean, hmm, change, held } = scoresOf(model, watch);
      const share = (odds: number) => 1 / (1 + Math.exp(-odds));
      expect(share(mean)).toBeCloseTo(0.5 * (share(hmm) + share(change)), 10);
      expect(held).toBe(watch.state.held?.regime === 'stress' ? 1 : 0);
    }
    expect(highest).toBe(8);
  });

  it('is unmoved by a bar that cannot be, and by one that says nothing', () => {
    const { bar } = nextHour(WALK_START, 1, createRandom(1));
    expect(foldWatch(model, undefined, { ...bar, low: Number.NaN })).toBeUndefined();
    const watch = foldWatch(model, undefined, bar)!;
    expect(foldWatch(model, watch, { ...bar, low: -1 })).toBe(watch);
    const still = { ...bar, start: watch.state.surprise.at, high: bar.close, low: bar.close };
    const after = foldWatch(model, { ...watch, cusum: 2, average: 1 }, still)!;
    expect([after.cusum, after.average]).toEqual([2, 1]);
    expect(after.state).not.toBe(watch.state);
  });
});
