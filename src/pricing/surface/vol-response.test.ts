import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76 } from '../black-scholes.ts';
import type { ObservedMove } from './minimum-variance.ts';
import { minimumVarianceDelta } from './smile-delta.ts';
import {
  asMinimumVariance,
  callDelta,
  NO_RESPONSE,
  type ResponseSums,
  type VolResponse,
  volResponse,
  withSnapshot,
} from './vol-response.ts';

function answered<T>(result: T): Exclude<T, { kind: 'refused' }> {
  if (typeof result === 'object' && result !== null && 'kind' in result)
    throw new Error(JSON.stringify(result));
  return result as Exclude<T, { kind: 'refused' }>;
}

const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 9999 }).map((step) => min + ((max - min) * step) / 9999);
/** A move of a call or a put whose vol follows `truth`, and up to `noise` of the spot besides. */
const move = ({ level, tilt }: VolResponse, noise: number): fc.Arbitrary<ObservedMove> =>
  fc
    .record({
      u: between(0.05, 0.95),
      isPut: fc.boolean(),
      spot: between(100, 1e5),
      years: between(0.02, 1),
      jump: between(0.005, 0.05),
      isDown: fc.boolean(),
      rest: between(-noise, noise),
    })
    .map(({ u, isPut, spot, years, jump, isDown, rest }) => {
      const delta = isPut ? u - 1 : u;
      const vega = spot * Math.sqrt(years) * 1.6 * u * (1 - u);
      const spotChange = (isDown ? -jump : jump) * spot;
      const volChange = (((level + tilt * (u - 0.5)) / Math.sqrt(years)) * spotChange) / spot;
      return {
        delta,
        vega,
        spot,
        years,
        spotChange,
        priceChange: delta * spotChange + vega * volChange + rest * spot,
      };
    });
const TRUTH = { level: -0.1, tilt: 0.4 };
const snapshots = (noise: number) =>
  fc.array(fc.array(move(TRUTH, noise), { minLength: 8, maxLength: 20 }), { minLength: 2, maxLength: 8 });

function fold(all: readonly (readonly ObservedMove[])[], decay = 1): ResponseSums {
  return all.reduce((sums, moves) => answered(withSnapshot(sums, moves, decay)), NO_RESPONSE);
}

/** Sums of squares of what is left unhedged, as a share of the spot, old snapshots less. */
function squaresLeft(all: readonly (readonly ObservedMove[])[], decay: number, by: VolResponse): number {
  let sum = 0;
  for (const moves of all) {
    sum *= decay;
    for (const each of moves) {
      const coefficients = asMinimumVariance(by, each.delta < 0 ? 'put' : 'call', 1);
      const hedge = answered(minimumVarianceDelta(each, each, coefficients));
      const miss = (each.priceChange - hedge * each.spotChange) / each.spot;
      sum += miss * miss;
    }
  }
  return sum;
}

describe('volResponse', () => {
  it('recovers the response that made noiseless moves, of calls and puts alike', () => {
    fc.assert(
      fc.property(snapshots(0), (all) => {
        const { level, tilt } = answered(volResponse(fold(all), 0));
        expect(level).toBeCloseTo(TRUTH.level, 8);
        expect(tilt).toBeCloseTo(TRUTH.tilt, 7);
      }),
    );
  });

  it('is least squares of the moves themselves, discounted: no other response leaves less', () => {
    const nudge = between(-0.1, 0.1);
    fc.assert(
      fc.property(snapshots(0.01), between(0.3, 1), nudge, nudge, (all, decay, dl, dt) => {
        const best = answered(volResponse(fold(all, decay), 0));
        const other = { level: best.level + dl, tilt: best.tilt + dt };
        expect(squaresLeft(all, decay, other)).toBeGreaterThan(squaresLeft(all, decay, best) * (1 - 1e-12));
      }),
    );
  });

  it('takes a put for the call at its strike', () => {
    const asCall = ({ delta, priceChange, spotChange, ...rest }: ObservedMove): ObservedMove => ({
      ...rest,
      spotChange,
      delta: callDelta(delta),
      priceChange: delta < 0 ? priceChange + spotChange : priceChange,
    });
    fc.assert(
      fc.property(snapshots(0.01), (all) => {
        const mixed = answered(volResponse(fold(all), 2));
        const calls = answered(volResponse(fold(all.map((moves) => moves.map(asCall))), 2));
        expect(calls.level).toBeCloseTo(mixed.level, 9);
        expect(calls.tilt).toBeCloseTo(mixed.tilt, 9);
      }),
    );
  });

  it('shrinks to nothing by snapshots, however many options each holds', () => {
    fc.assert(
      fc.property(snapshots(0.01), between(0, 20), (all, prior) => {
        const once = answered(volResponse(fold(all), prior));
        const twice = answered(volResponse(fold(all.map((moves) => [...moves, ...moves])), prior));
        expect(twice.level).toBeCloseTo(once.level, 9);
        expect(twice.tilt).toBeCloseTo(once.tilt, 9);
        expect(Math.abs(answered(volResponse(fold(all), 1e9)).level)).toBeLessThan(1e-6);
      }),
    );
    const [one] = fc.sample(snapshots(0), { seed: 5, numRuns: 1 });
    const sums = fold(one!);
    const { normal, right } = sums.moves;
    // Far from ridge's origin each coefficient is its own sum over its own square, by 1 + prior / count.
    const far = answered(volResponse(sums, 1e6));
    expect((far.tilt * normal[2] * 1e6) / sums.snapshots / right[1]).toBeCloseTo(1, 3);
  });

  it('knows nothing from nothing, and from one option only what a prior makes of it', () => {
    expect(volResponse(NO_RESPONSE, 0)).toEqual({ level: 0, tilt: 0 });
    const [one] = fc.sample(move(TRUTH, 0.01), { seed: 1, numRuns: 1 });
    expect(volResponse(fold([[one!]]), 0)).toEqual({ level: 0, tilt: 0 });
    expect(answered(volResponse(fold([[one!]]), 1)).level).not.toBe(0);
    expect(volResponse(NO_RESPONSE, -1)).toMatchObject({ field: 'prior', value: -1 });
    expect(volResponse(NO_RESPONSE, Number.NaN)).toMatchObject({ field: 'prior' });
  });
});

describe('withSnapshot', () => {
  it('forgets with the time that a snapshot without moves stands for', () => {
    const [all] = fc.sample(snapshots(0.01), { seed: 2, numRuns: 1 });
    const sums = fold(all!);
    const later = answered(withSnapshot(sums, [], 0.25));
    expect(later.snapshots).toBe(0.25 * all!.length);
    expect(later.moves.right).toEqual(sums.moves.right.map((value) => 0.25 * value));
    expect(answered(volResponse(later, 0)).tilt).toBeCloseTo(answered(volResponse(sums, 0)).tilt, 10);
  });

  it('stays plain data', () => {
    const [all] = fc.sample(snapshots(0.01), { seed: 3, numRuns: 1 });
    const sums = fold(all!);
    expect(JSON.parse(JSON.stringify(sums))).toEqual(sums);
  });

  it('refuses what cannot be learned from, naming the move and the field', () => {
    const [one] = fc.sample(move(TRUTH, 0), { seed: 4, numRuns: 1 });
    expect(withSnapshot(NO_RESPONSE, [one!, { ...one!, spot: 0 }], 1)).toMatchObject({
      field: 'moves[1].spot',
    });
    expect(withSnapshot(NO_RESPONSE, [{ ...one!, priceChange: Number.NaN }], 1)).toMatchObject({
      field: 'moves[0].priceChange',
    });
    expect(withSnapshot(NO_RESPONSE, [], 0)).toMatchObject({ field: 'decay', value: 0 });
    expect(withSnapshot(NO_RESPONSE, [], 1.5)).toMatchObject({ field: 'decay' });
  });
});

describe('asMinimumVariance', () => {
  it('is the derivative of price with the vol that follows the underlying, for calls and puts', () => {
    const spot = 100;
    for (const type of ['call', 'put'] as const) {
      for (const strike of [85, 100, 120]) {
        const [years, vol] = [0.1, 0.6];
        const valueAt = (forward: number, sigma: number) =>
          answered(black76({ type, forward, strike, years, vol: sigma, rate: 0 }));
        const { delta, vega } = valueAt(spot, vol);
        const perRelative = (TRUTH.level + TRUTH.tilt * (callDelta(delta) - 0.5)) / Math.sqrt(years);
        const bumped = (h: number) => valueAt(spot * (1 + h), vol + perRelative * h).price;
        const expected = (bumped(1e-5) - bumped(-1e-5)) / (2e-5 * spot);
        const by = (trust: number) =>
          answered(
            minimumVarianceDelta({ delta, vega }, { spot, years }, asMinimumVariance(TRUTH, type, trust)),
          );
        expect(by(1)).toBeCloseTo(expected, 8);
        expect(by(0)).toBe(delta);
        expect(by(0.5)).toBeCloseTo((delta + expected) / 2, 8);
      }
    }
  });
});
