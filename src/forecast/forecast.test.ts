import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/market.ts';
import { DAY, HOUR, MINUTE, YEAR } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { foldBar, forecastOf, type VolatilityState } from './forecast.ts';

const START = 1_700_000_000_000;
const at = (ms: number): Millis => millis(START + ms);

/** A bar that opens `ms` after the start and closes at `close`. */
function bar(ms: number, close: number): Bar {
  const [open, high, low] = [close * 1.5, close * 2, close / 2];
  return { instrument: 'p', start: at(ms), open, high, low, close, volume: 3 };
}

function folded(bars: readonly Bar[], intervalMs: number, halfLifeMs: number): VolatilityState | undefined {
  let state: VolatilityState | undefined;
  for (const one of bars) state = foldBar(state, one, intervalMs, halfLifeMs);
  return state;
}

/** Bars without a gap that close at `closes`. */
function series(closes: readonly number[], intervalMs: number): Bar[] {
  return closes.map((close, i) => bar(i * intervalMs, close));
}

const price = fc.double({ min: 1, max: 1e5, noNaN: true });
const prices = fc.array(price, { minLength: 2, maxLength: 60 });

describe('at a constant interval', () => {
  it('the variance is the recursion of RiskMetrics, .94 of the old and .06 of the new', () => {
    const halfLife = (DAY * Math.log(0.5)) / Math.log(0.94);
    fc.assert(
      fc.property(prices, (closes) => {
        let variance = 0;
        for (let i = 1; i < closes.length; i += 1) {
          const move = Math.log((closes[i] as number) / (closes[i - 1] as number));
          variance = 0.94 * variance + 0.06 * move * move * 365;
        }
        const state = folded(series(closes, DAY), DAY, halfLife);
        expect(state?.variance).toBeCloseTo(variance, 9);
        expect(state?.weight).toBeCloseTo(1 - 0.94 ** (closes.length - 1), 12);
      }),
    );
  });

  it('the vol is the weighted mean of squares: at a half-life the last of two weighs twice the first', () => {
    const state = folded(series([100, 110, 99], HOUR), HOUR, HOUR);
    const [first, last] = [Math.log(1.1), Math.log(0.9)];
    const variance = (first * first + 2 * last * last) / 3;
    expect(forecastOf(state)?.vol).toBeCloseTo(Math.sqrt(variance * 24 * 365), 12);
  });

  it('the vol of moves of one size is that size, annualised, from the first on', () => {
    const daily = 0.6 / Math.sqrt(365);
    const closes = Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? 100 : 100 * Math.exp(daily)));
    for (let n = 2; n <= closes.length; n += 1) {
      const state = folded(series(closes.slice(0, n), DAY), DAY, 3 * DAY);
      expect(forecastOf(state)?.vol).toBeCloseTo(0.6, 12);
    }
  });

  it('scales with the moves and not with the price', () => {
    fc.assert(
      fc.property(prices, fc.double({ min: 0.1, max: 10, noNaN: true }), (closes, factor) => {
        const vol = (all: readonly number[]) => forecastOf(folded(series(all, HOUR), HOUR, DAY))?.vol ?? NaN;
        const plain = vol(closes);
        expect(vol(closes.map((close) => close * factor))).toBeCloseTo(plain, 6);
        const squared = closes.map((close) => Math.exp(2 * Math.log(close)));
        expect(Math.abs(vol(squared) - 2 * plain)).toBeLessThan(1e-9 * (1 + plain));
      }),
    );
  });
});

describe('a gap', () => {
  it('is one observation of its own length', () => {
    const whole = folded([bar(0, 100), bar(7 * HOUR, 120)], HOUR, DAY);
    const asOne = folded(
      [bar(0, 100), bar(7 * HOUR, 120)].map((b, i) => ({ ...b, start: at(i * 7 * HOUR) })),
      HOUR,
      DAY,
    );
    expect(whole).toEqual(asOne);
    const move = Math.log(1.2);
    expect(forecastOf(whole)?.vol).toBeCloseTo(Math.abs(move) * Math.sqrt(YEAR / (7 * HOUR)), 12);
    expect(whole?.weight).toBeCloseTo(1 - 2 ** (-7 / 24), 12);
  });

  it('weighs as much as the bars that are missing would have', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(gaps, (hours) => {
        let last = 0;
        const bars = [bar(0, 100)];
        for (const gap of hours) {
          last += gap;
          bars.push(bar(last * HOUR, 100));
        }
        expect(folded(bars, HOUR, DAY)?.weight).toBeCloseTo(1 - 2 ** (-last / 24), 9);
      }),
    );
  });

  it('does not lower the vol, as bars of a price that stood still do', () => {
    const hourly = Math.exp(0.01);
    const moving = series([100, 100 * hourly, 100, 100 * hourly], HOUR);
    const still = Array.from({ length: 23 }, (_, i) => bar((4 + i) * HOUR, 100 * hourly));
    const afterDay = bar(27 * HOUR, 100 * hourly * Math.exp(0.01 * Math.sqrt(24)));
    const vol = (...bars: readonly Bar[]) => forecastOf(folded(bars, HOUR, DAY))?.vol;
    const annual = 0.01 * Math.sqrt(24 * 365);
    expect(vol(...moving)).toBeCloseTo(annual, 12);
    expect(vol(...moving, afterDay)).toBeCloseTo(annual, 12);
    expect(vol(...moving, ...still)).toBeLessThan(0.5 * annual);
  });
});

describe('foldBar', () => {
  it('is not ready on the one return across a long gap, nor on the first few after it', () => {
    const before = series(
      Array.from({ length: 100 }, (_, i) => 100 + (i % 2)),
      5 * MINUTE,
    );
    const gap = 30 * DAY;
    const after = before.map((one) => ({ ...one, start: millis(one.start + gap) }));
    const ready = (bars: readonly Bar[]) => forecastOf(folded(bars, 5 * MINUTE, 4 * HOUR))?.ready;
    expect(ready(before)).toBe(true);
    expect(ready([...before, ...after.slice(0, 1)])).toBe(false);
    expect(ready([...before, ...after.slice(0, 20)])).toBe(false);
    expect(ready([...before, ...after])).toBe(true);
  });

  it('looks at closes and closing times alone', () => {
    const state = folded([bar(0, 100)], HOUR, DAY);
    expect(state).toEqual({ close: 100, at: at(HOUR), variance: 0, weight: 0, squares: 0 });
  });

  it('ignores bars that do not go forward in time', () => {
    const state = folded(series([100, 105], HOUR), HOUR, DAY);
    for (const ms of [HOUR, 0, -5 * HOUR]) expect(foldBar(state, bar(ms, 200), HOUR, DAY)).toBe(state);
  });

  it('never leads to NaN, whatever prices and times are believed', () => {
    const wild = fc.oneof(fc.constantFrom(1e-18, 1e18), fc.double({ min: 1e-18, max: 1e18, noNaN: true }));
    const told = fc.record({ close: wild, ms: fc.integer({ min: 0, max: 1e12 }) });
    const spans = fc.constantFrom(1, 1_000, MINUTE, DAY, 100 * YEAR);
    fc.assert(
      fc.property(fc.array(told, { maxLength: 30 }), spans, spans, (bars, intervalMs, halfLifeMs) => {
        const state = folded(
          bars.map(({ close, ms }) => bar(ms, close)),
          intervalMs,
          halfLifeMs,
        );
        const forecast = forecastOf(state);
        if (forecast !== undefined) expect(forecast.vol).toBeGreaterThanOrEqual(0);
        for (const part of Object.values(state ?? {})) expect(Number.isFinite(part)).toBe(true);
      }),
    );
  });
});

describe('forecastOf', () => {
  it('knows nothing before two bars have closed', () => {
    expect(forecastOf(undefined)).toBeUndefined();
    expect(forecastOf(folded([bar(0, 100)], HOUR, DAY))).toBeUndefined();
  });

  it('of a constant price is a vol of 0', () => {
    fc.assert(
      fc.property(price, fc.integer({ min: 2, max: 50 }), (close, n) => {
        const state = folded(
          series(
            Array.from({ length: n }, () => close),
            HOUR,
          ),
          HOUR,
          DAY,
        );
        expect(forecastOf(state)).toEqual({ vol: 0, ready: n > 24 });
      }),
    );
  });

  it.each([
    [MINUTE, HOUR],
    [5 * MINUTE, 6 * HOUR],
    [HOUR, DAY],
    [DAY, 11 * DAY],
  ])('is ready after one half-life: bars of %d ms, a half-life of %d ms', (interval, halfLife) => {
    const moves = halfLife / interval;
    const readyAfter = (n: number) => {
      const closes = Array.from({ length: n + 1 }, (_, i) => 100 + (i % 3));
      return forecastOf(folded(series(closes, interval), interval, halfLife))?.ready;
    };
    expect(readyAfter(moves - 1)).toBe(false);
    expect(readyAfter(moves)).toBe(true);
    expect(readyAfter(10 * moves)).toBe(true);
  });
});
