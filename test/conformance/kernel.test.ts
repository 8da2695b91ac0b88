/** What holds of every body of the kernel. That they agree to the bit is in `kernel.bits.test.ts`. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackScholes } from '../../src/pricing/black-scholes.ts';
import { type OptionTable, STATUS, TOTALS } from '../../src/pricing/kernel/kernel.ts';
import { kernels } from '../support/kernels.ts';
import { anyRow, INPUTS, type OptionRow, ordinaryRow, tableOf, valued } from '../support/option-rows.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

type Total = (typeof TOTALS)[number];

const isLong = process.env.EVENKEEL_LONG === '1';
const CALL: OptionRow = {
  ...{ sign: 1, strike: 100, years: 0.5, rate: 0.03, carryYield: 0.01 },
  ...{ spot: 105, vol: 0.4, quantity: 2 },
};

function scalarOf(row: OptionRow): ReturnType<typeof blackScholes> {
  return blackScholes({ ...row, type: row.sign === 1 ? 'call' : 'put' });
}

/** What each output is naturally as large as, a small deviation's sensitivity to a rounded logarithm included. */
function scalesOf({ spot, strike, years, rate, carryYield, vol }: OptionRow): Record<Total, number> {
  const discount = Math.exp(-carryYield * years);
  const price = spot * discount + strike * Math.exp(-rate * years);
  const deviation = vol * Math.sqrt(years);
  const spread = (1 + deviation) * (1 + deviation);
  const vega = spot * discount * Math.sqrt(years);
  const drift = Math.abs(rate - carryYield) / deviation + spread / years;
  const gamma = discount / (spot * deviation);
  const rates = Math.abs(rate) + Math.abs(carryYield);
  return {
    ...{ price, delta: discount + price / spot, gamma, vega, theta: rates * price + (vega * vol) / years },
    ...{ rho: years * price, vanna: (discount * spread) / vol, volga: (vega * spread) / vol },
    charm: rates * (discount + price / spot) + discount * drift,
  };
}

describe.each(kernels)('the kernel: $name', ({ name, create }) => {
  const kernel = create();

  it('agrees with the scalar formula on what is refused and on every value', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 6 }), (rows) => {
        const table = valued(kernel, rows);
        for (const [i, row] of rows.entries()) {
          const status = STATUS[table.status[i] as number];
          for (const total of TOTALS) expect(Number.isFinite(table[total][i])).toBe(true);
          const right = scalarOf(row);
          const isSigned = Math.abs(row.sign) === 1;
          if (!isSigned || 'kind' in right) {
            expect(status).toBe(isSigned && 'kind' in right ? right.field : 'sign');
            for (const total of TOTALS) expect(table[total][i]).toBe(0);
            continue;
          }
          expect(status).toBe('');
          const scales = scalesOf(row);
          for (const total of TOTALS) {
            const value = table[total][i] as number;
            // Where a scale is not finite the row is not an ordinary one, and the values are the same.
            if (Object.is(value, right[total]) || !Number.isFinite(scales[total])) continue;
            const deviation = row.vol * Math.sqrt(row.years);
            const slack = 1e-13 * (1 + (Math.abs(row.rate - row.carryYield) * row.years + 0.1) / deviation);
            expect(
              Math.abs(value - right[total]) / scales[total],
              `${total} of ${JSON.stringify(row)}: ${value} for ${right[total]}`,
            ).toBeLessThan(slack);
          }
        }
      }),
      { numRuns: isLong ? 30_000 : 400 },
    );
  });

  it('never prices below the forward’s intrinsic value, nor rises with less vol', () => {
    fc.assert(
      fc.property(ordinaryRow, fc.double({ min: 0, max: 1, noNaN: true }), (row, more) => {
        const { price } = valued(kernel, [row, { ...row, vol: row.vol * (1 + more) }, { ...row, vol: 0 }]);
        const [worth = 0, wilder = 0, certain = 0] = price;
        const slack = 1e-14 * (row.spot + row.strike);
        expect(worth).toBeGreaterThanOrEqual(certain - slack);
        expect(wilder).toBeGreaterThanOrEqual(worth - slack);
      }),
    );
  });

  it.each<[string, Partial<OptionRow>]>([
    ['spot', { spot: -1 }],
    ['spot', { spot: Number.NaN, vol: -1 }],
    ['strike', { strike: Infinity }],
    ['years', { years: -Infinity }],
    ['vol', { vol: Number.NaN }],
    ['rate', { rate: Infinity }],
    ['carryYield', { carryYield: Number.NaN }],
    ['sign', { sign: 0 }],
    ['result', { rate: -1000, years: 10 }],
  ])('names %s where that is why', (field, change) => {
    const table = tableOf(kernel, [CALL, { ...CALL, ...change }, CALL]);
    kernel.prepare(table, 0, 3);
    expect(kernel.value(table, 0, 3)).toBe(1);
    expect([...table.status].map((status) => STATUS[status])).toEqual(['', field, '']);
    expect(TOTALS.map((total) => table[total][1])).toEqual(TOTALS.map(() => 0));
    expect(table.price[0]).toBe(table.price[2]);
  });

  it('is worth its payoff once expired', () => {
    const { price, delta, gamma, theta, status } = valued(kernel, [
      { ...CALL, years: 0 },
      { ...CALL, years: -1 },
      { ...CALL, years: 0, sign: -1 },
    ]);
    expect([...price]).toEqual([5, 5, 0]);
    expect([...delta]).toEqual([1, 1, 0]);
    expect([...gamma, ...theta, ...status]).toEqual(Array.from({ length: 9 }, () => 0));
  });

  it('keeps small prices and 4000 % of vol', () => {
    const far = { ...CALL, strike: 1000, vol: 0.2, rate: 0, carryYield: 0 };
    const tiny = { ...CALL, spot: 1e-3, strike: 1e5, years: 1, vol: 0.5 };
    const wild = { ...CALL, vol: 40, years: 1 / 365 };
    const { price } = valued(kernel, [far, tiny, wild]);
    // Thirteen standard deviations out the tail's approximation ends, and slowly loses its digits.
    const slack = [1e-9, 1e-8, 1e-13];
    for (const [i, row] of [far, tiny, wild].entries()) {
      const right = scalarOf(row);
      if ('kind' in right) throw new Error(right.field);
      expect(Math.abs((price[i] as number) / right.price - 1)).toBeLessThan(slack[i] as number);
    }
    expect(price[1]).toBeLessThan(1e-250);
    expect(price[1]).toBeGreaterThan(0);
  });

  it('adds up quantity times value, in two lanes from the first row on', () => {
    fc.assert(
      fc.property(fc.array(ordinaryRow, { minLength: 1, maxLength: 9 }), (rows) => {
        const same = rows.map((row) => ({ ...row, spot: 100 }));
        const table = valued(kernel, same);
        const sums = new Float64Array(TOTALS.length);
        expect(kernel.total(table, 0, rows.length, 100, 1, sums)).toBe(0);
        const right = TOTALS.map((total) => {
          const lanes = [0, 0];
          for (const [i, row] of same.entries())
            lanes[i % 2] = (lanes[i % 2] as number) + row.quantity * (table[total][i] as number);
          return (lanes[0] as number) + (lanes[1] as number);
        });
        expect([...sums]).toEqual(right);
      }),
    );
  });

  it('adds up the same wherever the rows begin, at the spot and vols that it is given', () => {
    const rows = Array.from({ length: 7 }, (_, i) => ({ ...CALL, strike: 90 + 5 * i, sign: i % 2 ? -1 : 1 }));
    const [sums, moved] = [new Float64Array(TOTALS.length), new Float64Array(TOTALS.length)];
    const scaled = rows.map((row) => ({ ...row, spot: 111, vol: row.vol * 1.5 }));
    kernel.total(valued(kernel, rows), 0, 7, 111, 1.5, sums);
    kernel.total(valued(kernel, [CALL, CALL, CALL, ...rows]), 3, 10, 111, 1.5, moved);
    expect(moved).toEqual(sums);
    const table = valued(kernel, scaled);
    const price = rows.reduce((sum, { quantity }, i) => sum + quantity * (table.price[i] as number), 0);
    expect((sums[0] as number) / price).toBeCloseTo(1, 13);
  });

  it('adds nothing for what it refuses, and says so', () => {
    const rows = [CALL, { ...CALL, vol: -1 }, { ...CALL, quantity: Number.NaN }, CALL, { ...CALL, years: 0 }];
    const table = valued(kernel, rows);
    const sums = new Float64Array(TOTALS.length);
    expect(kernel.total(table, 0, 5, 105, 1, sums)).toBe(2);
    expect([...table.status].map((status) => STATUS[status])).toEqual(['', 'vol', 'quantity', '', '']);
    expect(sums[0]).toBeCloseTo(4 * (table.price[0] as number) + 2 * 5, 12);
    expect(kernel.total(table, 0, 5, Number.NaN, 1, sums)).toBe(5);
    expect([...sums]).toEqual(TOTALS.map(() => 0));
    expect(kernel.total(table, 2, 2, 105, 1, sums)).toBe(0);
    expect(kernel.value(table, 5, 5)).toBe(0);
  });

  it('keeps many tables alive, small and large, each with its own rows', () => {
    const sizes = [1, 200, 100_000, 3, 0, 200, 50_000, 1, 200_000, 7];
    const tables = sizes.map((size, k) => {
      const table = kernel.table(size);
      for (const input of INPUTS) table[input].fill(CALL[input]);
      table.strike.fill(100 + k);
      return table;
    });
    for (const table of tables) {
      kernel.prepare(table, 0, table.capacity);
      expect(kernel.value(table, 0, table.capacity)).toBe(0);
    }
    for (const [k, table] of tables.entries()) {
      expect(table.price.length).toBe(sizes[k]);
      const alone = valued(kernel, [{ ...CALL, strike: 100 + k }]);
      for (const i of table.capacity > 0 ? [0, table.capacity - 1] : []) {
        expect(table.strike[i]).toBe(100 + k);
        for (const total of TOTALS) expect(table[total][i]).toBe(alone[total][0]);
      }
    }
  });

  it('refuses rows that a table has not, and tables that no memory has', () => {
    const table = kernel.table(2);
    for (const [from, to] of [
      [-1, 1],
      [0, 3],
      [1, 0],
      [0, 1.5],
      [0, Number.NaN],
    ] as const) {
      expect(() => kernel.value(table, from, to)).toThrow(RangeError);
      expect(() => kernel.prepare(table, from, to)).toThrow(RangeError);
      expect(() => kernel.total(table, from, to, 1, 1, new Float64Array(9))).toThrow(RangeError);
    }
    for (const capacity of [-1, 1.5, Number.NaN, 1e12])
      expect(() => kernel.table(capacity)).toThrow(RangeError);
  });

  it('refuses a table that no kernel made', () => {
    const { capacity, ...columns } = kernel.table(2);
    const bare = Object.fromEntries(Object.entries(columns).slice(0, INPUTS.length + TOTALS.length + 1));
    const table = { capacity, ...bare } as unknown as OptionTable;
    expect(() => kernel.prepare(table, 0, 1)).toThrow(TypeError);
    expect(() => kernel.value(table, 0, 1)).toThrow(TypeError);
    expect(() => kernel.total(table, 0, 1, 1, 1, new Float64Array(9))).toThrow(TypeError);
  });

  it('names itself', () => {
    expect(kernel.id).toBe(`${name}-2`);
  });

  describeWithShared('reference file', () => {
    it('agrees with QuantLib on every European row', () => {
      const path = sharedPath('reference', 'quantlib_european_american.csv');
      const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
      const names = head.split(',');
      const cells = lines
        .map((line) => line.split(','))
        .filter((each) => each[names.indexOf('style')] === 'european');
      expect(cells).toHaveLength(1500);
      const column = (field: string) => cells.map((each) => Number(each[names.indexOf(field)]));
      const table = kernel.table(cells.length);
      table.sign.set(cells.map((each) => (each[names.indexOf('type')] === 'call' ? 1 : -1)));
      const fields = {
        strike: 'strike',
        years: 'T',
        rate: 'rate',
        carryYield: 'div',
        spot: 'spot',
        vol: 'vol',
      } as const;
      for (const [input, field] of Object.entries(fields))
        table[input as keyof typeof fields].set(column(field));
      kernel.prepare(table, 0, cells.length);
      expect(kernel.value(table, 0, cells.length)).toBe(0);
      const { spot, vol, years } = table;
      const scales: Partial<Record<Total, (i: number) => number>> = {
        price: (i) => spot[i] as number,
        delta: () => 1,
        gamma: (i) => 1 / ((spot[i] as number) * (vol[i] as number) * Math.sqrt(years[i] as number)),
        vega: (i) => (spot[i] as number) * Math.sqrt(years[i] as number),
        theta: (i) => ((spot[i] as number) * (vol[i] as number)) / Math.sqrt(years[i] as number),
        rho: (i) => (spot[i] as number) * (years[i] as number),
      };
      for (const [total, scale] of Object.entries(scales)) {
        const right = column(total);
        const errors = right.map(
          (value, i) => Math.abs((table[total as Total][i] as number) - value) / scale(i),
        );
        expect(Math.max(...errors), total).toBeLessThan(1e-11);
      }
    });
  });
});
