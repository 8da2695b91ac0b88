import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atoms } from '../../units/units.ts';
import { atomsText, decimalText, fixed, gridOf, onGrid, quoteText, stepsOf } from './decimals.ts';

const steps = [0.1, 0.5, 0.001, 0.00001, 1, 5, 10, 0.25, 0.001 * 1, 1e-8];

describe('gridOf', () => {
  it('counts the decimals of a step and its last place', () => {
    expect(gridOf(0.1)).toEqual({ decimals: 1, unit: 1 });
    expect(gridOf(0.5)).toEqual({ decimals: 1, unit: 5 });
    expect(gridOf(0.25)).toEqual({ decimals: 2, unit: 25 });
    expect(gridOf(10)).toEqual({ decimals: 0, unit: 10 });
    expect(gridOf(0.1 * 0.01)).toEqual({ decimals: 3, unit: 1 });
  });

  it('throws on a step without an end, which no listing has', () => {
    expect(() => gridOf(1 / 3)).toThrow(RangeError);
  });
});

describe('onGrid and stepsOf', () => {
  it('are each other’s inverse', () => {
    const grid = fc.constantFrom(...steps.map(gridOf));
    fc.assert(
      fc.property(grid, fc.integer({ min: 0, max: 1e9 }), (on, count) => {
        expect(stepsOf(onGrid(count, on), on)).toBe(count);
      }),
    );
  });

  it('write as many decimals as the grid has, and a sign', () => {
    expect(onGrid(500_001, gridOf(0.1))).toBe('50000.1');
    expect(onGrid(-5, gridOf(0.001))).toBe('-0.005');
    expect(onGrid(3, gridOf(0.5))).toBe('1.5');
    expect(onGrid(0, gridOf(0.01))).toBe('0.00');
  });

  it('read zeros beyond the grid, and say what is not on it', () => {
    const cents = gridOf(0.05);
    expect(stepsOf('1.0500', cents)).toBe(21);
    expect(stepsOf('1', cents)).toBe(20);
    expect(stepsOf('1.051', cents)).toBe('too-precise');
    expect(stepsOf('1.06', cents)).toBe('off-grid');
    for (const text of [
      '',
      '-1',
      '+1',
      '1e3',
      '1,5',
      ' 1',
      '.5',
      '0x10',
      'NaN',
      '9'.repeat(33),
      '9'.repeat(20),
    ])
      expect(stepsOf(text, cents), text).toBe('malformed');
  });
});

describe('other numbers', () => {
  it('are exact where they are integers', () => {
    expect(quoteText(500_001 * 10 + 500_002 * 5, gridOf(0.1), gridOf(0.001))).toBe('750.0020');
    expect(atomsText(atoms(-25_000_050n))).toBe('-0.25000050');
    expect(decimalText(-7n, 0)).toBe('-7');
  });

  it('have neither a negative zero nor what is no number', () => {
    expect(fixed(-0.000_000_001, 8)).toBe('0.00000000');
    expect(fixed(Number.NaN, 2)).toBe('0.00');
    expect(fixed(-1.25, 1)).toBe('-1.3');
  });
});
