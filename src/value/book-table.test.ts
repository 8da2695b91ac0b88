import { describe, expect, it } from 'vitest';
import { bookOf, CALL, INSTRUMENTS, marksAt, money, PERP, PUT, SPOT } from '../../test/support/books.ts';
import { holding, KERNEL, listOf, lpOf, optionOf, summed } from '../../test/support/option-books.ts';
import { priceRows, sumBook } from './book-pass.ts';
import { bookTable, load, pour } from './book-table.ts';
import type { Marks } from './marks.ts';

const BASES = ['BTC', 'ETH'];

describe('what has no value', () => {
  const book = bookOf(
    [
      [SPOT, 1, 1],
      [PERP, 1, 1],
      [CALL, 1, 1],
      [PUT, 1, 1],
    ],
    { EUR: money(1), BTC: money(1) },
  );
  const marks = marksAt();
  const noBtc = { index: { ETH: 3_000 } };
  const all = (field: string) => ['PUT', 'CALL', 'PERP', 'SPOT', 'v/BTC'].map((id) => ({ id, field }));
  const euro = { id: 'v/EUR', field: 'rate' };
  it.each<[string, Partial<Marks>, { id: string; field: string }[]]>([
    ['cash without a rate', {}, [euro]],
    ['price', { prices: { SPOT: 60_000 } }, [{ id: 'PERP', field: 'price' }, euro]],
    [
      'price that is no number',
      { prices: { SPOT: Number.NaN, PERP: 1 } },
      [{ id: 'SPOT', field: 'price' }, euro],
    ],
    ['vol', { vols: {} }, [euro, { id: 'CALL', field: 'vol' }, { id: 'PUT', field: 'vol' }]],
    [
      'vol that is no number',
      { vols: { BTC: Number.NaN } },
      [euro, { id: 'CALL', field: 'vol' }, { id: 'PUT', field: 'vol' }],
    ],
    [
      'negative vol',
      { vols: { BTC: -1 } },
      [euro, { id: 'CALL', field: 'vol' }, { id: 'PUT', field: 'vol' }],
    ],
    ['index', noBtc, [...all('spot'), euro]],
    ['index that is no number', { index: { BTC: Number.NaN } }, [...all('spot'), euro]],
    [
      'interest that is no number',
      { interest: { BTC: Number.NaN } },
      [euro, { id: 'CALL', field: 'rate' }, { id: 'PUT', field: 'rate' }],
    ],
    [
      'rates',
      { rates: { USD: 1 } },
      [
        ...[
          { id: 'CALL', field: 'rate' },
          { id: 'PUT', field: 'spot' },
        ],
        ...[
          { id: 'PERP', field: 'rate' },
          { id: 'SPOT', field: 'rate' },
          { id: 'v/BTC', field: 'rate' },
          euro,
        ],
      ],
    ],
  ])('%s: is named with its field, and adds nothing', (_what, change, expected) => {
    const table = bookTable(KERNEL);
    load(table, book, INSTRUMENTS, BASES);
    pour(table, { ...marks, ...change });
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(sumBook(table)).toBe(expected.length);
    expect(table.refusals.toSorted(byId)).toEqual(expected.toSorted(byId));
    for (const sum of [...table.sums, table.equity]) expect(Number.isFinite(sum)).toBe(true);
    // What is refused once is not refused for ever.
    pour(table, marks);
    expect(sumBook(table)).toBe(1);
    expect(priceRows(table)).toBe(1);
  });

  it('is named when it is not listed, or its underlying has no profile', () => {
    const table = bookTable(KERNEL);
    const { PERP: _gone, ...list } = INSTRUMENTS;
    load(table, book, list, ['ETH']);
    pour(table, marksAt());
    const other = ['CALL', 'PUT', 'SPOT'].map((id) => ({ id, field: 'underlying' }));
    expect(table.refusals).toContainEqual({ id: 'PERP', field: 'instrument' });
    expect(table.refusals).toEqual(expect.arrayContaining(other));
    expect(sumBook(table)).toBe(5);
    // The coin is plain cash then.
    expect(table.equity).toBe(60_000 * 0.99);
  });

  it('is a range upside down, and a size or expiry beyond numbers', () => {
    const held = [
      { instrument: lpOf('LP', 70_000, 50_000), lots: 1 },
      { instrument: lpOf('LP-0', -1, 50_000), lots: 1 },
      { instrument: { ...optionOf('huge', 'call', 1, 1), multiplier: Infinity }, lots: 1 },
      { instrument: optionOf('K', 'call', Number.NaN, 1), lots: 1 },
    ];
    const table = summed(holding(held), listOf(held));
    expect(table.refusals).toEqual([
      { id: 'huge', field: 'quantity' },
      { id: 'LP', field: 'range' },
      { id: 'LP-0', field: 'range' },
      { id: 'K', field: 'strike' },
    ]);
    expect(table.equity).toBe(0);
  });
});
