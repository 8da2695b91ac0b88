import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Replayed, replayed, rootAt } from '../../../test/support/pool-replay.ts';
import { describeWithShared } from '../../../test/support/shared-data.ts';
import type { Refused } from '../refused.ts';
import {
  lossVersusRebalancing,
  type PositionTerms,
  type PositionValue,
  valuePosition,
} from './uniswap-v3.ts';

function valued(terms: PositionTerms): PositionValue {
  const held = valuePosition(terms);
  if ('kind' in held) throw new Error(`refused ${held.field} ${held.value}`);
  return held;
}

function lost(terms: PositionTerms, vol: number): number {
  const rate = lossVersusRebalancing(terms, vol);
  if (typeof rate !== 'number') throw new Error(`refused ${rate.field} ${rate.value}`);
  return rate;
}

/** Central derivative of `f` at `x`, exact for polynomials of the sixth degree. */
function slope(f: (x: number) => number, x: number, h: number): number {
  const pair = (n: number): number => f(x + n * h) - f(x - n * h);
  return (45 * pair(1) - 9 * pair(2) + pair(3)) / (60 * h);
}

/** The power of two at or below `most`: prices on its grid are differenced without rounding. */
function powerOfTwo(most: number): number {
  let power = 1;
  while (power > most) power /= 2;
  while (power * 2 <= most) power *= 2;
  return power;
}

const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
/** Ranges from a ten-thousandth to a factor of a hundred wide, at prices of any size. */
const ranges = fc
  .record({ liquidity: between(1e-6, 1e12), lower: between(-12, 12), width: between(-4, 2) })
  .map(({ liquidity, lower, width }) => {
    const low = Math.exp(lower);
    return { liquidity, lower: low, upper: low * (1 + Math.exp(width * Math.LN10)) };
  });
/** A price that is `share` of the way through the range. */
const inside = fc.tuple(ranges, between(0.02, 0.98)).map(
  ([range, share]): PositionTerms => ({
    ...range,
    price: range.lower + share * (range.upper - range.lower),
  }),
);

describe('valuePosition', () => {
  it('has a delta and a gamma that are the slopes of its value', () => {
    fc.assert(
      fc.property(inside, ({ price: near, ...range }) => {
        const { lower, upper } = range;
        const h = powerOfTwo(0.02 * Math.min(near, near - lower, upper - near));
        const price = Math.round(near / h) * h;
        const terms = { ...range, price };
        const { delta, gamma, base, value } = valued(terms);
        const most = valued({ ...terms, price: lower }).base;
        const atValue = slope((x) => valued({ ...terms, price: x }).value, price, h);
        // What the last digits of what is differenced are worth over the step of the difference.
        const noise = (10 * Number.EPSILON) / h;
        expect(Math.abs(atValue - delta)).toBeLessThan(1e-9 * most + noise * value);
        const atDelta = slope((x) => valued({ ...terms, price: x }).delta, price, h);
        expect(Math.abs(atDelta - gamma)).toBeLessThan(1e-9 * Math.abs(gamma) + noise * base);
        expect(gamma).toBeLessThan(0);
      }),
    );
  });

  it('is the closed form', () => {
    fc.assert(
      fc.property(inside, (terms) => {
        const { liquidity, lower, upper, price } = terms;
        const held = valued(terms);
        const form = liquidity * (2 * Math.sqrt(price) - Math.sqrt(lower) - price / Math.sqrt(upper));
        expect(Math.abs(held.value - form) / (liquidity * Math.sqrt(price))).toBeLessThan(1e-14);
        expect(held.delta).toBe(held.base);
        expect(held.value).toBe(held.base * price + held.quote);
      }),
    );
  });

  it('keeps its digits where one token runs out', () => {
    const near = valued({ liquidity: 1, lower: 1, upper: 4, price: 4 - 1e-12 });
    // 1/√(4 − ε) − 1/√4 = ε/16 to first order; as a difference of two halves it would have four digits.
    const left = 4 - (4 - 1e-12);
    expect(near.base / (left / 16)).toBeCloseTo(1, 11);
    const far = valued({ liquidity: 1, lower: 1, upper: 4, price: 1 + 1e-12 });
    expect(far.quote / ((1 + 1e-12 - 1) / 2)).toBeCloseTo(1, 11);
  });

  it('is the whole of one token outside its range, without gamma', () => {
    const terms = { liquidity: 60, lower: 4, upper: 9 };
    // 60(1/2 − 1/3) base units below, and 60(3 − 2) quote units above.
    expect(valued({ ...terms, price: 2 })).toEqual({
      ...{ value: expect.closeTo(20, 12), delta: expect.closeTo(10, 12), gamma: 0 },
      ...{ base: expect.closeTo(10, 12), quote: 0 },
    });
    expect(valued({ ...terms, price: 0 })).toMatchObject({ value: 0, delta: expect.closeTo(10, 12) });
    expect(valued({ ...terms, price: 16 })).toEqual({
      ...{ value: expect.closeTo(60, 12), delta: 0, gamma: 0, base: 0, quote: expect.closeTo(60, 12) },
    });
  });

  it('has the gamma of the inside at both edges, where value and delta are those of either side', () => {
    const terms = { liquidity: 60, lower: 4, upper: 9 };
    expect(valued({ ...terms, price: 4 })).toMatchObject({ gamma: -60 / 16, quote: 0 });
    expect(valued({ ...terms, price: 9 })).toMatchObject({ gamma: -60 / 54, base: 0, delta: 0 });
    fc.assert(
      fc.property(ranges, fc.boolean(), (range, isLower) => {
        const edge = isLower ? range.lower : range.upper;
        const [at, beyond] = [edge, isLower ? edge * (1 - 1e-15) : edge * (1 + 1e-15)];
        const [here, there] = [valued({ ...range, price: at }), valued({ ...range, price: beyond })];
        expect(Math.abs(here.value - there.value)).toBeLessThanOrEqual(1e-14 * here.value);
        expect(here.delta).toBe(there.delta);
        expect(there.gamma).toBe(0);
      }),
    );
  });

  it('is twice the root of the price on the full range', () => {
    const full = { liquidity: 3, lower: 0, upper: Infinity, price: 1600 };
    expect(valued(full)).toEqual({
      ...{ value: 240, delta: 0.075, gamma: -3 / (2 * 1600 * 40), base: 0.075, quote: 120 },
    });
    expect(valued({ ...full, upper: 1e30 }).value).toBeCloseTo(240, 9);
  });

  it('does not mind which of the two tokens is the base', () => {
    fc.assert(
      fc.property(inside, ({ liquidity, lower, upper, price }) => {
        const here = valued({ liquidity, lower, upper, price });
        const there = valued({ liquidity, lower: 1 / upper, upper: 1 / lower, price: 1 / price });
        const scale = liquidity * Math.sqrt(price);
        expect(Math.abs(there.quote - here.base) * price).toBeLessThan(1e-12 * scale);
        expect(Math.abs(there.base - here.quote)).toBeLessThan(1e-12 * scale);
      }),
    );
  });

  it('is never worth more than the tokens that it was made of', () => {
    fc.assert(
      fc.property(inside, between(0.1, 10), (terms, factor) => {
        const { base, quote } = valued(terms);
        const later = terms.price * factor;
        const held = base * later + quote;
        expect(valued({ ...terms, price: later }).value).toBeLessThanOrEqual(held * (1 + 1e-14));
      }),
    );
  });
});

describe('lossVersusRebalancing', () => {
  it('is half the variance times the gamma, and an eighth of the variance of the value on the full range', () => {
    fc.assert(
      fc.property(inside, between(0.01, 3), (terms, vol) => {
        const { gamma } = valued(terms);
        const rate = lost(terms, vol);
        expect(rate / (-0.5 * vol * vol * terms.price * terms.price * gamma)).toBeCloseTo(1, 13);
        const full = { ...terms, lower: 0, upper: Infinity };
        expect(lost(full, vol) / ((vol * vol) / 8) / valued(full).value).toBeCloseTo(1, 13);
      }),
    );
  });

  it('is nothing outside the range', () => {
    expect(lost({ liquidity: 60, lower: 4, upper: 9, price: 9.001 }, 0.5)).toBe(0);
    expect(lost({ liquidity: 60, lower: 4, upper: 9, price: 3.999 }, 0.5)).toBe(0);
  });
});

describe('what has no answer', () => {
  const terms = { liquidity: 60, lower: 4, upper: 9, price: 5 };

  it('is refused, naming the field', () => {
    for (const field of ['liquidity', 'lower', 'price'] as const)
      for (const value of [Number.NaN, Infinity, -Infinity, -1]) {
        const refusal = { kind: 'refused', field, value };
        expect(valuePosition({ ...terms, [field]: value })).toMatchObject(refusal);
        expect(lossVersusRebalancing({ ...terms, [field]: value }, 1)).toMatchObject(refusal);
      }
    for (const value of [Number.NaN, -Infinity, -1, 4, 3.9])
      expect(valuePosition({ ...terms, upper: value })).toMatchObject({ field: 'upper', value });
    for (const value of [Number.NaN, Infinity, -0.1])
      expect(lossVersusRebalancing(terms, value)).toMatchObject({ field: 'vol', value });
  });

  it('is a full range at a price of nothing, where the base is without bound', () => {
    const nowhere = { liquidity: 1, lower: 0, upper: Infinity, price: 0 };
    expect(valuePosition(nowhere)).toMatchObject({ kind: 'refused', field: 'result' });
    expect(valuePosition({ ...nowhere, liquidity: 0 })).toMatchObject({ value: 0, delta: 0 });
    expect(lossVersusRebalancing({ ...terms, upper: Infinity, price: 1e308 }, 1e200)).toMatchObject({
      field: 'result',
    });
  });

  it('is the only thing that is not a finite number, whatever it is given', () => {
    const wild = fc.oneof(
      fc.double(),
      between(0, 10),
      fc.constantFrom(0, -0, 1e-320, 5e-324, 1e308, Infinity),
    );
    const any = fc.record({ liquidity: wild, lower: wild, upper: wild, price: wild });
    fc.assert(
      fc.property(any, wild, (hostile, vol) => {
        const held: PositionValue | Refused = valuePosition(hostile);
        if (!('kind' in held)) {
          for (const output of Object.values(held)) expect(Number.isFinite(output)).toBe(true);
          for (const output of [held.value, held.base, held.quote, -held.gamma])
            expect(output).toBeGreaterThanOrEqual(0);
        }
        const rate = lossVersusRebalancing(hostile, vol);
        if (typeof rate === 'number') expect(rate >= 0 && rate < Infinity).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describeWithShared('beside what real pools asked for and gave back', () => {
  /** USDC per WETH at a root of WETH's smallest unit per USDC's. */
  const dollars = (root: bigint): number =>
    1e12 / (Number(root) / Number(1n << 96n)) / (Number(root) / Number(1n << 96n));
  const isExchange = ({ event }: Replayed): boolean =>
    (event.kind === 'MINT' || event.kind === 'BURN') && event.liquidity > 0n;

  it.each(['005', '030'] as const)('agrees to their rounding in the %s pool', (pool) => {
    const rows = replayed(pool).filter(isExchange);
    expect(rows.length).toBe(pool === '005' ? 109 : 15);
    for (const { event, before } of rows) {
      const [low, high] = event.range;
      const held = valued({
        liquidity: Number(event.liquidity) / 1e12,
        lower: dollars(rootAt(high)),
        upper: dollars(rootAt(low)),
        price: dollars(before.sqrtPrice),
      });
      // A unit of rounding, and float64's own in the roots, whose differences a narrow range multiplies.
      const root = Math.sqrt(dollars(before.sqrtPrice));
      const scale = (Number(event.liquidity) / 1e12) * 1e-15;
      expect(Math.abs(held.quote - Number(event.amount0) / 1e6)).toBeLessThan(1e-6 + scale * root);
      expect(Math.abs(held.base - Number(event.amount1) / 1e18)).toBeLessThan(1e-18 + scale / root);
    }
  });
});
