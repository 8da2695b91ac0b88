import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from './decimal.ts';

/** `text` read from the middle of a longer line. */
function read(text: string): number {
  return decimal(Buffer.from(`9,${text},9`), 2, 2 + Buffer.byteLength(text));
}

describe('decimal', () => {
  it.each([
    '0',
    '1',
    '-1',
    '16537.5',
    '-0.00012359',
    '1672531200000',
    '0.1',
    '.5',
    '5.',
    '-0',
    '000123.4500',
  ])('reads %s as Number does', (text) => {
    expect(read(text)).toBe(Number(text));
  });

  it.each(['1e5', '1E-7', '+3', ' 7 ', '12345678901234567890', '0.12345678901234567', '9007199254740993'])(
    'reads %s, the slow way, as Number does',
    (text) => {
      expect(read(text)).toBe(Number(text));
    },
  );

  it.each([
    '',
    ' ',
    '-',
    '.',
    'NaN',
    'nan',
    'Infinity',
    '0x10',
    '1_000',
    '1,5',
    '1.2.3',
    '--1',
    '1-',
    'null',
    '1e',
  ])('answers NaN for "%s"', (text) => {
    expect(read(text)).toBeNaN();
  });

  it('is Number to the bit on every decimal', () => {
    const digits = fc.stringMatching(/^-?\d{1,18}(\.\d{0,18})?$/);
    fc.assert(
      fc.property(digits, (text) => {
        expect(read(text)).toBe(Number(text));
      }),
    );
  });

  it('reads back every float that is written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(read(`${value}`)).toBe(value + 0);
      }),
    );
  });
});
