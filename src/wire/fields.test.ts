import { expect, it } from 'vitest';
import { fieldsOf, rowsOf, timeOf } from './fields.ts';

it('reads what may be anything as what is asked for, or as nothing', () => {
  expect(fieldsOf({ a: 1 })).toEqual({ a: 1 });
  for (const none of [null, undefined, 5, 'text']) expect(fieldsOf(none)).toEqual({});
  expect(rowsOf([{ a: 1 }, null])).toEqual([{ a: 1 }, {}]);
  expect(rowsOf({ length: 1 })).toEqual([]);
  expect(timeOf(1_700_000_000_000)).toBe(1_700_000_000_000);
  for (const none of [1.5, '1700000000000', Number.NaN, undefined]) expect(timeOf(none)).toBeUndefined();
});
