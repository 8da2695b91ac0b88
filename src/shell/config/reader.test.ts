import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reading } from './config-fixture.ts';
import {
  bookName,
  choice,
  currency,
  decimal,
  flag,
  isWrong,
  number,
  outOfBounds,
  reference,
  splitNumber,
  text,
} from './reader.ts';

describe('splitNumber', () => {
  it.each([
    ['5bp', 5, '5', 'bp'],
    ['-1.5 @ 60000', -1.5, '-1.5', '@ 60000'],
    ['+0.10', 0.1, '0.10', ''],
    ['1_000_000 USD', 1e6, '1000000', 'USD'],
    ['2e-3 per USD', 0.002, '2e-3', 'per USD'],
    ['30s', 30, '30', 's'],
    ['0x10', 0, '0', 'x10'],
  ])('splits %s', (told, number, digits, unit) => {
    expect(splitNumber(told)).toEqual({ number, digits, unit });
  });

  it.each(['', 'abc', '-', '.5', '1e999', 'NaN', 'Infinity', 'USD 5'])('finds no number in "%s"', (told) => {
    expect(splitNumber(told)).toBeUndefined();
  });
});

describe('decimal', () => {
  it('writes what a config would say, without noise or exponent', () => {
    expect([0.1 + 0.2, 60000, 1e-8, -2.5].map(decimal)).toEqual(['0.3', '60000', '0.00000001', '-2.5']);
  });

  it('is read back as the same number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (count, places) => {
        const value = Number(`${count}e-${places}`);
        expect(splitNumber(decimal(value))?.number).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('outOfBounds', () => {
  const bounds = { above: 0, atMost: 10 };
  const wrong = (value: number): string | undefined =>
    outOfBounds(value, `${value}u`, bounds, String)?.remedy;

  it('says which bound was crossed', () => {
    expect([0, -1, 11, 5, 10].map(wrong)).toEqual([
      'it must be more than 0',
      'it must be more than 0',
      'it must be 10 or less',
      undefined,
      undefined,
    ]);
    expect(outOfBounds(-1, '-1', { atLeast: 0 }, String)).toEqual({
      message: 'is -1',
      remedy: 'it must be 0 or more',
    });
  });

  it('lets a stand-in pass, so that one error does not bring another', () => {
    expect(wrong(Number.NaN)).toBeUndefined();
  });
});

describe('number', () => {
  const strike = number('a price, such as 60000', { above: 0 });

  it('takes a plain number and no unit', () => {
    expect(reading(strike, '66_000.5')).toBe(66000.5);
    expect(reading(strike, '60000 USD')).toBe('is 60000 USD, but takes no unit — write 60000');
    expect(reading(strike, 'high')).toBe('is high, which is no number — write a price, such as 60000');
    expect(reading(strike, '0')).toBe('is 0 — it must be more than 0');
  });

  it('can insist on whole numbers', () => {
    const seed = number('a whole number, such as 7', { atLeast: 0 }, true);
    expect(reading(seed, '7')).toBe(7);
    expect(reading(seed, '7.5')).toBe('is 7.5, which is not whole — write a whole number, such as 7');
    expect(reading(seed, '-1')).toBe('is -1 — it must be 0 or more');
  });
});

describe('choice', () => {
  const kind = choice('kind of instrument', ['spot', 'perp', 'option']);

  it('takes its words and lists them for any other', () => {
    expect(reading(kind, 'perp')).toBe('perp');
    expect(reading(kind, 'prep')).toBe(
      'is prep, which is no kind of instrument — did you mean perp? There are spot, perp, option',
    );
    expect(reading(kind, 'swap9')).toBe(
      'is swap9, which is no kind of instrument — write one of spot, perp, option',
    );
  });
});

describe('a stand-in', () => {
  it('lets reading go on after an error, in the type of what was wanted', () => {
    expect(number('', {}).standIn).toBeNaN();
    expect(choice('', ['spot', 'perp']).standIn).toBe('spot');
    expect([reference('', '', []), currency, bookName, text].map(({ standIn }) => standIn)).toEqual([
      '',
      '',
      '',
      '',
    ]);
    expect(flag.standIn).toBe(false);
  });
});

describe('reference', () => {
  it('takes a listed name and offers those', () => {
    const venue = reference('a venue', 'venues', ['paper', 'other']);
    expect(reading(venue, 'other')).toBe('other');
    expect(reading(venue, 'papr')).toBe(
      'is papr, which is not listed under venues — ' +
        'did you mean paper? If not, list it there or take one of paper, other',
    );
  });
});

describe('the small readers', () => {
  it.each(['demo', 'btc-straddle', 'Book_2'])('takes %s as the name of a book', (name) => {
    expect(reading(bookName, name)).toBe(name);
  });

  it.each(['../demo', 'a b', '', '-x', 'a/b'])('refuses "%s" as the name of a folder', (name) => {
    expect(isWrong(bookName.read(name))).toBe(true);
  });

  it('wants tickers in capitals', () => {
    expect(reading(currency, 'USDT')).toBe('USDT');
    expect(reading(currency, '1INCH')).toBe('1INCH');
    expect(reading(currency, 'btc')).toBe('is btc, which is no ticker — write BTC');
    expect(reading(currency, '$')).toBe('is $, which is no ticker — write a currency, such as BTC or USDT');
  });

  it('knows true from false and takes any text', () => {
    expect([reading(flag, 'true'), reading(flag, 'false')]).toEqual([true, false]);
    expect(reading(flag, 'yes')).toBe('is yes — write true or false');
    expect(reading(text, 'journals/x')).toBe('journals/x');
  });
});
