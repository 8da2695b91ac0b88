/** Both bodies of the kernel give the same bits, whatever they are given. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/math/random.ts';
import { type OptionTable, TOTALS } from '../../src/pricing/kernel/kernel.ts';
import { kernels } from '../support/kernels.ts';
import { anyRow, type OptionRow, ordinaryRow, tableOf, valued } from '../support/option-rows.ts';

const [plain, wasm] = kernels.map(({ create }) => create());
if (plain === undefined || wasm === undefined) throw new Error('there are two bodies');

const OUTPUTS = [...TOTALS, 'status'] as const;
const isLong = process.env.EVENKEEL_LONG === '1';
/** What was in a row that nobody was to write to. */
const BEFORE = 7;

const bits = (column: Float64Array): string[] =>
  [...new BigUint64Array(Float64Array.from(column).buffer)].map((each) => each.toString(16));

function outputs(table: OptionTable): Record<string, string[]> {
  return Object.fromEntries(OUTPUTS.map((name) => [name, bits(table[name])]));
}

const rows = (row: fc.Arbitrary<OptionRow>) => fc.array(row, { minLength: 1, maxLength: 9 });
/** Rows, and a part of them. */
const parts = (row: fc.Arbitrary<OptionRow>) =>
  fc.tuple(rows(row), fc.nat(9), fc.nat(9)).map(([all, a, b]) => ({
    all,
    from: Math.min(a, b, all.length),
    to: Math.min(Math.max(a, b), all.length),
  }));

describe('the two bodies of the kernel', () => {
  it('value any part of any table to the same bits, and write to nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(parts(anyRow), parts(ordinaryRow)), ({ all, from, to }) => {
        const [a, b] = [plain, wasm].map((kernel) => {
          const table = tableOf(kernel, all);
          for (const name of OUTPUTS) table[name].fill(BEFORE);
          kernel.prepare(table, from, to);
          const refused = kernel.value(table, from, to);
          for (let i = 0; i < all.length; i += 1)
            if (i < from || i >= to) for (const name of OUTPUTS) expect(table[name][i]).toBe(BEFORE);
          return { refused, ...outputs(table) };
        });
        expect(b).toEqual(a);
      }),
      { numRuns: isLong ? 30_000 : 600 },
    );
  });

  it('add up any part of any table to the same bits', () => {
    const spot = fc.oneof(fc.double({ min: 0.01, max: 1e5, noNaN: true }), fc.double());
    const scale = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 3, noNaN: true }), fc.double());
    fc.assert(
      fc.property(parts(anyRow), spot, scale, ({ all, from, to }, at, volScale) => {
        const [a, b] = [plain, wasm].map((kernel) => {
          const table = tableOf(kernel, all);
          kernel.prepare(table, 0, all.length);
          const sums = new Float64Array(TOTALS.length).fill(BEFORE);
          const refused = kernel.total(table, from, to, at, volScale, sums);
          for (const sum of sums) expect(Number.isFinite(sum)).toBe(true);
          return { refused, sums: bits(sums), status: bits(table.status) };
        });
        expect(b).toEqual(a);
      }),
      { numRuns: isLong ? 30_000 : 500 },
    );
  });

  it('value many ordinary rows to the same bits', () => {
    const random = createRandom('bits');
    const many = Array.from({ length: isLong ? 2_000_000 : 50_000 }, (): OptionRow => {
      const spot = Math.exp(12 * random.next());
      const years = Math.exp(-10 + 11 * random.next());
      const vol = Math.exp(-3 + 4 * random.next());
      const strike = spot * Math.exp(1.5 * random.normal() * vol * Math.sqrt(years));
      const [rate, carryYield] = [0.2 * random.next() - 0.1, 0.2 * random.next() - 0.1];
      return { sign: random.int(2) === 0 ? 1 : -1, strike, years, rate, carryYield, spot, vol, quantity: 1 };
    });
    const [a, b] = [plain, wasm].map((kernel) => valued(kernel, many));
    for (const name of OUTPUTS) {
      const [left, right] = [a, b].map((table) => Buffer.from(Float64Array.from(table?.[name] ?? []).buffer));
      expect(right?.equals(left as Buffer), name).toBe(true);
    }
  });

  it('value a row as if it were alone, whatever its neighbours are', () => {
    fc.assert(
      fc.property(rows(anyRow), (all) => {
        for (const kernel of [plain, wasm]) {
          const together = outputs(valued(kernel, all));
          for (const [i, row] of all.entries()) {
            const alone = outputs(valued(kernel, [row]));
            for (const name of OUTPUTS) expect(together[name]?.[i]).toBe(alone[name]?.[0]);
          }
        }
      }),
      { numRuns: isLong ? 5000 : 100 },
    );
  });
});
