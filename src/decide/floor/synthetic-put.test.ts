import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../math/normal.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { puttingFloor, type SyntheticPut, syntheticPut } from './synthetic-put.ts';

const vols = fc.double({ min: 0.05, max: 2, noNaN: true });
const times = fc.double({ min: 1e-4, max: 2, noNaN: true });

function found(perUnit: number, vol: number, years: number, price = 100): SyntheticPut {
  const put = puttingFloor(perUnit, { price, vol, years });
  if ('kind' in put) throw new Error(put.field);
  return put;
}

describe('a synthetic put', () => {
  it('has the price and Greeks of Black and Scholes at no rate', () => {
    fc.assert(
      fc.property(vols, times, fc.double({ min: 0.5, max: 2, noNaN: true }), (vol, years, m) => {
        const terms = {
          type: 'put',
          spot: 100,
          strike: 100 * m,
          years,
          vol,
          rate: 0,
          carryYield: 0,
        } as const;
        const put = syntheticPut(100, 100 * m, vol * Math.sqrt(years));
        const theirs = blackScholes(terms);
        if ('kind' in theirs) throw new Error(theirs.field);
        expect(Math.abs(put.price - theirs.price)).toBeLessThan(1e-11);
        expect(Math.abs(put.delta - theirs.delta)).toBeLessThan(1e-12);
        expect(Math.abs(put.gamma - theirs.gamma)).toBeLessThan(1e-10 * (1 + theirs.gamma));
      }),
    );
  });

  it('leaves what was asked for, its price taken off its strike', () => {
    fc.assert(
      fc.property(vols, times, fc.double({ min: 0.3, max: 0.999, noNaN: true }), (vol, years, share) => {
        const put = found(100 * share, vol, years);
        if (put.strike === null) return;
        // E min(S, K): strike and price may be thousands of times what they differ by, and lose its digits.
        const deviation = vol * Math.sqrt(years);
        const above = normalCdf(Math.log(100 / put.strike) / deviation - deviation / 2);
        expect(put.strike * above - 100 * put.delta).toBeCloseTo(100 * share, 9);
        expect(Math.abs(put.strike - put.price - 100 * share)).toBeLessThan(1e-9 + 1e-13 * put.strike);
        expect(put.strike).toBeGreaterThanOrEqual(100 * share);
      }),
    );
  });

  it('is dearer, and nearer to a sale, the less may be lost', () => {
    const puts = [0, 50, 80, 90, 95, 99, 99.9].map((perUnit) => found(perUnit, 0.6, 1 / 12));
    for (const [i, put] of puts.slice(1).entries()) expect(put.delta).toBeLessThan(puts[i]?.delta ?? 0);
    expect(puts[0]).toEqual({ strike: 0, delta: 0, gamma: 0, price: 0 });
    expect(puts.at(-1)?.delta).toBeLessThan(-0.9);
  });

  it('is a sale of everything where nothing may be lost, and nothing where all may', () => {
    for (const perUnit of [100, 101, 1e9])
      expect(found(perUnit, 0.6, 0.1)).toEqual({ strike: null, delta: -1, gamma: 0, price: 0 });
    expect(found(-5, 0.6, 0.1).delta).toBe(0);
  });

  it.each([
    ['price', { price: 0, vol: 0.6, years: 1 }, 90],
    ['vol', { price: 100, vol: Number.NaN, years: 1 }, 90],
    ['vol', { price: 100, vol: 0, years: 1 }, 90],
    ['years', { price: 100, vol: 0.6, years: 0 }, 90],
    ['perUnit', { price: 100, vol: 0.6, years: 1 }, Infinity],
  ])('refuses a %s that is none', (field, market, perUnit) => {
    expect(puttingFloor(perUnit, market)).toMatchObject({ kind: 'refused', field });
  });
});
