import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test/support/shared-data.ts';
import { black76, blackScholes, type OptionValue } from './black-scholes.ts';
import type { Refused } from './refused.ts';

type Terms = Parameters<typeof blackScholes>[0];
type Row = Readonly<Record<string, string>>;

function priced(result: OptionValue | Refused): OptionValue {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

function readCsv(path: string): Row[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

function termsOf(row: Row): Terms {
  return {
    type: row.type as Terms['type'],
    spot: Number(row.spot),
    strike: Number(row.strike),
    years: Number(row.T),
    vol: Number(row.vol),
    rate: Number(row.rate),
    carryYield: Number(row.div),
  };
}

describe('textbook values', () => {
  it('agrees with Hull, Options, Futures, and Other Derivatives, example 15.6', () => {
    const terms = { spot: 42, strike: 40, years: 0.5, vol: 0.2, rate: 0.1, carryYield: 0 };
    expect(priced(blackScholes({ ...terms, type: 'call' })).price).toBeCloseTo(4.76, 2);
    expect(priced(blackScholes({ ...terms, type: 'put' })).price).toBeCloseTo(0.81, 2);
  });

  it('agrees with Haug, The Complete Guide to Option Pricing Formulas, chapter 1', () => {
    const index = { type: 'put', spot: 100, strike: 95, years: 0.5, vol: 0.2, rate: 0.1, carryYield: 0.05 };
    expect(priced(blackScholes(index as Terms)).price).toBeCloseTo(2.4648, 4);
    const future = { type: 'call', forward: 19, strike: 19, years: 0.75, vol: 0.28, rate: 0.1 } as const;
    expect(priced(black76(future)).price).toBeCloseTo(1.7011, 4);
  });
});

describe('values at 60 digits', () => {
  const NONE = { rate: 0, carryYield: 0 };
  /** Terms, then price, delta and gamma by mpmath 1.3.0 from the float64 inputs. */
  const rows: readonly (readonly [string, Terms, number, number, number, number])[] = [
    [
      'far out of the money',
      { type: 'call', spot: 100, strike: 1000, years: 0.5, vol: 0.3, rate: 0.05, carryYield: 0 },
      2.0664814516162905e-26,
      1.073942744399049e-26,
      5.42866487067314e-27,
      1e-12,
    ],
    [
      'a worthless put',
      { type: 'put', spot: 100, strike: 20, years: 0.25, vol: 0.5, rate: 0.03, carryYield: 0.01 },
      8.69404370890648e-11,
      -2.3033355014660456e-11,
      6.199056585240029e-12,
      1e-13,
    ],
    [
      'a strike a millionth away, at a vol of a thousandth of a percent',
      { type: 'call', spot: 100, strike: 100.0001, years: 1 / 365, vol: 1e-5, ...NONE },
      5.630223928210725e-7,
      0.028034683992486698,
      1228.7685247552367,
      2e-9,
    ],
    [
      'the last second',
      { type: 'call', spot: 1e5, strike: 100000.5, years: 1 / 31_536_000, vol: 0.5, ...NONE },
      3.3076393940845095,
      0.477626186840631,
      0.04473625838827432,
      1e-12,
    ],
    [
      'deep in the money',
      { type: 'put', spot: 100, strike: 104, years: 0.02, vol: 0.05, ...NONE },
      4.0000000017861455,
      -0.9999999851427746,
      1.2004439084417834e-7,
      1e-14,
    ],
  ];

  it.each(rows)('holds for %s', (_, terms, price, delta, gamma, tolerance) => {
    const value = priced(blackScholes(terms));
    expect(Math.abs(value.price / price - 1)).toBeLessThan(tolerance);
    expect(Math.abs(value.delta / delta - 1)).toBeLessThan(3e-14);
    expect(Math.abs(value.gamma / gamma - 1)).toBeLessThan(3e-14);
  });
});

describeWithShared('reference files', () => {
  it('agrees with QuantLib on every European row', () => {
    const rows = readCsv(sharedPath('reference', 'quantlib_european_american.csv'));
    const european = rows.filter(({ style }) => style === 'european');
    expect(european).toHaveLength(1500);
    for (const row of european) {
      const terms = termsOf(row);
      const { spot, vol } = terms;
      const root = Math.sqrt(terms.years);
      const value = priced(blackScholes(terms));
      const errors = {
        price: (value.price - Number(row.price)) / spot,
        delta: value.delta - Number(row.delta),
        gamma: (value.gamma - Number(row.gamma)) * spot * vol * root,
        vega: (value.vega - Number(row.vega)) / (spot * root),
        theta: (value.theta - Number(row.theta)) / ((spot * vol) / root),
        rho: (value.rho - Number(row.rho)) / (spot * terms.years),
      };
      for (const [greek, error] of Object.entries(errors)) {
        expect(Math.abs(error), `${greek} of row ${row.id}`).toBeLessThan(1e-11);
      }
    }
  });

  it('agrees with py_vollib to the ten digits that it prints', () => {
    const path = sharedPath('data', 'reference', 'pyvollib_bs_vectors.json');
    const { columns, data } = JSON.parse(readFileSync(path, 'utf8')) as {
      columns: string[];
      data: number[][];
    };
    expect(data).toHaveLength(101);
    for (const numbers of data) {
      const cell = (name: string) => numbers[columns.indexOf(name)] as number;
      const market = {
        spot: cell('S'),
        strike: cell('K'),
        years: cell('t'),
        vol: cell('v'),
        rate: cell('R'),
      };
      for (const [type, letter] of [
        ['call', 'C'],
        ['put', 'P'],
      ] as const) {
        const value = priced(blackScholes({ ...market, type, carryYield: 0 }));
        const theirs = {
          price: cell(`bs_${type}`),
          delta: cell(`${letter}D`),
          gamma: cell(`${letter}G`),
          vega: cell(`${letter}V`),
          theta: cell(`${letter}T`),
          rho: cell(`${letter}R`),
        };
        for (const [greek, expected] of Object.entries(theirs)) {
          const error = Math.abs(value[greek as keyof OptionValue] - expected);
          expect(error, `${type} ${greek} at ${market.spot}`).toBeLessThan(
            1e-9 * Math.max(1, Math.abs(expected)),
          );
        }
      }
    }
  });
});
