import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certain } from './certain.ts';
import type { AmericanValue, Terms } from './value.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  type: fc.constantFrom('call' as const, 'put' as const),
  spot: between(50, 150),
  strike: between(50, 150),
  years: between(0.1, 10),
  vol: fc.constant(0),
  rate: between(-0.1, 0.2),
  carryYield: between(-0.1, 0.2),
});

/** The best of many moments. */
function searched({ type, spot, strike, years, rate, carryYield }: Terms): number {
  let most = 0;
  for (let i = 0; i <= 2000; i++) {
    const time = (years * i) / 2000;
    const gain = spot * Math.exp(-carryYield * time) - strike * Math.exp(-rate * time);
    most = Math.max(most, type === 'call' ? gain : -gain);
  }
  return most;
}

describe('certain', () => {
  it('exercises at the best moment', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { price } = certain(terms);
        expect(price).toBeGreaterThanOrEqual(searched(terms) - 1e-12);
        expect(price).toBeLessThan(searched(terms) + 1e-3);
      }),
    );
  });

  it('waits for a moment between now and expiry, with the Greeks of that', () => {
    // The strike shrinks fast at first, then the spot yields more than the strike does.
    const terms: Terms = {
      type: 'call',
      spot: 100,
      strike: 60,
      years: 20,
      vol: 0,
      rate: 0.1,
      carryYield: 0.05,
    };
    const value = certain(terms);
    const at = (change: Partial<Terms>, output: keyof Omit<AmericanValue, 'engine'> = 'price') =>
      certain({ ...terms, ...change })[output];
    expect(value.price).toBeGreaterThan(40.5);
    expect(value.price).toBeCloseTo(searched(terms), 4);
    expect((at({ spot: 100.01 }) - at({ spot: 99.99 })) / 0.02).toBeCloseTo(value.delta, 7);
    expect((at({ spot: 100.01 }, 'delta') - at({ spot: 99.99 }, 'delta')) / 0.02).toBeCloseTo(value.gamma, 7);
    expect((at({ rate: 0.10001 }) - at({ rate: 0.09999 })) / 2e-5).toBeCloseTo(value.rho, 3);
    expect(value.theta).toBe(0);
  });

  it('waits for expiry with its theta', () => {
    const terms: Terms = {
      type: 'call',
      spot: 100,
      strike: 90,
      years: 1,
      vol: 0,
      rate: 0.1,
      carryYield: 0,
    };
    const decay =
      (certain({ ...terms, years: 0.9999 }).price - certain({ ...terms, years: 1.0001 }).price) / 2e-4;
    expect(certain(terms).theta).toBeCloseTo(decay, 6);
  });
});
