import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/market.ts';
import { createRandom } from '../math/random.ts';
import { DAY, HOUR, MINUTE } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { correlationOfPair, foldPair, type PairState } from './correlation.ts';

const HALF_LIFE = 5 * DAY;

function barAt(start: number, close: number): Bar {
  return { instrument: 'X', start: millis(start), open: close, high: close, low: close, close, volume: 1 };
}

type Step = readonly [gapBars: number, one: number, other: number];

/** Closes after each step, and when. */
function pathOf(steps: readonly Step[], intervalMs: number): { at: Millis; closes: [number, number] }[] {
  let [at, one, other] = [0, 100, 10];
  return steps.map(([gap, x, y]) => {
    at += gap * intervalMs;
    one *= Math.exp(x);
    other *= Math.exp(y);
    return { at: millis(at), closes: [one, other] };
  });
}

function folded(steps: readonly Step[], intervalMs: number): PairState | undefined {
  let state: PairState | undefined;
  for (const { at, closes } of pathOf(steps, intervalMs))
    state = foldPair(state, barAt(at, closes[0]), barAt(at, closes[1]), intervalMs);
  return state;
}

/** The weighted sums of all returns at once. */
function batch(
  steps: readonly Step[],
  intervalMs: number,
): { x: number; y: number; both: number; n: number } {
  const path = pathOf(steps, intervalMs);
  const end = path.at(-1)?.at ?? 0;
  const sums = { x: 0, y: 0, both: 0, n: 0 };
  let [weight, weights] = [0, 0];
  for (const [i, { at, closes }] of path.entries()) {
    const before = path[i - 1];
    if (before === undefined) continue;
    const share = Math.exp((-Math.LN2 * (end - at)) / HALF_LIFE);
    const [x, y] = [Math.log(closes[0] / before.closes[0]), Math.log(closes[1] / before.closes[1])];
    sums.x += share * x * x;
    sums.y += share * y * y;
    sums.both += share * x * y;
    weight += share;
    weights += share * share;
  }
  return { ...sums, n: (weight * weight) / weights };
}

const move = fc.double({ min: -0.05, max: 0.05, noNaN: true });
const step = fc.tuple(fc.integer({ min: 1, max: 40 }), move, move);

describe('foldPair', () => {
  it('adds up to the weighted sums of all returns, whatever bars are missing', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 60 }), (steps) => {
        const state = folded(steps, HOUR) as PairState;
        const all = batch(steps, HOUR);
        expect(Math.abs(state.squares[0] - all.x)).toBeLessThanOrEqual(1e-12 * all.x + 1e-300);
        expect(Math.abs(state.squares[1] - all.y)).toBeLessThanOrEqual(1e-12 * all.y + 1e-300);
        expect(Math.abs(state.product - all.both)).toBeLessThanOrEqual(
          1e-12 * Math.sqrt(all.x * all.y) + 1e-18,
        );
        expect((state.weight * state.weight) / state.weights).toBeCloseTo(all.n, 9);
      }),
    );
  });

  it('leaves alone what did not open together, goes back in time or is no price', () => {
    const state = folded(
      [
        [1, 0.01, 0.02],
        [1, 0.01, 0.02],
      ],
      HOUR,
    ) as PairState;
    const now = state.at;
    expect(foldPair(state, barAt(now, 1), barAt(now + HOUR, 1), HOUR)).toBe(state);
    expect(foldPair(state, barAt(now - 2 * HOUR, 1), barAt(now - 2 * HOUR, 1), HOUR)).toBe(state);
    for (const bad of [0, -1, Number.NaN, Infinity])
      for (const pair of [
        [bad, 1],
        [1, bad],
      ] as const)
        expect(foldPair(state, barAt(now, pair[0]), barAt(now, pair[1]), HOUR)).toBe(state);
  });

  it('is plain data', () => {
    const state = folded(
      [
        [1, 0.01, 0.02],
        [3, -0.01, 0.02],
      ],
      HOUR,
    );
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('correlationOfPair', () => {
  it('finds the correlation of what it is fed', () => {
    const random = createRandom('pair');
    for (const rho of [-0.6, 0, 0.83, 1]) {
      const rest = Math.sqrt(1 - rho * rho);
      const steps = Array.from({ length: 2_000 }, (): Step => {
        const [a, b] = [random.normal(), random.normal()];
        return [1, 1e-3 * a, 2e-3 * (rho * a + rest * b)];
      });
      const found = correlationOfPair(folded(steps, 5 * MINUTE)) ?? Number.NaN;
      expect(Math.abs(found - rho)).toBeLessThan((4 * (1 - rho * rho)) / Math.sqrt(1_500) + 1e-9);
    }
  });

  it('is not known before there is enough of it, nor of a price that stood still', () => {
    const flat = (count: number, y: number): readonly Step[] =>
      Array.from({ length: count }, (_, i): Step => [1, i % 2 === 0 ? 0.01 : -0.01, y * (i % 3)]);
    expect(correlationOfPair(undefined)).toBeUndefined();
    expect(correlationOfPair(folded(flat(100, 0.01), 5 * MINUTE))).toBeUndefined();
    expect(correlationOfPair(folded(flat(110, 0.01), 5 * MINUTE))).toBeTypeOf('number');
    expect(correlationOfPair(folded(flat(400, 0), 5 * MINUTE))).toBeUndefined();
  });

  it('stays within −1 and 1', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 150, maxLength: 200 }), (steps) => {
        const value = correlationOfPair(folded(steps, MINUTE));
        if (value !== undefined) expect(Math.abs(value)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });
});
