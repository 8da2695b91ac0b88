import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MinimumVarianceFit,
  type MoveSums,
  minimumVarianceFit,
  NO_MOVES,
  type ObservedMove,
  withMove,
} from './minimum-variance.ts';

const TRUTH = { a: -0.25, b: -0.4, c: 0.3 };

function taken(sums: MoveSums, move: ObservedMove, decay = 1, weight = 1): MoveSums {
  const result = withMove(sums, move, decay, weight);
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

function fitted(sums: MoveSums, prior = 0): MinimumVarianceFit {
  const result = minimumVarianceFit(sums, prior);
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

/** Evenly spread, where `fc.double` would send half its draws to the ends and to next to nothing. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 9999 }).map((step) => min + ((max - min) * step) / 9999);
/** A move whose vol follows the truth, and up to `noise` of the spot besides. */
const move = (noise: number): fc.Arbitrary<ObservedMove> =>
  fc
    .record({
      delta: between(0.05, 0.95),
      spot: between(100, 1e5),
      years: between(0.02, 1),
      jump: between(0.005, 0.05),
      isDown: fc.boolean(),
      rest: between(-noise, noise),
    })
    .map(({ delta, spot, years, jump, isDown, rest }) => {
      const vega = spot * Math.sqrt(years) * 0.4 * (1 - (2 * delta - 1) * (2 * delta - 1));
      const spotChange = (isDown ? -jump : jump) * spot;
      const pull = TRUTH.a + TRUTH.b * delta + TRUTH.c * delta * delta;
      const volChange = (pull * spotChange) / spot / Math.sqrt(years);
      const priceChange = delta * spotChange + vega * volChange + rest * spot;
      return { delta, vega, spot, years, spotChange, priceChange };
    });
const moves = (noise: number, least = 30) => fc.array(move(noise), { minLength: least, maxLength: 60 });
/** Deltas spread widely enough that three coefficients can be told apart. */
const telling = (all: readonly ObservedMove[]) => new Set(all.map(({ delta }) => delta.toFixed(1))).size > 5;

describe('minimumVarianceFit', () => {
  it('recovers the coefficients that made noiseless moves', () => {
    fc.assert(
      fc.property(moves(0).filter(telling), (all) => {
        const fit = fitted(all.reduce((sums, each) => taken(sums, each), NO_MOVES));
        for (const name of ['a', 'b', 'c'] as const)
          expect(Math.abs(fit[name] - TRUTH[name])).toBeLessThan(1e-5);
        expect(fit.gain).toBeCloseTo(1, 9);
        expect(fit.count).toBe(all.length);
      }),
    );
  });

  it('is least squares: a gain that no other coefficients beat, and that the moves themselves show', () => {
    const nudge = between(-0.2, 0.2);
    fc.assert(
      fc.property(moves(0.01).filter(telling), nudge, nudge, nudge, (all, da, db, dc) => {
        const { a, b, c, gain } = fitted(all.reduce((sums, each) => taken(sums, each), NO_MOVES));
        const squares = (x: number, y: number, z: number) =>
          all.reduce((sum, { delta, vega, spot, years, spotChange, priceChange }) => {
            const hedge = delta + (vega / (spot * Math.sqrt(years))) * (x + y * delta + z * delta * delta);
            const miss = (priceChange - hedge * spotChange) / spot;
            return sum + miss * miss;
          }, 0);
        const [best, plain] = [squares(a, b, c), squares(0, 0, 0)];
        expect(Math.abs(1 - best / plain - gain)).toBeLessThan(1e-9);
        expect(squares(a + da, b + db, c + dc)).toBeGreaterThan(best * (1 - 1e-12));
      }),
    );
  });

  it('shrinks to the Black-Scholes delta, the more the fewer the moves', () => {
    fc.assert(
      fc.property(moves(0.001).filter(telling), (all) => {
        const sums = all.reduce((before, each) => taken(before, each), NO_MOVES);
        const size = (prior: number) => {
          const { a, b, c } = fitted(sums, prior);
          // Measured as the ridge measures it: each coefficient by its own sum of squares.
          return a * a * sums.normal[0] + b * b * sums.normal[2] + c * c * sums.normal[4];
        };
        expect(size(10)).toBeLessThanOrEqual(size(0) * (1 + 1e-9));
        expect(size(1000)).toBeLessThan(size(10));
        expect(size(1e9)).toBeLessThan(1e-10);
        expect(fitted(sums, 1e9).gain).toBeCloseTo(0, 6);
      }),
    );
    expect(fitted(NO_MOVES, 10)).toEqual({ a: 0, b: 0, c: 0, gain: 0, count: 0 });
  });

  it('answers nothing rather than noise where the moves cannot tell', () => {
    const one = fc.sample(move(0.01), { seed: 1, numRuns: 1 })[0]!;
    expect(fitted(taken(NO_MOVES, one))).toEqual({ a: 0, b: 0, c: 0, gain: 0, count: 1 });
    const { a, gain } = fitted(taken(NO_MOVES, one), 1);
    expect(a).not.toBe(0);
    expect(gain).toBeGreaterThan(0);
  });

  it('refuses a prior that is none', () => {
    for (const value of [-1, Number.NaN, Infinity]) {
      expect(minimumVarianceFit(NO_MOVES, value)).toMatchObject({ field: 'prior', value });
    }
  });
});

describe('withMove', () => {
  it('takes a move out again', () => {
    fc.assert(
      fc.property(moves(0.01, 8), move(0.01), (all, extra) => {
        const sums = all.reduce((before, each) => taken(before, each), NO_MOVES);
        const back = taken(taken(sums, extra), extra, 1, -1);
        expect(back.count).toBe(sums.count);
        for (const [i, sum] of sums.normal.entries()) {
          expect(Math.abs(back.normal[i]! - sum)).toBeLessThan(1e-14);
        }
        expect(Math.abs(back.squares - sums.squares)).toBeLessThan(1e-14);
      }),
    );
  });

  it('forgets at the rate it is told', () => {
    const [first, second] = fc.sample(move(0.01), { seed: 2, numRuns: 2 });
    const faded = taken(taken(NO_MOVES, first!), second!, 0.5);
    const [alone, other] = [taken(NO_MOVES, first!), taken(NO_MOVES, second!)];
    expect(faded.count).toBe(1.5);
    expect(faded.right[1]).toBeCloseTo(0.5 * alone.right[1] + other.right[1], 15);
    expect(faded.squares).toBeCloseTo(0.5 * alone.squares + other.squares, 15);
  });

  it('counts a move alike at any level of price', () => {
    const [one] = fc.sample(move(0.01), { seed: 3, numRuns: 1 });
    const { delta, vega, spot, years, spotChange, priceChange } = one!;
    const bigger = {
      delta,
      years,
      vega: 8 * vega,
      spot: 8 * spot,
      spotChange: 8 * spotChange,
      priceChange: 8 * priceChange,
    };
    expect(taken(NO_MOVES, bigger)).toEqual(taken(NO_MOVES, one!));
  });

  it('refuses what cannot be learned from, naming the field', () => {
    const [one] = fc.sample(move(0.01), { seed: 4, numRuns: 1 });
    for (const field of ['delta', 'vega', 'spot', 'years', 'spotChange', 'priceChange'] as const) {
      for (const value of [Number.NaN, Infinity]) {
        expect(withMove(NO_MOVES, { ...one!, [field]: value })).toMatchObject({
          kind: 'refused',
          field,
          value,
        });
      }
    }
    expect(withMove(NO_MOVES, { ...one!, spot: 0 })).toMatchObject({ field: 'spot' });
    expect(withMove(NO_MOVES, { ...one!, years: -1 })).toMatchObject({ field: 'years' });
    expect(withMove(NO_MOVES, { ...one!, delta: 11 })).toMatchObject({ field: 'delta' });
    expect(withMove(NO_MOVES, { ...one!, vega: 1e200 })).toMatchObject({ field: 'vega' });
    expect(withMove(NO_MOVES, one!, 0)).toMatchObject({ field: 'decay', value: 0 });
    expect(withMove(NO_MOVES, one!, 1.1)).toMatchObject({ field: 'decay' });
    expect(withMove(NO_MOVES, one!, 1, Number.NaN)).toMatchObject({ field: 'weight' });
  });
});
