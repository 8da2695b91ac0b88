/**
 * What of a valuation tells how values bend, for the rows of options and liquidity; all others are left at 0.
 * P&L is explained with it between two whole valuations, and it is half the work of one.
 */
import type { Kernel } from '../pricing/kernel/kernel.ts';
import type { Columns } from './columns.ts';
import { firstLack } from './lack.ts';
import type { Layout } from './layout.ts';
import type { Marks, Unpriced } from './marks.ts';
import { optionPrices } from './option-prices.ts';
import { pairMarks } from './pair-marks.ts';
import { unitOf } from './unit.ts';

export interface CurvedValues extends Pick<Columns, 'layout' | 'value'> {
  readonly kind: 'values';
}

export interface CurvedDecay extends Pick<Columns, 'layout' | 'vega' | 'theta'> {
  readonly kind: 'decay';
}

/** The values of `columnsOf`, or what cannot be valued. */
export function curvedValues(layout: Layout, marks: Marks, kernel: Kernel): CurvedValues | Unpriced {
  const { size, optionRows } = layout;
  const pairs = layout.pairs.map((pair) => pairMarks(pair, marks, []));
  const table = optionPrices(layout, marks, pairs, kernel);
  const { status, price } = table;
  const value = new Float64Array(layout.ids.length);
  for (const row of layout.liquidityRows) {
    const unit = unitOf(layout, row, marks, pairs[layout.pair[row] ?? 0]?.spot ?? Number.NaN);
    if ('kind' in unit) return unit;
    value[row] = (size[row] ?? 0) * unit.value;
  }
  for (let i = 0; i < optionRows.length; i += 1) {
    if (status[i] !== 0) return firstLack(layout, marks, pairs, table);
    const row = optionRows[i] ?? 0;
    value[row] = (size[row] ?? 0) * (price[i] ?? 0);
  }
  return { kind: 'values', layout, value };
}

/** The vegas and thetas of `columnsOf`, or what cannot be valued. Liquidity has neither. */
export function curvedDecay(layout: Layout, marks: Marks, kernel: Kernel): CurvedDecay | Unpriced {
  const { size, optionRows } = layout;
  const pairs = layout.pairs.map((pair) => pairMarks(pair, marks, []));
  const table = optionPrices(layout, marks, pairs, kernel);
  const { status, years, vega: vegas, theta: thetas } = table;
  const vega = new Float64Array(layout.ids.length);
  const theta = new Float64Array(layout.ids.length);
  for (let i = 0; i < optionRows.length; i += 1) {
    if (status[i] !== 0) return firstLack(layout, marks, pairs, table);
    const row = optionRows[i] ?? 0;
    const left = (years[i] ?? 0) <= 0 ? 0 : (size[row] ?? 0);
    vega[row] = left * (vegas[i] ?? 0);
    theta[row] = left * (thetas[i] ?? 0);
  }
  return { kind: 'decay', layout, vega, theta };
}
