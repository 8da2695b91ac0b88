import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardListings } from '../market/listings.ts';
import { CALL, PERP, START } from './deribit-fixture.ts';
import { amountOf, lotsOf, onGrid, priceOf, rounded, stepsOf, ticksOf } from './quantities.ts';
import { WireFault } from './wire-fault.ts';

const listings = new Map(standardListings('deribit', START).map((each) => [each.instrument.id, each]));
const listingOf = (id: string) => listings.get(id) ?? expect.fail(`${id} is not listed`);

describe('quantities', () => {
  it('are USD for perpetuals and coins for options', () => {
    expect(amountOf(listingOf(PERP), 7)).toBe(70);
    expect(amountOf(listingOf(CALL), 3)).toBe(0.3);
    expect(amountOf(listingOf(CALL), -7)).toBe(-0.7);
    expect(priceOf(listingOf(PERP), 200_001)).toBe(100_000.5);
    expect(priceOf(listingOf(CALL), 35)).toBe(0.0035);
  });

  it('come back as they went, without the noise of floats', () => {
    const steps = fc.constantFrom(0.0001, 0.0005, 0.05, 0.1, 0.5, 1, 2.5, 10);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), steps, (count, step) => {
        const value = onGrid(count, step);
        expect(stepsOf(value, step)).toBe(count);
        expect(String(value).replace(/^\d+\.?/, '').length).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('are refused between two steps, and at or below nothing', () => {
    const perp = listingOf(PERP);
    expect(() => ticksOf(perp, 100_000.3)).toThrow(expect.objectContaining({ code: 10043 }));
    expect(() => lotsOf(perp, 15)).toThrow(expect.objectContaining({ code: -32602, param: 'amount' }));
    expect(() => lotsOf(perp, 0)).toThrow(expect.objectContaining({ code: 10021 }));
    expect(() => ticksOf(perp, -1)).toThrow(expect.objectContaining({ code: 10023 }));
    expect(() => lotsOf(perp, 1e300)).toThrow(WireFault);
  });

  it('round like decimal text, without a negative zero', () => {
    expect(rounded(1.005, 1)).toBe(1);
    expect(Object.is(rounded(-1e-9, 4), 0)).toBe(true);
    expect(rounded(-2.345_678, 2)).toBe(-2.35);
  });
});
