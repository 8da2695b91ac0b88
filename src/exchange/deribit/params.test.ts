import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  flag,
  number,
  oneOf,
  optionalInteger,
  optionalNumber,
  paramsOfQuery,
  text,
  texts,
} from './params.ts';
import { WireFault } from './wire-fault.ts';

describe('parameters', () => {
  it('are the same as text and as JSON', () => {
    const query = paramsOfQuery('amount=10.5&post_only=true&count=3&label=a%20b&price=-1e-3');
    const json = { amount: 10.5, post_only: true, count: 3, label: 'a b', price: -0.001 };
    for (const params of [query, json]) {
      expect(number(params, 'amount')).toBe(10.5);
      expect(number(params, 'price')).toBe(-0.001);
      expect(flag(params, 'post_only')).toBe(true);
      expect(optionalInteger(params, 'count', 1, 10)).toBe(3);
      expect(text(params, 'label')).toBe('a b');
    }
    expect(oneOf({}, 'type', ['limit', 'market'])).toBe('limit');
    expect(optionalNumber({ price: null }, 'price')).toBeUndefined();
  });

  it.each([
    ['a text for a number', () => number({ amount: 'ten' }, 'amount')],
    ['an empty text for a number', () => number({ amount: '' }, 'amount')],
    ['a hexadecimal number', () => number({ amount: '0x10' }, 'amount')],
    ['an infinite number', () => number({ amount: '1e999' }, 'amount')],
    ['a list for a number', () => number({ amount: [10] }, 'amount')],
    ['what objects inherit', () => text({}, 'constructor')],
    ['a fraction for an integer', () => optionalInteger({ count: 1.5 }, 'count')],
    ['too large an integer', () => optionalInteger({ count: 11 }, 'count', 1, 10)],
    ['a word for a flag', () => flag({ post_only: 'yes' }, 'post_only')],
    ['a word that is none of the list', () => oneOf({ type: 'stop' }, 'type', ['limit'])],
    ['no list', () => texts({ channels: 'book' }, 'channels', 5)],
    ['an empty list', () => texts({ channels: [] }, 'channels', 5)],
    ['too long a list', () => texts({ channels: ['a', 'b'] }, 'channels', 1)],
    ['a list of numbers', () => texts({ channels: [1] }, 'channels', 5)],
  ])('refuse %s', (_, read) => {
    expect(read).toThrow(WireFault);
  });

  it('never throw anything but a fault, whatever is sent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', '__proto__'), fc.anything()), (params) => {
        for (const read of [text, number, flag, optionalInteger])
          try {
            read(params, 'a');
          } catch (error) {
            expect(error).toBeInstanceOf(WireFault);
          }
      }),
    );
  });
});
