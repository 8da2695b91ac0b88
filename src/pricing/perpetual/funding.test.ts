import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, SECOND } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { expectedFundingCost, fundingCash, fundingsDue } from './funding.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('fundingCash', () => {
  it('is paid by longs where the rate is positive, in the settlement currency', () => {
    expect(fundingCash({ size: 2, inverse: false, mark: 50_000 }, 1e-4)).toBeCloseTo(-10, 12);
    expect(fundingCash({ size: -2, inverse: false, mark: 50_000 }, 1e-4)).toBeCloseTo(10, 12);
    expect(fundingCash({ size: 100_000, inverse: true, mark: 50_000 }, -1e-4)).toBeCloseTo(2e-4, 15);
  });

  it('refuses by field', () => {
    const position = { size: 1, inverse: true, mark: 1 };
    expect(fundingCash({ ...position, mark: 0 }, 0)).toMatchObject({ kind: 'refused', field: 'mark' });
    expect(fundingCash({ ...position, size: Number.NaN }, 0)).toMatchObject({ field: 'size' });
    expect(fundingCash(position, Infinity)).toMatchObject({ field: 'rate' });
    expect(fundingCash({ ...position, size: 1e308, mark: 1e-3 }, 1)).toMatchObject({ field: 'result' });
  });
});

describe('fundingsDue', () => {
  const noon = millis(20_000 * 24 * HOUR + 12 * HOUR);

  it('counts the stamps after the start, and the one at the end', () => {
    expect(fundingsDue(noon, millis(noon + 24 * HOUR), 8 * HOUR)).toBe(3);
    expect(fundingsDue(noon, millis(noon + 4 * HOUR), 8 * HOUR)).toBe(1);
    expect(fundingsDue(noon, millis(noon + 4 * HOUR - SECOND), 8 * HOUR)).toBe(0);
    expect(fundingsDue(noon, millis(noon + HOUR), HOUR)).toBe(1);
    expect(fundingsDue(noon, millis(noon - 24 * HOUR), HOUR)).toBe(0);
  });

  it('adds up over parts of a period', () => {
    const ms = fc.integer({ min: 0, max: 1e11 });
    fc.assert(
      fc.property(ms, ms, ms, (a, b, c) => {
        const [x, y, z] = [a, b, c].sort((p, q) => p - q).map(millis);
        if (x === undefined || y === undefined || z === undefined) throw new Error('three times');
        const due = (from: typeof x, to: typeof x) => fundingsDue(from, to, HOUR) as number;
        expect(due(x, y) + due(y, z)).toBe(due(x, z));
      }),
    );
  });

  it('refuses an interval that is none', () => {
    for (const value of [0, -1, Number.NaN, Infinity]) {
      expect(fundingsDue(noon, noon, value)).toMatchObject({ field: 'intervalMs', value });
    }
  });
});

describe('expectedFundingCost', () => {
  const position = { size: -3, inverse: false, mark: 2000 };

  it('is the sum of the payments of an autoregression, as a cost', () => {
    const rates = [
      between(-1e-3, 1e-3),
      between(-1e-3, 1e-3),
      between(0, 1),
      fc.integer({ min: 0, max: 90 }),
    ];
    fc.assert(
      fc.property(
        ...(rates as [(typeof rates)[0], (typeof rates)[0], (typeof rates)[0], (typeof rates)[0]]),
        (next, longRun, persistence, n) => {
          let [rate, paid] = [next, 0];
          for (let k = 0; k < n; k++) {
            paid -= fundingCash(position, rate) as number;
            rate = longRun + persistence * (rate - longRun);
          }
          const cost = expectedFundingCost(position, { next, longRun, persistence }, n);
          expect(Math.abs((cost as number) - paid)).toBeLessThan(1e-11);
        },
      ),
    );
  });

  it('is a cost to a long and income to a short, also where it is counted in coin', () => {
    const outlook = { next: 1e-4, longRun: 1e-4, persistence: 0.5 };
    expect(expectedFundingCost(position, outlook, 10)).toBeCloseTo(-6, 12);
    const coin = { size: 6000, inverse: true, mark: 2000 };
    expect(expectedFundingCost(coin, outlook, 10)).toBeCloseTo(6, 12);
    const cash = fundingCash(coin, 1e-4) as number;
    expect(expectedFundingCost(coin, outlook, 1)).toBeCloseTo(-cash * 2000, 12);
  });

  it('accrues by the fraction of an interval', () => {
    const steady = { next: 1e-4, longRun: 0, persistence: 1 };
    expect(expectedFundingCost(position, steady, 0.5)).toBeCloseTo(-0.3, 12);
    const gone = { next: 1e-4, longRun: 0, persistence: 0 };
    expect(expectedFundingCost(position, gone, 0.5)).toBeCloseTo(-0.3, 12);
    expect(expectedFundingCost(position, gone, 40)).toBeCloseTo(-0.6, 12);
  });

  it('refuses by field', () => {
    const outlook = { next: 0, longRun: 0, persistence: 0.5 };
    for (const field of ['next', 'longRun', 'persistence'] as const) {
      const refusal = { kind: 'refused', field };
      expect(expectedFundingCost(position, { ...outlook, [field]: Number.NaN }, 1)).toMatchObject(refusal);
    }
    expect(expectedFundingCost(position, { ...outlook, persistence: 1.1 }, 1)).toMatchObject({
      field: 'persistence',
    });
    expect(expectedFundingCost(position, outlook, -1)).toMatchObject({ field: 'payments' });
    expect(expectedFundingCost({ ...position, mark: -1 }, outlook, 1)).toMatchObject({ field: 'mark' });
    const huge = { ...position, size: 1e308 };
    expect(expectedFundingCost(huge, { ...outlook, next: 1e3 }, 1)).toMatchObject({ field: 'result' });
  });
});
