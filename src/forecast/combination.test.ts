import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combined, qlike, scored, weightsOf } from './combination.ts';

const positive = fc.double({ min: 1e-8, max: 1e3, noNaN: true });
const loss = fc.double({ min: 0, max: 100, noNaN: true });

describe('qlike', () => {
  it('is 0 at what came, more elsewhere, and the same in any unit', () => {
    expect(qlike(2, 2)).toBe(0);
    expect(qlike(2, 1)).toBeCloseTo(1 - Math.LN2, 14);
    expect(qlike(1, 2)).toBeCloseTo(Math.LN2 - 0.5, 14);
    fc.assert(
      fc.property(positive, positive, positive, (variance, forecast, unit) => {
        expect(qlike(variance, forecast)).toBeGreaterThanOrEqual(-1e-15);
        const scaled = qlike(variance * unit, forecast * unit);
        expect(Math.abs(scaled - qlike(variance, forecast))).toBeLessThan(1e-9 * (1 + scaled));
      }),
    );
  });

  it('is least on the mean at the mean', () => {
    const came = [1, 2, 9];
    const total = (forecast: number) => came.reduce((sum, variance) => sum + qlike(variance, forecast), 0);
    expect(total(4)).toBeLessThan(Math.min(total(3.9), total(4.1)));
  });
});

describe('scored', () => {
  it('adds what each lost and forgets', () => {
    const forecasts = [1, 2].map((variance) => ({ variance, log: 0, spread: 1 }));
    const losses = scored(scored([0, 0], forecasts, 1, 0.5), forecasts, 2, 0.5);
    expect(losses[0]).toBeCloseTo(qlike(2, 1), 14);
    expect(losses[1]).toBeCloseTo(0.5 * qlike(1, 2), 14);
    expect(scored([0], [{ variance: 1, log: 0, spread: 1 }], 0, 1)[0]).toBeLessThan(20);
  });
});

describe('weightsOf', () => {
  it('add up to one and go to those who lost least', () => {
    fc.assert(
      fc.property(
        fc.array(loss, { minLength: 2, maxLength: 8 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (losses, rate) => {
          const weights = weightsOf(losses, rate);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
          const best = losses.indexOf(Math.min(...losses));
          for (const weight of weights) expect(weight).toBeLessThanOrEqual(weights[best]!);
        },
      ),
    );
    expect(weightsOf([3, 90], 0)).toEqual([0.5, 0.5]);
    const [first, second] = weightsOf([1, 3], 0.5);
    expect(first! / second!).toBeCloseTo(Math.E, 12);
  });
});

describe('combined', () => {
  it('is the weighted mean, and nothing of nothing', () => {
    const [a, b] = [
      { variance: 1, log: -1, spread: 0.2 },
      { variance: 3, log: 1, spread: 0.6 },
    ];
    const { variance, log, spread } = combined([a, b], [0.25, 0.75])!;
    expect([variance, log, spread].map((x) => Number(x.toFixed(12)))).toEqual([2.5, 0.5, 0.5]);
    expect(combined([], [])).toBeUndefined();
  });
});
