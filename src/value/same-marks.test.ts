import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markets, marksAt } from '../../test/support/books.ts';
import { later } from '../units/time.ts';
import type { Marks } from './marks.ts';
import { isSameMarks } from './same-marks.ts';

const RECORDS = ['index', 'indexQuote', 'prices', 'vols', 'interest', 'rates'] as const;

describe('isSameMarks', () => {
  it('knows marks of the same market', () => {
    fc.assert(fc.property(markets, (market) => isSameMarks(marksAt(market), marksAt(market))));
  });

  it.each(RECORDS)('sees whatever is other, more or less in %s', (name) => {
    const marks = marksAt();
    for (const key of Object.keys(marks[name])) {
      const other = { ...marks, [name]: { ...marks[name], [key]: 'another' } } as unknown as Marks;
      const rest = Object.fromEntries(Object.entries(marks[name]).filter(([one]) => one !== key));
      const less = { ...marks, [name]: rest } as unknown as Marks;
      expect([isSameMarks(marks, other), isSameMarks(other, marks)]).toEqual([false, false]);
      expect([isSameMarks(marks, less), isSameMarks(less, marks)]).toEqual([false, false]);
    }
  });

  it('takes another time, and a market that quotes options, for another', () => {
    const marks = marksAt();
    expect(isSameMarks(marks, { ...marks, at: later(marks.at, 1) })).toBe(false);
    const quoted = { ...marks, optionVols: { CALL: 0.6 } };
    for (const [a, b] of [
      [marks, quoted],
      [quoted, marks],
      [quoted, quoted],
    ] as const)
      expect(isSameMarks(a, b)).toBe(false);
  });
});
