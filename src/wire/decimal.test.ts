import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, decimalOf, stepOf } from './decimal.ts';

describe('countOf', () => {
  it('counts steps exactly', () => {
    expect(countOf('0.3', stepOf(0.1))).toBe(3);
    expect(countOf('61800.30', stepOf(0.1))).toBe(618003);
    expect(countOf('-0.0005', stepOf(0.0005))).toBe(-1);
    expect(countOf('1e-7', stepOf(1e-8))).toBe(10);
    expect(countOf('1.5E3', stepOf(10))).toBe(150);
    expect(countOf('0', stepOf(0.001))).toBe(0);
    expect(countOf('7.', stepOf(0.5))).toBe(14);
  });

  it('has no answer off the grid, for what is no decimal, or beyond whole numbers', () => {
    expect(countOf('0.15', stepOf(0.1))).toBeUndefined();
    for (const text of ['', '.5', 'NaN', 'Infinity', '0x10', '1,5', ' 1', '1e999', '--1'])
      expect(countOf(text, stepOf(0.1)), text).toBeUndefined();
    expect(countOf('99999999999999999999', stepOf(1))).toBeUndefined();
  });
});

describe('decimalOf', () => {
  it('writes what the wire wants', () => {
    expect(decimalOf(618003, stepOf(0.1))).toBe('61800.3');
    expect(decimalOf(-5, stepOf(0.001))).toBe('-0.005');
    expect(decimalOf(7, stepOf(10))).toBe('70');
    expect(decimalOf(0, stepOf(1e-8))).toBe('0.00000000');
  });

  it('is read back as the same count', () => {
    const steps = fc.constantFrom(10, 1, 0.5, 0.1, 0.05, 0.01, 0.0005, 0.001, 1e-8);
    fc.assert(
      fc.property(fc.maxSafeInteger(), steps, (count, step) => {
        expect(countOf(decimalOf(count, stepOf(step)), stepOf(step))).toBe(count === 0 ? 0 : count);
      }),
    );
  });
});

describe('stepOf', () => {
  it('throws on what is no step', () => {
    for (const step of [0, -1, Number.NaN, Infinity]) expect(() => stepOf(step)).toThrow('no step of a grid');
  });
});
