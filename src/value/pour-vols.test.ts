import { describe, expect, it } from 'vitest';
import { bookOf, CALL, INSTRUMENTS, marksAt, PUT } from '../../test/support/books.ts';
import { KERNEL } from '../../test/support/option-books.ts';
import { sumBook } from './book-pass.ts';
import { bookTable, load, pour, type VolOf } from './book-table.ts';
import type { Marks } from './marks.ts';

const BOOK = bookOf([
  [CALL, 3, 1],
  [PUT, -2, 1],
]);

function table() {
  const made = bookTable(KERNEL);
  load(made, BOOK, INSTRUMENTS, ['BTC', 'ETH']);
  return made;
}

function sumsAt(made: ReturnType<typeof table>, marks: Marks, volOf?: VolOf): number[] {
  if (volOf === undefined) pour(made, marks);
  else pour(made, marks, volOf);
  expect(sumBook(made)).toBe(0);
  return [...made.sums];
}

describe('pourVols', () => {
  it('leaves a table as a new one would be, whatever was poured into it before', () => {
    const first = marksAt();
    const optionVols = { CALL: 0.9 };
    const own: VolOf = () => 0.3;
    const used = table();
    const steps: [Marks, VolOf?][] = [
      [first],
      [{ ...first, index: { ...first.index, BTC: 50_000 } }],
      [{ ...first, vols: { ...first.vols, BTC: 0.8 } }],
      [{ ...first, optionVols }],
      [{ ...first, optionVols, index: { ...first.index, BTC: 70_000 } }],
      [first],
      [first, own],
      [first],
    ];
    const seen = steps.map(([marks, volOf]) => {
      const sums = sumsAt(used, marks, volOf);
      expect(sums).toEqual(sumsAt(table(), marks, volOf));
      return sums.join();
    });
    expect(new Set(seen).size).toBe(6);
  });

  it('is not repeated while vols are the same objects', () => {
    const used = table();
    const marks = marksAt();
    sumsAt(used, marks);
    used.options.vol.fill(0.123);
    pour(used, { ...marks, index: { ...marks.index, BTC: 50_000 } });
    expect([...used.options.vol.subarray(0, 2)]).toEqual([0.123, 0.123]);
    pour(used, { ...marks, vols: { ...marks.vols } });
    expect(used.options.vol[0]).toBe(marks.vols.BTC);
  });
});
