import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackScholes } from '../black-scholes.ts';
import type { Refused } from '../refused.ts';
import { crr, leisenReimer } from './tree.ts';
import type { AmericanValue, Terms } from './value.ts';

function answered(result: AmericanValue | Refused): AmericanValue {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const type = fc.constantFrom('call' as const, 'put' as const);
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  type,
  spot: between(70, 140),
  strike: between(70, 140),
  years: between(0.05, 2),
  vol: between(0.15, 1),
  rate: between(-0.05, 0.1),
  carryYield: between(-0.05, 0.1),
});
const put: Terms = {
  type: 'put',
  spot: 100,
  strike: 105,
  years: 0.7,
  vol: 0.3,
  rate: 0.05,
  carryYield: 0.02,
};

describe('a European option', () => {
  it('is found by Leisen-Reimer to a millionth, Greeks and all', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const tree = answered(leisenReimer(terms, 301, 'european'));
        const value = blackScholes(terms);
        if ('kind' in value) throw new Error('refused');
        const root = Math.sqrt(terms.years);
        const move = terms.spot * terms.vol * root;
        expect(Math.abs(tree.price - value.price) / move).toBeLessThan(1e-5);
        expect(Math.abs(tree.delta - value.delta)).toBeLessThan(1e-3);
        expect(Math.abs(tree.gamma - value.gamma) * move).toBeLessThan(1e-2);
        expect(Math.abs(tree.vega - value.vega) / (terms.spot * root)).toBeLessThan(1e-3);
        expect((Math.abs(tree.theta - value.theta) * root) / (terms.spot * terms.vol)).toBeLessThan(1e-2);
        expect(Math.abs(tree.rho - value.rho) / (terms.strike * terms.years)).toBeLessThan(1e-3);
      }),
      { numRuns: 50 },
    );
  });

  it('is approached by Leisen-Reimer with the square of the steps', () => {
    const european = { ...put, strike: 103 };
    const exact = blackScholes(european);
    if ('kind' in exact) throw new Error('refused');
    const error = (steps: number) =>
      Math.abs(answered(leisenReimer(european, steps, 'european')).price - exact.price);
    expect(error(101) / error(201)).toBeGreaterThan(3.5);
    expect(error(101) / error(201)).toBeLessThan(4.5);
  });

  it('is approached by Cox, Ross & Rubinstein', () => {
    const exact = blackScholes(put);
    if ('kind' in exact) throw new Error('refused');
    const error = (steps: number) => Math.abs(answered(crr(put, steps, 'european')).price - exact.price);
    expect(error(1000)).toBeLessThan(0.01);
    expect(error(1000)).toBeLessThan(0.5 * error(50));
  });
});

describe('a tree', () => {
  it('is right by hand with three steps', () => {
    // At vol 1 and three years each step is a year: up e, down 1/e, and no rates.
    const terms: Terms = { type: 'put', spot: 1, strike: 1, years: 3, vol: 1, rate: 0, carryYield: 0 };
    const p = 1 / (1 + Math.E);
    const q = 1 - p;
    const low = 1 - Math.exp(-3);
    const middle = 1 - Math.exp(-1);
    const two = [q * low + p * middle, q * middle, 0] as const;
    const one = [q * two[0] + p * two[1], q * two[1] + p * two[2]] as const;
    const tree = answered(crr(terms, 3));
    expect(tree.price).toBeCloseTo(q * one[0] + p * one[1], 14);
    expect(tree.theta).toBeCloseTo((two[1] - tree.price) / 2, 14);
  });

  it('exercises where it should', () => {
    const deep = answered(crr({ ...put, spot: 20 }, 100));
    expect(deep.price).toBeCloseTo(85, 12);
    expect(deep.delta).toBeCloseTo(-1, 10);
    expect(answered(crr({ ...put, spot: 20 }, 100, 'european')).price).toBeLessThan(84);
  });

  it('refuses steps that are none, and drifts that no step can follow', () => {
    for (const steps of [0, 2, 2.5, -1, Number.NaN, Infinity, 1e6]) {
      expect(crr(put, steps)).toMatchObject({ kind: 'refused', field: 'steps' });
      expect(leisenReimer(put, steps)).toMatchObject({ kind: 'refused', field: 'steps' });
    }
    expect(leisenReimer(put, 100)).toMatchObject({ kind: 'refused', field: 'steps', value: 100 });
    expect(crr({ ...put, vol: 1e-4 }, 100)).toMatchObject({ kind: 'refused', field: 'steps', value: 100 });
    expect(crr({ ...put, vol: -1 }, 100)).toMatchObject({ kind: 'refused', field: 'vol', value: -1 });
  });

  it('is the payoff at expiry, and what is certain at a vol of 0', () => {
    expect(crr({ ...put, years: 0 }, 100)).toMatchObject({ price: 5, delta: -1, engine: 'certain' });
    const still = { ...put, vol: 0, strike: 90 };
    expect(leisenReimer({ ...still, spot: 80 }, 101)).toMatchObject({ price: 10, delta: -1 });
    expect(leisenReimer(still, 101, 'european')).toMatchObject({ price: 0, engine: 'european' });
  });

  it('answers with finite numbers or refuses, whatever it is given', () => {
    const wild = fc.oneof(fc.double(), between(-1, 3), fc.constantFrom(0, -0, 1e-320, 5e-324, 1e308));
    const any = { spot: wild, strike: wild, years: wild, vol: wild, rate: wild, carryYield: wild };
    fc.assert(
      fc.property(fc.record({ type, ...any }), fc.constantFrom(crr, leisenReimer), (terms, tree) => {
        const result = tree(terms, 51);
        if ('kind' in result) return;
        const { engine: _, ...outputs } = result;
        for (const output of Object.values(outputs)) expect(Number.isFinite(output)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
