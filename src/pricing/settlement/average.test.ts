import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Refused } from '../refused.ts';
import { type RemainingAverage, remainingAverage } from './average.ts';

function given(result: RemainingAverage | Refused): RemainingAverage {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** E[M²] of Turnbull and Wakeman for a window that starts now, with its cancellation. */
function textbookSecondMoment(carry: number, variance: number, length: number): number {
  const a = carry + variance;
  const b = 2 * carry + variance;
  const square = length * length;
  return (
    (2 * Math.exp(b * length)) / (a * b * square) +
    (2 / (carry * square)) * (1 / b - Math.exp(carry * length) / a)
  );
}

describe('remainingAverage', () => {
  it('has the moments that textbooks give, where those keep their digits', () => {
    const terms = [between(0.3, 1), between(0.4, 1), between(0.5, 1), between(0, 2)] as const;
    fc.assert(
      fc.property(...terms, (carry, vol, length, until) => {
        const { mean, variance } = given(remainingAverage(until, length, carry, vol));
        const textbookMean = Math.expm1(carry * length) / (carry * length);
        expect(Math.abs(mean / (textbookMean * Math.exp(carry * until)) - 1)).toBeLessThan(1e-14);
        const second = textbookSecondMoment(carry, vol * vol, length);
        const log = Math.log(second / (textbookMean * textbookMean)) + vol * vol * until;
        expect(Math.abs(variance - log)).toBeLessThan(3e-13);
      }),
    );
  });

  it('is a third of the variance over a short window, to the first order', () => {
    const halfHour = 1 / 17_520;
    const { mean, variance } = given(remainingAverage(0, halfHour, 0, 0.8));
    expect(mean).toBe(1);
    const s = 0.64 * halfHour;
    // ln(2(eˢ − 1 − s)/s²) = s/3 + s²/36 + O(s³)
    expect(Math.abs(variance - (s / 3 + (s * s) / 36))).toBeLessThan(s * s * s);
  });

  it('is the price itself where the window has no length', () => {
    expect(given(remainingAverage(0.5, 0, 0.1, 0.6))).toMatchObject({
      mean: Math.exp(0.05),
      variance: 0.18,
      varianceByVol: 0.6,
    });
  });

  it('has slopes that are slopes', () => {
    fc.assert(
      fc.property(between(-0.5, 0.5), between(0.05, 0.9), between(0.01, 0.9), (carry, vol, length) => {
        const at = (l: number, v: number) => given(remainingAverage(0.3, l, carry, v)).variance;
        const { varianceByVol, varianceByLength } = given(remainingAverage(0.3, length, carry, vol));
        const h = 1e-4;
        const byVol = (at(length, vol * (1 + h)) - at(length, vol * (1 - h))) / (2 * h * vol);
        const byLength = (at(length * (1 + h), vol) - at(length * (1 - h), vol)) / (2 * h * length);
        expect(Math.abs(byVol / varianceByVol - 1)).toBeLessThan(1e-7);
        expect(Math.abs(byLength - varianceByLength) / (vol * vol)).toBeLessThan(1e-7);
      }),
    );
  });

  it('refuses what has no answer, naming the field', () => {
    const bad = [Number.NaN, Infinity, -Infinity, -1];
    for (const value of bad) {
      expect(remainingAverage(value, 0.1, 0, 0.5)).toMatchObject({ field: 'untilWindow', value });
      expect(remainingAverage(0, value, 0, 0.5)).toMatchObject({ field: 'windowLeft', value });
      expect(remainingAverage(0, 0.1, 0, value)).toMatchObject({ field: 'vol', value });
    }
    expect(remainingAverage(0, 1, 0, 1.01)).toMatchObject({ field: 'vol' });
    expect(remainingAverage(0, 1, -1.01, 1)).toMatchObject({ field: 'carry' });
    expect(remainingAverage(0, 1, Number.NaN, 1)).toMatchObject({ field: 'carry' });
  });
});
