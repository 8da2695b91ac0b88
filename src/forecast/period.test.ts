import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/market.ts';
import { createRandom } from '../math/random.ts';
import { DAY, HOUR, MINUTE } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { foldPeriod, type Period, type PeriodState } from './period.ts';

const QUARTER = 15 * MINUTE;

function bar(start: number, open: number, close: number): Bar {
  const [high, low] = [1.001 * Math.max(open, close), 0.998 * Math.min(open, close)];
  return { instrument: 'p', start: millis(start), open, high, low, close, volume: 1 };
}

/** Bars from `start` on whose log returns are `moves`. */
function path(moves: readonly number[], start: number, intervalMs: number): Bar[] {
  let price = 100;
  return moves.map((move, i) => {
    const open = price;
    price *= Math.exp(move);
    return bar(start + i * intervalMs, open, price);
  });
}

function fold(bars: readonly Bar[], intervalMs: number, periodMs: number) {
  const closed: Period[] = [];
  let state: PeriodState | undefined;
  for (const one of bars) {
    const folded = foldPeriod(state, one, intervalMs, periodMs);
    if (folded === undefined) continue;
    state = folded.state;
    closed.push(...folded.closed);
  }
  return { state, closed };
}

const moves = fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 4, maxLength: 4 });

describe('foldPeriod', () => {
  it('answers the measures of their definitions when the last bar closes', () => {
    fc.assert(
      fc.property(moves, (r) => {
        const bars = path(r, 5 * HOUR, QUARTER);
        const { closed, state } = fold(bars, QUARTER, HOUR);
        expect(closed.length).toBe(1);
        const [hour] = closed as [Period];
        const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);
        const sizes = r.map(Math.abs);
        expect(hour.start).toBe(5 * HOUR);
        expect(hour.bars).toBe(4);
        expect(hour.move).toBeCloseTo(sum(r), 12);
        expect(hour.variance).toBeCloseTo(sum(r.map((x) => x * x)), 14);
        expect(hour.down).toBeCloseTo(sum(r.map((x) => (x < 0 ? x * x : 0))), 14);
        expect(hour.last).toBeCloseTo(4 * r[3]! * r[3]!, 13);
        const products = sum(sizes.slice(1).map((x, i) => x * sizes[i]!));
        expect(hour.bipower).toBeCloseTo((Math.PI / 2) * (4 / 3) * products, 14);
        expect(hour.absolute).toBeCloseTo(((Math.PI / 2) * (sum(sizes) * sum(sizes))) / 4, 14);
        expect(hour.quarticity).toBeCloseTo((4 / 3) * sum(r.map((x) => x * x * x * x)), 14);
        const spans = bars.map(({ high, low }) => Math.log(high / low));
        expect(hour.fine).toBeCloseTo(sum(spans.map((x) => x * x)) / (4 * Math.LN2), 14);
        const span = Math.log(Math.max(...bars.map((b) => b.high)) / Math.min(...bars.map((b) => b.low)));
        expect(hour.range).toBeCloseTo((span * span) / (4 * Math.LN2), 14);
        expect(state?.open).toBeNull();
      }),
    );
  });

  it('finds one variance by every measure on normal returns, whatever it is made of', () => {
    const random = createRandom('measures');
    const sd = 0.01 / Math.sqrt(96);
    const bars = path(
      Array.from({ length: 96 * 400 }, () => sd * random.normal()),
      0,
      QUARTER,
    );
    const { closed } = fold(bars, QUARTER, DAY);
    expect(closed.length).toBe(400);
    for (const name of ['variance', 'bipower', 'absolute', 'power', 'last'] as const) {
      const mean = closed.reduce((total, day) => total + day[name], 0) / 400 / 1e-4;
      // The last quarter has a quarter of the returns; 'power' is convex in its mean, which adds a little.
      expect(Math.abs(mean - 1)).toBeLessThan(0.04);
    }
    const fourth = closed.reduce((total, day) => total + day.quarticity, 0) / 400 / 1e-8;
    expect(Math.abs(fourth - 1)).toBeLessThan(0.06);
  });

  it('counts the return across a gap where it ends, and ends the period before it', () => {
    const bars = [bar(0, 100, 101), bar(QUARTER, 101, 102), bar(3 * HOUR, 110, 111)];
    const { closed, state } = fold(bars, QUARTER, HOUR);
    expect(closed.map(({ start, bars: count }) => [start, count])).toEqual([[0, 2]]);
    expect(state?.open?.move).toBeCloseTo(Math.log(111 / 102), 14);
  });

  it('closes two at once where a bar is as long as a period', () => {
    const open: PeriodState = fold([bar(0, 100, 101)], QUARTER, HOUR).state!;
    const folded = foldPeriod(open, bar(2 * HOUR, 101, 102), HOUR, HOUR)!;
    expect(folded.closed.map(({ start, bars: count }) => [start, count])).toEqual([
      [0, 1],
      [2 * HOUR, 1],
    ]);
  });

  it('goes on from a state that was written down', () => {
    fc.assert(
      fc.property(moves, moves, (before, after) => {
        const bars = path([...before, ...after], HOUR / 2, QUARTER);
        const whole = fold(bars, QUARTER, HOUR);
        let state = JSON.parse(JSON.stringify(fold(bars.slice(0, 3), QUARTER, HOUR).state)) as PeriodState;
        for (const one of bars.slice(3)) state = foldPeriod(state, one, QUARTER, HOUR)!.state;
        expect(state).toEqual(whole.state);
      }),
    );
  });

  it('ignores bars that go back in time and prices that cannot be', () => {
    const { state } = fold([bar(HOUR, 100, 101)], QUARTER, HOUR);
    expect(foldPeriod(state, bar(HOUR, 100, 102), QUARTER, HOUR)).toBeUndefined();
    for (const close of [0, -1, Number.NaN, Infinity]) {
      const bad = { ...bar(2 * HOUR, 100, 101), close, low: Math.min(99, close) };
      expect(
        foldPeriod(state, { ...bad, high: close === Infinity ? Infinity : 102 }, QUARTER, HOUR),
      ).toBeUndefined();
    }
  });
});
