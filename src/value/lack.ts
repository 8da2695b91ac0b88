import type { OptionTable } from '../pricing/kernel/kernel.ts';
import { type Layout, ROW } from './layout.ts';
import { type Marks, type Unpriced, unpriced } from './marks.ts';
import { whyUnpriced } from './option-prices.ts';
import type { PairMarks } from './pair-marks.ts';
import { unitOf } from './unit.ts';

/**
 * The first row of `layout` that cannot be valued, in the order of the rows: what is told does not depend on
 * which kind of row is valued first. `table` holds the prices of its options. Asked only where some row has none.
 */
export function firstLack(
  layout: Layout,
  marks: Marks,
  pairs: readonly PairMarks[],
  table: OptionTable,
): Unpriced {
  const { ids, kind, pair, options } = layout;
  let i = 0;
  for (let row = 0; row < ids.length; row += 1) {
    const marked = pairs[pair[row] ?? 0];
    if (kind[row] !== ROW.unlisted && marked?.isPriced === false) {
      return unpriced(`price of ${marked.underlying} in ${marked.quote} for ${ids[row]}`);
    }
    const option = options[i];
    if (kind[row] === ROW.option && option !== undefined) {
      if (table.status[i] !== 0) return whyUnpriced(table, i, option, marks);
      i += 1;
    } else if (kind[row] !== ROW.cash) {
      const unit = unitOf(layout, row, marks, marked?.spot ?? Number.NaN);
      if ('kind' in unit) return unit;
    }
  }
  throw new Error('every row has a value');
}
