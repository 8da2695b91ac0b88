/**
 * A book valued, in columns: one row for each thing held, in the order of its layout, and the sums. The ledger
 * explains P&L from the rows, and decisions are taken on the sums. `valuate` makes rows as objects of these.
 */
import type { Greeks, PerUnderlying } from '../domain/greeks.ts';
import type { Currency } from '../domain/instrument.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import type { Millis } from '../units/units.ts';
import { firstLack } from './lack.ts';
import { type Layout, ROW } from './layout.ts';
import { type Marks, type Unpriced, unpriced } from './marks.ts';
import { optionPrices } from './option-prices.ts';
import { type PairMarks, pairMarks } from './pair-marks.ts';
import { unitOf } from './unit.ts';

export interface Columns {
  readonly kind: 'valuation';
  readonly at: Millis;
  readonly layout: Layout;
  /** As `layout.pairs`, at the marks. */
  readonly pairs: readonly PairMarks[];
  /** Each row's value in its quote, and the Greeks of that value against the underlying in that quote. */
  readonly value: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly vega: Float64Array;
  readonly theta: Float64Array;
  /** Sums over the rows of each underlying that the marks know, in the currency its index is quoted in. */
  readonly greeks: PerUnderlying<Greeks>;
  /** All rows in the reporting currency. */
  readonly equity: number;
}

type Rows = Pick<Columns, 'value' | 'delta' | 'gamma' | 'vega' | 'theta'>;

/** Column `i` of those next to each other in `buffer`, each of so many rows. */
function column(buffer: ArrayBuffer, i: number, rows: number): Float64Array {
  return new Float64Array(buffer, Float64Array.BYTES_PER_ELEMENT * rows * i, rows);
}

function isPriced(pairs: readonly PairMarks[]): boolean {
  for (const pair of pairs) if (!pair.isPriced) return false;
  return true;
}

/** The rows that are no options. False where one cannot be valued. */
function putOthers(rows: Rows, layout: Layout, marks: Marks, pairs: readonly PairMarks[]): boolean {
  const { value, delta, gamma } = rows;
  for (const row of layout.otherRows) {
    const marked = pairs[layout.pair[row] ?? 0];
    const count = layout.size[row] ?? 0;
    const spot = marked?.spot ?? Number.NaN;
    if (layout.kind[row] === ROW.cash) {
      const isCoin = marked?.underlying !== null;
      value[row] = isCoin ? count * spot : count;
      delta[row] = isCoin ? count : 0;
      continue;
    }
    const unit = unitOf(layout, row, marks, spot);
    if ('kind' in unit) return false;
    const times = layout.kind[row] === ROW.liquidity ? count : 1;
    value[row] = times * unit.value;
    delta[row] = times * unit.greeks.delta;
    gamma[row] = times * unit.greeks.gamma;
  }
  return true;
}

/** Values every row; or names the first that cannot be valued. */
function rowsAt(layout: Layout, marks: Marks, pairs: readonly PairMarks[], kernel: Kernel): Rows | Unpriced {
  const { size, optionRows } = layout;
  const table = optionPrices(layout, marks, pairs, kernel);
  const count = layout.ids.length;
  const { buffer } = new Float64Array(5 * count);
  const [value, delta, gamma] = [
    column(buffer, 0, count),
    column(buffer, 1, count),
    column(buffer, 2, count),
  ];
  const [vega, theta] = [column(buffer, 3, count), column(buffer, 4, count)];
  const rows = { value, delta, gamma, vega, theta };
  if (!isPriced(pairs) || !putOthers(rows, layout, marks, pairs)) {
    return firstLack(layout, marks, pairs, table);
  }
  const { status, years, price } = table;
  const { delta: deltas, gamma: gammas, vega: vegas, theta: thetas } = table;
  for (let i = 0; i < optionRows.length; i += 1) {
    if (status[i] !== 0) return firstLack(layout, marks, pairs, table);
    const row = optionRows[i] ?? 0;
    const held = size[row] ?? 0;
    value[row] = held * (price[i] ?? 0);
    // What has expired waits for settlement at a price that no longer moves: nothing is left to hedge.
    const left = (years[i] ?? 0) <= 0 ? 0 : held;
    delta[row] = left * (deltas[i] ?? 0);
    gamma[row] = left * (gammas[i] ?? 0);
    vega[row] = left * (vegas[i] ?? 0);
    theta[row] = left * (thetas[i] ?? 0);
  }
  return rows;
}

const WIDTH = 4;

/** Adds the rows up in their order, in floats that depend on it; or names the first quote without a rate. */
function summed(
  { pair }: Layout,
  pairs: readonly PairMarks[],
  { value, delta, gamma, vega, theta }: Rows,
  underlyings: readonly Currency[],
): Pick<Columns, 'greeks' | 'equity'> | Unpriced {
  const sums = new Float64Array(WIDTH * underlyings.length);
  let equity = 0;
  let place = -1;
  let rate = 0;
  let worth = 1;
  let at = -1;
  for (let row = 0; row < pair.length; row += 1) {
    if (pair[row] !== place) {
      place = pair[row] ?? 0;
      const marked = pairs[place];
      if (marked?.isRated !== true) return unpriced(`rate of ${marked?.quote}`);
      rate = marked.rate;
      worth = marked.worth;
      at = WIDTH * marked.slot;
    }
    equity += (value[row] ?? 0) * rate;
    if (at < 0) continue;
    sums[at] = (sums[at] ?? 0) + (delta[row] ?? 0);
    sums[at + 1] = (sums[at + 1] ?? 0) + (gamma[row] ?? 0) / worth;
    sums[at + 2] = (sums[at + 2] ?? 0) + (vega[row] ?? 0) * worth;
    sums[at + 3] = (sums[at + 3] ?? 0) + (theta[row] ?? 0) * worth;
  }
  const greeks: Record<Currency, Greeks> = {};
  for (let i = 0; i < underlyings.length; i += 1) {
    const at = WIDTH * i;
    greeks[underlyings[i] ?? ''] = {
      delta: sums[at] ?? 0,
      gamma: sums[at + 1] ?? 0,
      vega: sums[at + 2] ?? 0,
      theta: sums[at + 3] ?? 0,
    };
  }
  return { greeks, equity };
}

/** Values the book of `layout` at `marks`, or names the first thing that cannot be valued. */
export function columnsOf(layout: Layout, marks: Marks, kernel: Kernel): Columns | Unpriced {
  const underlyings = Object.keys(marks.index);
  const pairs = layout.pairs.map((pair) => pairMarks(pair, marks, underlyings));
  const rows = rowsAt(layout, marks, pairs, kernel);
  if ('kind' in rows) return rows;
  const sums = summed(layout, pairs, rows, underlyings);
  if ('kind' in sums) return sums;
  const { value, delta, gamma, vega, theta } = rows;
  const { greeks, equity } = sums;
  return { kind: 'valuation', at: marks.at, layout, pairs, value, delta, gamma, vega, theta, greeks, equity };
}
