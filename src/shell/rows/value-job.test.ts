import { describe, expect, it } from 'vitest';
import { american } from '../../pricing/american/american.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { valueJob } from './value-job.ts';

const TERMS = {
  type: 'put',
  spot: 36,
  strike: 40,
  rate: 0.06,
  carryYield: 0.01,
  vol: 0.2,
  years: 1,
} as const;
const REST = ['put', '36', '40', '0.06', '0.01', '0.2', '1'];

describe('the value job', () => {
  it.each([
    ['european', blackScholes],
    ['E', blackScholes],
    ['American', american],
    ['a', american],
  ])('values %s options', (style, formula) => {
    const { price, delta, gamma, vega, theta, rho } = formula(TERMS) as Exclude<
      ReturnType<typeof blackScholes>,
      { kind: 'refused' }
    >;
    expect(price).toBeGreaterThan(3.5);
    expect(valueJob.answer([style, ...REST])).toEqual([price, delta, gamma, vega, theta, rho]);
  });

  it.each<[string[], string, string, string]>([
    [['bermudan', ...REST], 'style', '"bermudan"', 'european or american'],
    [
      ['e', 'put', '36', '40', '6%', '0', '0.2', '1'],
      'rate',
      '"6%"',
      'a decimal number, such as 0.25 or 1e-3',
    ],
    [
      ['e', 'put', '36', '40', '0', '1e999', '0.2', '1'],
      'div',
      'Infinity',
      'a finite yield; 0.05 is 5 % a year',
    ],
    [['e', 'put', '36', '40', '0', '0', '0.2', '1e999'], 'T', 'Infinity', 'a finite time to expiry in years'],
    [
      ['a', 'put', '36', '40', '0', '0', '-0.2', '1'],
      'vol',
      '-0.2',
      'a finite vol of 0 or more; 0.6 is 60 %',
    ],
    [['e', 'put', '36', '40', '0', '0', '0.2', '-1'], 'T', '-1', 'years to expiry above 0; this has expired'],
    [['a', 'put', '36', '40', '0', '0', '0.2', '0'], 'T', '0', 'years to expiry above 0; this has expired'],
    [['e', 'put', '36', '40', '0', '0', '0', '1'], 'vol', '0', 'a vol above 0; 0.6 is 60 %'],
  ])('refuses %j', (row, field, value, remedy) => {
    expect(valueJob.answer(row)).toEqual({ field, value, remedy });
  });
});
