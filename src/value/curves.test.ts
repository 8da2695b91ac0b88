import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bookOf,
  books,
  CALL,
  INSTRUMENTS,
  type Market,
  markets,
  marksAt,
  NOW,
  POOL,
} from '../../test/support/books.ts';
import { KERNEL } from '../../test/support/engine.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { HOUR, later } from '../units/time.ts';
import { columnsOf } from './columns.ts';
import { curvedDecay, curvedValues } from './curves.ts';
import { type Layout, layoutOf } from './layout.ts';
import { type Marks, midwayTo, movedTo } from './marks.ts';

/** The columns on a kernel that has valued nothing before; an error where there are none. */
function freshly(layout: Layout, marks: Marks) {
  const columns = columnsOf(layout, marks, typescriptKernel());
  if (columns.kind === 'unpriced') throw new Error(columns.what);
  return columns;
}

function expectSame(layout: Layout, marks: Marks): void {
  const [values, decay] = [curvedValues(layout, marks, KERNEL), curvedDecay(layout, marks, KERNEL)];
  if (values.kind === 'unpriced' || decay.kind === 'unpriced') throw new Error('not valued');
  const columns = freshly(layout, marks);
  const isCurved = (_: number, row: number): boolean => layout.curved[row] === 1;
  expect(values.value.filter(isCurved)).toEqual(columns.value.filter(isCurved));
  expect(decay.vega.filter(isCurved)).toEqual(columns.vega.filter(isCurved));
  expect(decay.theta.filter(isCurved)).toEqual(columns.theta.filter(isCurved));
}

describe('curves', () => {
  const next = fc
    .tuple(markets, fc.integer({ min: 1, max: 40 * 24 }))
    .map(([market, hours]): Market => ({ ...market, at: later(NOW, hours * HOUR) }));

  it('are to the bit those of whole columns, whatever the kernel was prepared with before', () => {
    const step = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(
        books,
        books,
        markets,
        next,
        fc.array(step, { maxLength: 12 }),
        (a, b, first, last, steps) => {
          const layouts = [layoutOf(a, INSTRUMENTS), layoutOf(b, INSTRUMENTS)] as const;
          const [from, to] = [marksAt(first), marksAt(last)];
          const all = [from, to, movedTo(from, to), midwayTo(from, to, later(NOW, HOUR))] as const;
          for (const one of steps) expectSame(layouts[one % 2] as Layout, all[one >> 1] as Marks);
        },
      ),
    );
  });

  it('are not had where something that bends has no price', () => {
    const layout = layoutOf(bookOf([[CALL, 1, 3_000]]), INSTRUMENTS);
    const bare = { ...marksAt(), vols: {} };
    const lack = { kind: 'unpriced', what: 'vol of BTC for CALL' };
    expect(curvedValues(layout, bare, KERNEL)).toEqual(lack);
    expect(curvedDecay(layout, bare, KERNEL)).toEqual(lack);
    const pool = { POOL: { ...POOL, lower: 70_000 } };
    const empty = layoutOf(bookOf([[POOL, 1, 40]]), pool);
    expect(curvedValues(empty, marksAt(), KERNEL)).toEqual({
      kind: 'unpriced',
      what: 'POOL: upper is 70000',
    });
  });
});
