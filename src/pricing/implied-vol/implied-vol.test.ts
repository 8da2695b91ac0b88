import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { blackScholes } from '../black-scholes.ts';
import type { Refused } from '../refused.ts';
import { type ImpliedVol, impliedVol, impliedVolOnSpot } from './implied-vol.ts';

type ForwardQuote = Parameters<typeof impliedVol>[0];
type SpotQuote = Parameters<typeof impliedVolOnSpot>[0];

function solved(result: ImpliedVol | Refused): number {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}: ${result.remedy}`);
  return result.vol;
}

/** Evenly spread, which fc.double is not: it favours what is near 0. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 0xffffffff }).map((part) => min + ((max - min) * part) / 0xffffffff);

const FORWARD: ForwardQuote = { type: 'call', forward: 100, strike: 100, years: 0.25, price: 4 };
const SPOT: SpotQuote = {
  type: 'call',
  spot: 100,
  strike: 90,
  years: 2,
  rate: 0.05,
  carryYield: 0.02,
  price: 20,
};

describe('impliedVol', () => {
  it('is the quantile of the normal distribution at the money', () => {
    // 2 Φ(s / 2) − 1 = 0.04, by mpmath 1.3.0.
    expect(solved(impliedVol(FORWARD))).toBeCloseTo(0.20061433385893446, 15);
  });

  it.each<[keyof ForwardQuote, number, string]>([
    ['forward', 0, 'a finite forward above 0'],
    ['forward', Number.NaN, 'a finite forward above 0'],
    ['strike', -1, 'a finite strike above 0'],
    ['strike', Infinity, 'a finite strike above 0'],
    ['years', 0, 'a finite time to expiry in years above 0'],
    ['price', Number.NaN, 'a finite price'],
    ['price', -Infinity, 'a finite price'],
    ['price', 0, 'a price above 0, its intrinsic value, and below 100, its value at an infinite vol'],
    ['price', 100, 'a price above 0, its intrinsic value, and below 100, its value at an infinite vol'],
  ])('refuses a %s of %d', (field, value, remedy) => {
    expect(impliedVol({ ...FORWARD, [field]: value })).toEqual({ kind: 'refused', field, value, remedy });
  });

  it('says which prices would do', () => {
    expect(impliedVol({ ...FORWARD, forward: 130, price: 30 })).toMatchObject({
      field: 'price',
      remedy: expect.stringContaining('above 30, its intrinsic value, and below 130'),
    });
    expect(impliedVol({ ...FORWARD, type: 'put', forward: 70, price: 100 })).toMatchObject({
      field: 'price',
      remedy: expect.stringContaining('above 30, its intrinsic value, and below 100'),
    });
  });
});

describe('impliedVolOnSpot', () => {
  it('turns a price of blackScholes back to its vol', () => {
    const terms = fc.record({
      type: fc.constantFrom('call' as const, 'put' as const),
      spot: between(0.01, 1e5),
      distance: between(-2, 2),
      years: between(0.01, 3),
      vol: between(0.1, 2),
      rate: between(-0.1, 0.2),
      carryYield: between(-0.1, 0.2),
    });
    fc.assert(
      fc.property(terms, ({ distance, ...rest }) => {
        const strike = rest.spot * Math.exp(distance * rest.vol * Math.sqrt(rest.years));
        const value = blackScholes({ ...rest, strike });
        if ('kind' in value) throw new Error(value.remedy);
        const { vol } = rest;
        const scale = (rest.spot + strike) / (vol * value.vega);
        const error = Math.abs(solved(impliedVolOnSpot({ ...rest, strike, price: value.price })) / vol - 1);
        expect(error / Math.max(1, scale)).toBeLessThan(1e-14);
      }),
    );
  });

  it.each<[keyof SpotQuote, number, string]>([
    ['spot', 0, 'a finite spot above 0'],
    ['strike', Number.NaN, 'a finite strike above 0'],
    ['years', -1, 'a finite time to expiry in years above 0'],
    ['rate', Infinity, 'a finite rate; 0.05 is 5 % a year'],
    ['rate', 500, 'rates and a time to expiry whose forward and discount fit in a float64'],
    ['rate', -500, 'rates and a time to expiry whose forward and discount fit in a float64'],
    ['carryYield', Number.NaN, 'a finite yield; 0.05 is 5 % a year'],
    ['price', Infinity, 'a finite price'],
  ])('refuses a %s of %d', (field, value, remedy) => {
    expect(impliedVolOnSpot({ ...SPOT, [field]: value })).toEqual({ kind: 'refused', field, value, remedy });
  });

  it('bounds the price in the money of today', () => {
    const least = 100 * Math.exp(-0.04) - 90 * Math.exp(-0.1);
    const { remedy } = impliedVolOnSpot({ ...SPOT, price: least - 0.01 }) as Refused;
    const [, above, below] = /above ([\d.]+), .* below ([\d.]+),/.exec(remedy) ?? [];
    expect(Number(above)).toBeCloseTo(least, 10);
    expect(Number(below)).toBeCloseTo(100 * Math.exp(-0.04), 10);
  });
});

describeWithShared('the torture file', () => {
  const path = sharedPath('reference', 'implied_vol_torture.csv');
  const rows = (): string[][] => {
    const [, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
    return lines.map((line) => line.split(','));
  };
  const answer = (row: string[]): ImpliedVol | Refused => {
    const [, , type, forward, strike, years, price] = row;
    return impliedVol({
      type: type as ForwardQuote['type'],
      forward: Number(forward),
      strike: Number(strike),
      years: Number(years),
      price: Number(price),
    });
  };

  it('is solved to the precision of its prices, every row', () => {
    const errors = rows()
      .filter((row) => row[10] === 'ok')
      .map((row) => Math.abs(solved(answer(row)) / Number(row[7]) - 1) / Math.max(1, Number(row[9])));
    expect(errors.length).toBeGreaterThan(500);
    // A few units in the last place; the file asks for no more than 1e-12.
    expect(Math.max(...errors)).toBeLessThan(2e-15);
  });

  it('is refused where it has no solution, by the price', () => {
    const refusals = rows().filter((row) => row[10]?.startsWith('no_solution'));
    expect(refusals.length).toBeGreaterThan(10);
    for (const row of refusals)
      expect(answer(row), row.join()).toMatchObject({
        kind: 'refused',
        field: 'price',
        value: Number(row[6]),
      });
  });

  it('is answered with a vol or a refusal where the price says nothing about the vol', () => {
    const blurred = rows().filter((row) => row[10] === 'ill_conditioned');
    expect(blurred.length).toBeGreaterThan(10);
    for (const row of blurred) {
      const result = answer(row);
      if ('kind' in result) expect(result.field).toBe('price');
      else expect(result.vol).toBeGreaterThan(0);
    }
  });
});
