/**
 * Where a table's columns lie in its memory. Both bodies use this layout, and `assembly/row.ts` counts the
 * columns in the same order.
 */
import type { OptionTable } from './kernel.ts';

/** An option table with the columns that `prepare` writes and only a kernel reads. */
export interface PreparedTable extends OptionTable {
  /** √years; NaN where the row is not an ordinary one, which `value` passes on. */
  readonly root: Float64Array;
  /** ½ / years. */
  readonly decay: Float64Array;
  /** e^(−carryYield · years). */
  readonly carryDiscount: Float64Array;
  /** strike · e^(−rate · years). */
  readonly presentStrike: Float64Array;
  /** (rate − carryYield) · years − ln strike; with ln spot added, the log of forward over strike. */
  readonly shift: Float64Array;
}

const COLUMNS: readonly Exclude<keyof PreparedTable, 'capacity'>[] = [
  ...(['sign', 'strike', 'years', 'rate', 'carryYield', 'spot', 'vol', 'quantity'] as const),
  ...(['price', 'delta', 'gamma', 'vega', 'theta', 'rho', 'vanna', 'volga', 'charm', 'status'] as const),
  ...(['root', 'decay', 'carryDiscount', 'presentStrike', 'shift'] as const),
];

const CACHE_LINE = 64;

/**
 * Bytes from one column to the next for `capacity` rows. At least one row more than asked for, since pairs of
 * rows are read together; and an odd number of cache lines, or columns of 2^n rows would all fall into the
 * same few lines of the cache and drive each other out.
 */
export function strideOf(capacity: number): number {
  const lines = Math.ceil(((capacity + 1) * 8) / CACHE_LINE);
  return (lines + (lines % 2 === 0 ? 1 : 0)) * CACHE_LINE;
}

/** Bytes of a table of `capacity` rows. */
export function bytesOf(capacity: number): number {
  return strideOf(capacity) * COLUMNS.length;
}

/** The table of `capacity` rows that begins at byte `base` of `buffer`. */
export function tableAt(buffer: ArrayBufferLike, base: number, capacity: number): PreparedTable {
  const stride = strideOf(capacity);
  const views = COLUMNS.map((name, i) => [name, new Float64Array(buffer, base + i * stride, capacity)]);
  return { capacity, ...(Object.fromEntries(views) as Omit<PreparedTable, 'capacity'>) };
}

/** Throws `RangeError` unless [from, to) are rows of `table`: rows beyond it are another table's. */
export function checkRows(table: OptionTable, from: number, to: number): void {
  const isRange = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to;
  if (isRange && to <= table.capacity) return;
  throw new RangeError(`rows ${from} to ${to} of a table that has ${table.capacity}`);
}

/** Throws `RangeError` unless `capacity` is a whole number of rows. */
export function checkCapacity(capacity: number): void {
  if (!(Number.isSafeInteger(capacity) && capacity >= 0))
    throw new RangeError(`a table has a whole number of rows, not ${capacity}`);
}
