import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { DAY, MINUTE } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { GAIN_ALLOWED, type LoopGain, loopGain, participationCap, participationOf } from './loop-gain.ts';

/** A market that moves by `lambda` for each unit that a hedger of `gamma` trades after the move before. */
function hedged(lambda: number, gamma: number, count: number, seed: number = 1, shock = 0): LoopGain {
  const random = createRandom(seed);
  let state: LoopGain | undefined;
  let change = 0;
  for (let i = 0; i < count; i += 1) {
    const traded = -gamma * change;
    change = 10 * random.normal() + lambda * traded + (i === count - 1 ? shock : 0);
    state = loopGain.fold(state, {
      ...{ at: millis(20_000 * DAY + i * MINUTE), traded, change, volume: 100, gamma },
    });
  }
  return state as LoopGain;
}

const NOW = millis(20_001 * DAY);

describe('loop gain', () => {
  it('is found where it is, and graded at the least that it may be', () => {
    const gains = Array.from({ length: 40 }, (_, seed) => {
      const state = hedged(0.5, -1, 700, seed);
      return 0.05 / participationCap(state, 1);
    });
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    // The standard error of one estimate is 1/√700 of a gain of 1: of the mean of 40, 0.006.
    expect(mean).toBeGreaterThan(0.48);
    expect(mean).toBeLessThan(0.52);
    for (let seed = 0; seed < 40; seed += 1) {
      const { severity, value } = loopGain.severity(hedged(0.5, -1, 700, seed), NOW);
      expect(severity).toBe(2);
      expect(value).toBeLessThan(0.55);
    }
  });

  it.each([
    ['no impact', 0, -1, 0],
    ['a long gamma, which damps', 0.8, 1, 0],
    ['too few trades', 0.8, -1, 0, 15],
    ['a gain of 1.5', 1.5, -0.9999, 3],
  ])('of %s', (_what, lambda, gamma, severity, count = 500) => {
    // A gain above 1 does not last: so short that it stays finite.
    const state = hedged(lambda, gamma, lambda > 1 ? 60 : count);
    expect(loopGain.severity(state, NOW).severity).toBe(severity);
  });

  it('is not made by one piece of news after an order', () => {
    const before = 0.05 / participationCap(hedged(0.3, -1, 400, 3), 1);
    const after = 0.05 / participationCap(hedged(0.3, -1, 400, 3, 1e6), 1);
    expect(Math.abs(after - before)).toBeLessThan(0.05);
  });

  it('caps participation so that the gain is what is allowed, never above the share given', () => {
    const state = hedged(0.5, -1, 700);
    const cap = participationCap(state, 0.1);
    expect(cap).toBeCloseTo((0.1 * GAIN_ALLOWED) / (state.product / state.tradeSquare), 12);
    expect(cap).toBeLessThan(0.02);
    expect(participationCap(undefined, 0.1)).toBe(0.1);
    expect(participationCap(hedged(0.5, 1, 700), 0.1)).toBe(0.1);
    expect(participationCap(hedged(0.5, -1, 10), 0.1)).toBe(0.1);
  });

  it('knows our share of what was traded', () => {
    const one = { at: millis(0), traded: -25, change: 0, volume: 100, gamma: 0 };
    const state = loopGain.fold(undefined, one) as LoopGain;
    expect(participationOf(state)).toBe(0.25);
    expect(participationOf(loopGain.fold(state, { ...one, traded: 0 }) as LoopGain)).toBe(0.125);
    expect(participationOf(loopGain.fold(undefined, { ...one, volume: 0 }) as LoopGain)).toBe(0);
  });

  it('is the slope of least squares where nothing is forgotten and nothing clipped', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(pairs, (trades) => {
        let state: LoopGain | undefined;
        for (const [traded, change] of trades)
          state = loopGain.fold(state, { at: millis(0), traded, change, volume: 10, gamma: -1 });
        const xy = trades.reduce((sum, [x, y]) => sum + x * y, 0);
        const xx = trades.reduce((sum, [x]) => sum + x * x, 0);
        expect(state!.product / state!.tradeSquare).toBeCloseTo(xy / xx, 10);
      }),
    );
  });
});
