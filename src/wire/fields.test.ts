import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostileValue } from '../../test/support/hostile.ts';
import { fieldsOf, jsonOf, namedIn, numberOf, positiveOf, rowsOf, stringOf, timeOf } from './fields.ts';

it('reads what may be anything as what is asked for, or as nothing', () => {
  expect(fieldsOf({ a: 1 })).toEqual({ a: 1 });
  for (const none of [null, undefined, 5, 'text']) expect(fieldsOf(none)).toEqual({});
  expect(rowsOf([{ a: 1 }, null])).toEqual([{ a: 1 }, {}]);
  expect(rowsOf({ length: 1 })).toEqual([]);
  expect(timeOf(1_700_000_000_000)).toBe(1_700_000_000_000);
  for (const none of [1.5, '1700000000000', Number.NaN, undefined]) expect(timeOf(none)).toBeUndefined();
});

it('knows no time that a clock could not be ahead of', () => {
  expect(timeOf(-8.64e15)).toBe(-8.64e15);
  for (const none of [8.64e15 + 1, Number.MIN_SAFE_INTEGER, 1e308, Infinity])
    expect(timeOf(none)).toBeUndefined();
});

it('reads numbers and texts that are one, and takes nothing else for a number', () => {
  expect([0, -1.5, Infinity].map(numberOf)).toEqual([0, -1.5, Infinity]);
  expect(['0', '-0.00', '60000.10', '1e-7', ' 5 '].map(numberOf)).toEqual([0, -0, 60_000.1, 1e-7, 5]);
  for (const none of ['', ' ', '\t\n', 'much', '1.2.3', null, undefined, true, false, [], ['5'], {}, 5n])
    expect(numberOf(none)).toBeNaN();
});

it('takes for a price only what is above 0 and has an end', () => {
  expect([5, '0.5', 5e-324].map(positiveOf)).toEqual([5, 0.5, 5e-324]);
  for (const none of [0, '0', '', null, -1, Number.NaN, Infinity, '1e400', {}])
    expect(positiveOf(none)).toBeUndefined();
});

it('makes a text of anything', () => {
  const plain = ['a', 5, true, 7n, null, undefined];
  expect(plain.map(stringOf)).toEqual(['a', '5', 'true', '7', 'null', 'undefined']);
  expect([{ toString: 0 }, ['a']].map(stringOf)).toEqual(['[object Object]', '[object Array]']);
  expect([{ a: [1, 'b'] }, 'a', undefined].map(jsonOf)).toEqual(['{"a":[1,"b"]}', '"a"', 'undefined']);
});

it('finds in a table what it names itself', () => {
  expect(namedIn({ NEW: 'open' }, 'NEW')).toBe('open');
  for (const none of ['new', 'constructor', '__proto__', 'toString', null, 0, ['NEW'], { toString: 0 }])
    expect(namedIn({ NEW: 'open' }, none)).toBeUndefined();
});

it('never throws, whatever it is given', () => {
  fc.assert(
    fc.property(fc.oneof(hostileValue, fc.anything()), (value) => {
      expect(numberOf(value)).toBeTypeOf('number');
      expect(positiveOf(value) ?? 1).toBeGreaterThan(0);
      expect(stringOf(value)).toBeTypeOf('string');
      expect(jsonOf(value)).toBeTypeOf('string');
      expect(namedIn({}, value)).toBeUndefined();
      expect(rowsOf(value)).toBeInstanceOf(Array);
      expect(Number.isSafeInteger(timeOf(value) ?? 0)).toBe(true);
    }),
  );
});
