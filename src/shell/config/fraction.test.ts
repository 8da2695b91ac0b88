import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reading } from './config-fixture.ts';
import { basisPointText, fraction, percentText, vol, volSource } from './fraction.ts';

const fee = fraction('bp', { atLeast: -0.1, atMost: 0.1 });
const share = fraction('%', { above: 0, atMost: 1 });

describe('fraction', () => {
  it.each([
    ['5bp', 0.0005],
    ['0.05%', 0.0005],
    ['-1bp', -0.0001],
    ['0', 0],
    ['2 %', 0.02],
  ])('reads %s as a fee', (told, value) => {
    expect(reading(fee, told)).toBe(value);
  });

  it.each([
    ['5', 'is 5, which has no unit — write 5bp or 0.05%'],
    ['0.0005', 'is 0.0005, which has no unit — write 5bp or 0.05%'],
    ['-2', 'is -2, which has no unit — write -2bp or -0.02%'],
    ['5bps', 'is 5bps, and bps is no unit of a fraction — write 5bp'],
    ['5 pct', 'is 5 pct, and pct is no unit of a fraction — write 5%'],
    ['5 USD', 'is 5 USD, and USD is no unit of a fraction — write a fraction, such as 5bp or 0.05%'],
    ['low', 'is low, which is no fraction — write a fraction, such as 5bp or 0.05%'],
    ['20%', 'is 20% — it must be 1000bp or less'],
    ['-2000bp', 'is -2000bp — it must be -1000bp or more'],
  ])('refuses %s as a fee', (told, error) => {
    expect(reading(fee, told)).toBe(error);
  });

  it.each([
    ['0.1', 'is 0.1, which has no unit — write 10%'],
    ['10', 'is 10, which has no unit — write 10%'],
    ['1', 'is 1, which has no unit — write 100%'],
    ['150%', 'is 150% — it must be 100% or less'],
    ['0%', 'is 0% — it must be more than 0%'],
  ])('refuses %s as a share', (told, error) => {
    expect(reading(share, told)).toBe(error);
  });
});

describe('the texts of a fraction', () => {
  it('are free of binary noise', () => {
    expect([0.0005, 0.00015, 0.07].map(basisPointText)).toEqual(['5bp', '1.5bp', '700bp']);
    expect([0.55, 0.0005, 1.2].map(percentText)).toEqual(['55%', '0.05%', '120%']);
  });

  it('are read back as the same fraction', () => {
    const any = fraction('bp', {});
    fc.assert(
      fc.property(fc.integer({ min: -99_999, max: 99_999 }), (tenths) => {
        const value = tenths / 1e5;
        expect(reading(any, basisPointText(value))).toBeCloseTo(value, 15);
        expect(reading(any, percentText(value))).toBeCloseTo(value, 15);
      }),
    );
  });
});

describe('a vol', () => {
  it('is a fraction above 0, told in per cent', () => {
    expect(reading(vol, '55%')).toBe(0.55);
    expect(reading(vol, '0.55')).toBe('is 0.55, which has no unit — write 55%');
    expect(reading(vol, '55')).toBe('is 55, which has no unit — write 55%');
    expect(reading(vol, '5500%')).toBe('is 5500% — it must be 1000% or less');
  });

  it("may be the market's", () => {
    expect(reading(volSource, 'market')).toEqual({ kind: 'market' });
    expect(reading(volSource, '55%')).toEqual({ kind: 'stated', vol: 0.55 });
    expect(reading(volSource, '0%')).toBe('is 0% — it must be more than 0%');
  });
});
