import { describe, expect, it } from 'vitest';
import { fieldsOf, rowsOf } from '../../wire/fields.ts';
import { readJson, readPlainJson } from './json.ts';

describe('readJson', () => {
  it('keeps every digit of an order id that no float can hold', () => {
    const text =
      '{"orderId":8389765494138943258,"ids":[8389765494138943259,1],"price":"1.5","time":1723161256299}';
    expect(readJson(text)).toEqual({
      ...{ orderId: '8389765494138943258', ids: ['8389765494138943259', 1] },
      ...{ price: '1.5', time: 1723161256299 },
    });
    expect(readPlainJson('{"orderId":8389765494138943258}')).not.toEqual({ orderId: 8389765494138943258n });
  });

  it('leaves texts, fractions and powers as they are', () => {
    const text = '{"a":"12345678901234567890","b":1234567890.1234567890,"c":"x:12345678901234567"}';
    expect(readJson(text)).toEqual(JSON.parse(text));
  });

  it('has no answer to what is no JSON', () => {
    for (const text of ['', '{"a":', '{"a":12345678901234567', 'nonsense'])
      expect(readJson(text)).toBeUndefined();
  });
});

describe('fieldsOf and rowsOf', () => {
  it('make nothing of what is neither object nor list', () => {
    expect(fieldsOf(null)).toEqual({});
    expect(fieldsOf('x')).toEqual({});
    expect(rowsOf({ a: 1 })).toEqual([]);
    expect(rowsOf([{ a: 1 }, 2])).toEqual([{ a: 1 }, {}]);
  });
});
