/**
 * Valuing many European options at once. One algorithm has two bodies, plain TypeScript and WebAssembly SIMD,
 * that give the same bits: the core is given one of them and does not know which.
 *
 * Tables are columns of float64, because a pass over a million rows is bound by memory, and because
 * WebAssembly reads nothing but its own memory: so the kernel makes the tables and the caller fills them.
 *
 * What is refused, and what an expired or otherwise certain option is worth, is what `blackScholes` says. Such
 * rows allocate; all others do not. Rows outside a table are a `RangeError`, and another kernel's table is a
 * `TypeError`.
 */

/**
 * Columns of a table of options, `capacity` long. Everything is per base unit of the underlying: prices in
 * quote currency, rates continuously compounded per year, vol annualised, time in years of 365 days.
 */
export interface OptionTable {
  readonly capacity: number;

  /** The contract, the time to expiry and the rates. After any change to these: `prepare`. */
  /** 1 for a call, −1 for a put. */
  readonly sign: Float64Array;
  readonly strike: Float64Array;
  readonly years: Float64Array;
  readonly rate: Float64Array;
  /** What holding the underlying yields per year. */
  readonly carryYield: Float64Array;

  /** The market, free to change between passes. `total` takes its spot as an argument instead. */
  readonly spot: Float64Array;
  readonly vol: Float64Array;

  /** Base units held, signed. Read by `total` only. */
  readonly quantity: Float64Array;

  /** Written by `value`, 0 where refused. */
  readonly price: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly vega: Float64Array;
  readonly theta: Float64Array;
  readonly rho: Float64Array;
  readonly vanna: Float64Array;
  readonly volga: Float64Array;
  readonly charm: Float64Array;

  /** Written by `value` and `total`: 0, or which field was refused (`STATUS`). A float64 like all the rest. */
  readonly status: Float64Array;
}

/** Why a row has no value, by the number in its `status`; `quantity` in `total` alone. */
export const STATUS: readonly string[] = [
  '',
  'spot',
  'strike',
  'years',
  'vol',
  'rate',
  'carryYield',
  'result',
  'sign',
  'quantity',
];

/** The order of what `total` adds up. */
export const TOTALS = ['price', 'delta', 'gamma', 'vega', 'theta', 'rho', 'vanna', 'volga', 'charm'] as const;

/**
 * An American option in a tree of Cox, Ross & Rubinstein with `steps` steps: writes price, delta, gamma and theta
 * into `out`, zeros where refused. `sign` is 1 for a call, −1 for a put; all else as in `OptionTable`. Answers
 * 0, or which field was refused (`STATUS`; `vol` too where it is too small for the drift of a step). Throws
 * `RangeError` unless `steps` is a whole number from 3 to 20001.
 */
export type Tree = (
  sign: number,
  spot: number,
  strike: number,
  years: number,
  vol: number,
  rate: number,
  carryYield: number,
  steps: number,
  out: Float64Array,
) => number;

export interface Kernel {
  /** Named in the journal. A new version whenever the algorithm's bits change, the same in both bodies. */
  readonly id: string;

  /** A table of `capacity` empty rows. Throws `RangeError` where there is no memory for it. */
  table(capacity: number): OptionTable;

  /** Computes what depends on contract, time and rates alone (ln K, √T, discounts) for rows [from, to). */
  prepare(table: OptionTable, from: number, to: number): void;

  /** Value and Greeks of one unit of each prepared row in [from, to). Answers how many were refused. */
  value(table: OptionTable, from: number, to: number): number;

  /**
   * Adds quantity × (value, Greeks) of the prepared rows [from, to), all on one underlying at `spot`, with
   * each row's vol taken times `volScale`. Overwrites `sums`, in the order of `TOTALS`. Refused rows add
   * nothing. Answers how many were refused. The first, third, fifth … row are added in one lane and the others
   * in a second, then the two, then in their order the rows that were left to `blackScholes`.
   */
  total(
    table: OptionTable,
    from: number,
    to: number,
    spot: number,
    volScale: number,
    sums: Float64Array,
  ): number;

  readonly tree: Tree;
}
