/** Rows for a kernel's tables, ordinary and hostile. */
import fc from 'fast-check';
import type { Kernel, OptionTable } from '../../src/pricing/kernel/kernel.ts';

export const INPUTS = ['sign', 'strike', 'years', 'rate', 'carryYield', 'spot', 'vol', 'quantity'] as const;

export type OptionRow = Readonly<Record<(typeof INPUTS)[number], number>>;

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const sign = fc.constantFrom(1, -1);
const quantity = between(-100, 100);

/** Up to six standard deviations from the money, from minutes to years. */
export const ordinaryRow: fc.Arbitrary<OptionRow> = fc
  .record({
    sign,
    quantity,
    distance: between(-6, 6),
    spot: between(0.01, 1e5),
    years: fc.oneof(between(1e-5, 0.01), between(0.01, 3)),
    vol: between(0.02, 3),
    rate: between(-0.1, 0.2),
    carryYield: between(-0.1, 0.2),
  })
  .map(({ distance, ...rest }) => ({
    ...rest,
    strike: rest.spot * Math.exp(distance * rest.vol * Math.sqrt(rest.years)),
  }));

const edges = [
  0,
  -0,
  Number.NaN,
  Infinity,
  -Infinity,
  -1,
  5e-324,
  1e-320,
  1e-60,
  1e60,
  1e-300,
  1e308,
  16,
  40,
];
const wild = fc.oneof(fc.double(), between(-1, 3), between(-1e-3, 1e-3), fc.constantFrom(...edges));
const wildRow = fc.record({
  sign: fc.oneof({ weight: 9, arbitrary: sign }, { weight: 1, arbitrary: wild }),
  quantity: fc.oneof(quantity, wild),
  ...{ strike: wild, years: wild, rate: wild, carryYield: wild, spot: wild, vol: wild },
});
/** An ordinary row with one field that is not. */
const spoiltRow = fc
  .tuple(ordinaryRow, fc.constantFrom(...INPUTS), wild)
  .map(([row, name, value]) => ({ ...row, [name]: value }));

export const anyRow: fc.Arbitrary<OptionRow> = fc.oneof(
  { weight: 3, arbitrary: ordinaryRow },
  { weight: 2, arbitrary: spoiltRow },
  { weight: 1, arbitrary: wildRow },
);

/** A table that holds `rows`, unprepared. */
export function tableOf(kernel: Kernel, rows: readonly OptionRow[]): OptionTable {
  const table = kernel.table(rows.length);
  for (const name of INPUTS) table[name].set(rows.map((row) => row[name]));
  return table;
}

/** `rows` prepared and valued. */
export function valued(kernel: Kernel, rows: readonly OptionRow[]): OptionTable {
  const table = tableOf(kernel, rows);
  kernel.prepare(table, 0, rows.length);
  kernel.value(table, 0, rows.length);
  return table;
}
