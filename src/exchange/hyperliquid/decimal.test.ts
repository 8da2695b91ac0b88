import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atoms } from '../../units/units.ts';
import {
  atomsText,
  countOf,
  decimalText,
  floatText,
  isVenuePrice,
  normalDecimal,
  placesOf,
} from './decimal.ts';

const steps = fc.constantFrom(1, 0.1, 0.01, 0.00001, 0.5, 0.05, 0.25, 10, 0.0005);
const counts = fc.integer({ min: 0, max: 1e10 });

describe('decimals on the wire', () => {
  it('have the places of their grid', () => {
    expect([1, 10, 0.1, 0.5, 0.25, 0.05, 0.00001, 0.0005].map(placesOf)).toEqual([0, 0, 1, 1, 2, 2, 5, 4]);
  });

  it('are written as the venue writes them', () => {
    expect(decimalText(68_674, 1)).toBe('68674.0');
    expect(decimalText(97_139, 0.00001)).toBe('0.97139');
    expect(decimalText(-150_000, 0.00001)).toBe('-1.5');
    expect(decimalText(0, 0.01)).toBe('0.0');
    expect(atomsText(atoms(-1n))).toBe('-0.00000001');
    expect(atomsText(atoms(2_700_045_000n))).toBe('27.00045');
    expect(floatText(0.0000125, 10)).toBe('0.0000125');
    expect(floatText(100, 0)).toBe('100.0');
    expect(floatText(-0.0000001, 4)).toBe('0.0');
    expect([Number.NaN, Number.POSITIVE_INFINITY].map((each) => floatText(each, 2))).toEqual(['0.0', '0.0']);
  });

  it('come back as the count that they were made of', () => {
    fc.assert(
      fc.property(counts, steps, (count, step) => {
        const normal = normalDecimal(decimalText(count, step));
        expect(normal).toBeDefined();
        expect(countOf(normal ?? '', step)).toBe(count);
      }),
    );
  });

  it('are no count of a grid that they are not on', () => {
    expect(countOf('60000.5', 1)).toBeUndefined();
    expect(countOf('0.3', 0.5)).toBeUndefined();
    expect(countOf('0.000001', 0.00001)).toBeUndefined();
    expect(countOf('99999999999999999999', 0.01)).toBeUndefined();
  });

  it('are normal without zeros that say nothing', () => {
    expect(['100.0', '007', '0.50', '0', '0.0', '00.10'].map(normalDecimal)).toEqual([
      '100',
      '7',
      '0.5',
      '0',
      '0',
      '0.1',
    ]);
    for (const hostile of ['', '.5', '-1', '1e5', 'NaN', ' 1', '0x10', '1.2.3', '9'.repeat(31), 5, null, {}])
      expect(normalDecimal(hostile)).toBeUndefined();
  });

  it('are prices with five figures, or whole, and few enough places', () => {
    // The documentation's own examples: 1234.5 and 0.001234 are valid, 1234.56 and 0.0012345 are not.
    expect(['1234.5', '1234.56', '123456'].map((each) => isVenuePrice(each, 0))).toEqual([true, false, true]);
    expect(isVenuePrice('0.001234', 0)).toBe(true);
    expect(isVenuePrice('0.0012345', 0)).toBe(false);
    expect(isVenuePrice('0.01234', 1)).toBe(true);
    expect(isVenuePrice('0.012345', 1)).toBe(false);
  });
});
