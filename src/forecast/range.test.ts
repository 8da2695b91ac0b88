import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../math/random.ts';
import { type Candle, type RangeEstimator, rangeVariance, yangZhang } from './range.ts';

const LONG = process.env.EVENKEEL_LONG === '1';
const ALL = ['parkinson', 'garmanKlass', 'rogersSatchell'] as const;

/** Days of a driftless walk of `steps` normal steps, of unit variance a day. */
function days(count: number, steps: number, seed: string): Candle[] {
  const random = createRandom(seed);
  const step = 1 / Math.sqrt(steps);
  return Array.from({ length: count }, () => {
    let [x, high, low] = [0, 0, 0];
    for (let i = 0; i < steps; i++) {
      x += step * random.normal();
      if (x > high) high = x;
      if (x < low) low = x;
    }
    return { open: 1, high: Math.exp(high), low: Math.exp(low), close: Math.exp(x) };
  });
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { mean, variance: values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / values.length };
}

function answers(estimator: RangeEstimator, candles: readonly Candle[], steps?: number): number[] {
  return candles.map((candle) => rangeVariance(estimator, candle, steps) as number);
}

describe('on a driftless walk of 288 steps a day', () => {
  const candles = days(LONG ? 100_000 : 20_000, 288, 'walk of 288 steps');
  const closes = moments(candles.map(({ close }) => Math.log(close) * Math.log(close)));

  // Biases and efficiencies as measured over 100,000 days by others; the tolerance is four standard errors.
  it.each([
    ['parkinson', -0.078, 5.25],
    ['garmanKlass', -0.106, 8.23],
    ['rogersSatchell', -0.107, 6.43],
  ] as const)('%s is biased by %d and %d times as efficient as the close', (estimator, bias, efficiency) => {
    const { mean, variance } = moments(answers(estimator, candles));
    const error = Math.sqrt(variance / candles.length);
    expect(Math.abs(mean - 1 - bias)).toBeLessThan(4 * error + 0.001);
    expect(Math.abs(closes.variance / variance / efficiency - 1)).toBeLessThan(LONG ? 0.04 : 0.08);
  });

  it.each(ALL)('%s is right on the mean once it is told the steps', (estimator) => {
    const { mean, variance } = moments(answers(estimator, candles, 288));
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(variance / candles.length));
  });

  it('Yang & Zhang is right too, over windows of 20 days', () => {
    // Each day opens where the one before closed.
    let open = 1;
    const chained = candles.map(({ high, low, close }) => {
      const day = { open, high: high * open, low: low * open, close: close * open };
      open = day.close;
      return day;
    });
    const found: number[] = [];
    for (let i = 0; i + 21 <= candles.length; i += 20)
      found.push(yangZhang(chained.slice(i, i + 21), 288) as number);
    const { mean, variance } = moments(found);
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(variance / found.length));
    // Its own efficiency over closes: theirs say up to 14 times, 7 where nothing moves overnight.
    expect(2 / 20 / variance).toBeGreaterThan(5);
  });
});

describe('the correction', () => {
  it('also holds for few steps', () => {
    const candles = days(20_000, 48, 'walk of 48 steps');
    for (const estimator of ALL) {
      const { mean, variance } = moments(answers(estimator, candles, 48));
      expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(variance / candles.length) + 0.002);
    }
  });
});

describe('the formulas', () => {
  const low = fc.double({ min: 1, max: 10, noNaN: true });
  const candle = fc.tuple(low, low, low, low).map(([a, b, c, d]) => {
    const sorted = [a, b, c, d].toSorted((x, y) => x - y) as [number, number, number, number];
    return {
      low: sorted[0],
      high: sorted[3],
      open: b === sorted[0] || b === sorted[3] ? sorted[1] : b,
      close: c,
    };
  });

  it('do not depend on the unit of the price', () => {
    fc.assert(
      fc.property(candle, fc.double({ min: 0.1, max: 1e4, noNaN: true }), (one, unit) => {
        const { open, high, low: bottom, close } = one;
        const scaled = { open: open * unit, high: high * unit, low: bottom * unit, close: close * unit };
        for (const estimator of ALL) {
          const plain = rangeVariance(estimator, one);
          const other = rangeVariance(estimator, scaled);
          // Rounding may push an open or close out of a range that it touches.
          if (typeof plain === 'number' && typeof other === 'number') expect(other).toBeCloseTo(plain, 9);
        }
      }),
    );
  });

  it('agree with values worked by hand', () => {
    const one = { open: 1, high: Math.exp(0.03), low: Math.exp(-0.02), close: Math.exp(0.01) };
    expect(rangeVariance('parkinson', one)).toBeCloseTo(0.0025 / 2.772588722239781, 15);
    expect(rangeVariance('garmanKlass', one)).toBeCloseTo(
      0.511 * 0.0025 - 0.019 * (0.01 * 0.01 + 2 * 0.0006) - 0.383 * 0.0001,
      15,
    );
    expect(rangeVariance('rogersSatchell', one)).toBeCloseTo(0.03 * 0.02 + 0.02 * 0.03, 15);
  });

  it('are 0 where nothing moved', () => {
    const still = { open: 5, high: 5, low: 5, close: 5 };
    for (const estimator of ALL) expect(rangeVariance(estimator, still, 96)).toBeCloseTo(0, 15);
    expect(yangZhang([still, still, still], 96)).toBe(0);
  });

  it('refuse what cannot be true', () => {
    const bad = { open: 5, high: 4, low: 3, close: 3.5 };
    expect(rangeVariance('parkinson', bad)).toMatchObject({ kind: 'refused', field: 'candle' });
    expect(rangeVariance('parkinson', { open: 0, high: 1, low: 0, close: 1 })).toMatchObject({
      field: 'candle',
    });
    expect(rangeVariance('parkinson', { open: 1, high: Number.NaN, low: 1, close: 1 })).toMatchObject({
      field: 'candle',
    });
    const good = { open: 1, high: 2, low: 1, close: 1 };
    expect(rangeVariance('parkinson', good, 2)).toMatchObject({ field: 'steps' });
    expect(yangZhang([good, good])).toMatchObject({ field: 'candles', value: 2 });
    expect(yangZhang([good, bad, good])).toMatchObject({ field: 'candle' });
    expect(yangZhang([good, good, good], Number.NaN)).toMatchObject({ field: 'steps' });
  });
});
