import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../domain/instrument.ts';
import { reading } from './config-fixture.ts';
import { delta, holding, size, sizeUnit, wholeLots } from './holding.ts';
import { decimal, isWrong } from './reader.ts';

const PERP = { kind: 'perp', base: 'BTC', quote: 'USDT', inverse: false, lot: 0.001, multiplier: 1 } as const;
const COIN = { kind: 'perp', base: 'BTC', quote: 'USD', inverse: true, lot: 1, multiplier: 100 } as const;
const OPTION = { ...COIN, kind: 'option', lot: 0.1, multiplier: 1 } as const;

describe('holding', () => {
  it('is a size and its entry price', () => {
    expect(reading(holding, '2.5 @ 60000')).toEqual({ size: 2.5, unit: '', price: 60000 });
    expect(reading(holding, '-5000 USD@61_000.5')).toEqual({ size: -5000, unit: 'USD', price: 61000.5 });
  });

  it.each([
    ['2.5', 'is 2.5, without an entry price — write 2.5 @ PRICE'],
    ['2.5 @ 0', 'has 0 as its price — an entry price must be more than 0'],
    ['2.5 @ -1', 'has -1 as its price — an entry price must be more than 0'],
    [
      '2.5 @ 6 USD',
      'has 6 USD as its price, which is no number — write a size and its entry price, such as -1.5 @ 60000',
    ],
    [
      'some @ 5',
      'is some @ 5, which is no position — write a size and its entry price, such as -1.5 @ 60000',
    ],
    [
      '1 @ 2 @ 3',
      'is 1 @ 2 @ 3, which is no position — write a size and its entry price, such as -1.5 @ 60000',
    ],
  ])('refuses %s', (told, error) => {
    expect(reading(holding, told)).toBe(error);
  });
});

describe('size and delta', () => {
  it('read a number with or without its currency', () => {
    expect(reading(size, '-1.5')).toEqual({ size: -1.5, unit: '' });
    expect(reading(size, 'all')).toBe('is all, which is no size — write a size in base units, such as -1.5');
    expect(reading(delta('BTC', false), '-0.5 BTC')).toBe(-0.5);
    expect(reading(delta('BTC', true), '0.05')).toBe(0.05);
  });

  it('refuse a delta of something else, and a band of nothing', () => {
    expect(reading(delta('BTC', true), '0.05 ETH')).toBe(
      'is in ETH, but deltas of BTC are in BTC — write a delta in BTC, such as 0.05 BTC',
    );
    expect(reading(delta('BTC', true), '0 BTC')).toBe('is 0 BTC — it must be more than 0 BTC');
    expect(reading(delta('BTC', false), 'flat')).toBe(
      'is flat, which is no delta — write a delta in BTC, such as 0',
    );
  });
});

describe('wholeLots', () => {
  const lotsOf = (contract: Parameters<typeof wholeLots>[0], told: number, unit = ''): unknown => {
    const outcome = wholeLots(contract, { size: told, unit });
    return isWrong(outcome) ? `${outcome.message} — ${outcome.remedy}` : outcome.value;
  };

  it('counts in the base, but in the quote where the contract is', () => {
    expect(lotsOf(PERP, 2.5)).toBe(2500);
    expect(lotsOf(PERP, -2.5, 'BTC')).toBe(-2500);
    expect(lotsOf(COIN, -5000, 'USD')).toBe(-50);
    expect(lotsOf(OPTION, -1.2)).toBe(-12);
    expect([PERP, COIN, OPTION].map(sizeUnit)).toEqual(['BTC', 'USD', 'BTC']);
  });

  it('says the nearest size that is whole', () => {
    expect(lotsOf(PERP, 2.5004)).toBe(
      'is 2.5004, which is not a whole number of lots of 0.001 BTC — write 2.5, the nearest that is',
    );
    expect(lotsOf(COIN, -5060, 'USD')).toBe(
      'is -5060 USD, which is not a whole number of lots of 100 USD — write -5100, the nearest that is',
    );
    expect(lotsOf(PERP, -0.0001)).toBe(
      'is -0.0001, which is not a whole number of lots of 0.001 BTC — write -0.001, the nearest that is',
    );
  });

  it('refuses what cannot be meant', () => {
    expect(lotsOf(PERP, 0)).toBe('is 0 — leave it out');
    expect(lotsOf(PERP, 100, 'USDT')).toBe('is in USDT, but is counted in BTC — write the size in BTC');
    expect(lotsOf(COIN, -1)).toBe(
      'is -1, which has no currency — write it with USD: an inverse perp is counted in USD',
    );
    expect(lotsOf(PERP, 1e17)).toBe(
      'is 100000000000000000, more lots than can be counted — write a smaller size',
    );
  });

  it('lets a stand-in pass', () => {
    expect(lotsOf(PERP, Number.NaN)).toBe(0);
    expect(lotsOf({ ...PERP, lot: Number.NaN }, 2.5)).toBe(0);
  });

  it('takes every whole number of lots back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(0.001, 0.1, 1e-5, 10), (count, lot) => {
        const contract = { ...PERP, lot };
        const told = Number(decimal(sizeOf(contract as never, count as never)));
        expect(lotsOf(contract, told)).toBe(count);
      }),
    );
  });
});
