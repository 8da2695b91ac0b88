import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { HOUR, MINUTE } from '../../units/time.ts';
import { nextRegime, occurs, type Regime } from './regime.ts';

describe('what occurs now and then', () => {
  it.each([MINUTE, 10 * MINUTE])('does so once per mean time, however finely asked (%i ms)', (ms) => {
    const random = createRandom(5);
    const steps = (3_000 * HOUR) / ms;
    const hits = Array.from({ length: steps }, () => occurs(ms, HOUR, random)).filter(Boolean).length;
    // A step counts one hit at most, so the coarser the step, the more are merged.
    const expected = steps * (1 - Math.exp(-ms / HOUR));
    expect(Math.abs(hits - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  it('never occurs in no time', () => {
    const random = createRandom(5);
    expect(Array.from({ length: 100 }, () => occurs(0, HOUR, random))).not.toContain(true);
  });
});

describe('regimes', () => {
  it('last as long as stated', () => {
    const random = createRandom(2);
    const means = { calmMs: 6 * HOUR, stressMs: 2 * HOUR };
    let regime: Regime = 'calm';
    let stressed = 0;
    let switches = 0;
    const steps = 400_000;
    for (let i = 0; i < steps; i++) {
      const next = nextRegime(regime, MINUTE, means, random);
      if (next !== regime) switches++;
      regime = next;
      if (regime === 'stress') stressed++;
    }
    expect(stressed / steps).toBeCloseTo(0.25, 1);
    // A calm and a stressed time together take eight hours.
    expect(switches / 2 / ((steps * MINUTE) / (8 * HOUR))).toBeCloseTo(1, 1);
  });

  it('stay when their mean time is endless', () => {
    const random = createRandom(2);
    const means = { calmMs: Infinity, stressMs: 1 };
    expect(nextRegime('calm', HOUR, means, random)).toBe('calm');
    expect(nextRegime('stress', HOUR, means, random)).toBe('calm');
  });
});
