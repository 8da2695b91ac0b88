import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/market.ts';
import { createRandom } from '../math/random.ts';
import { decode, encode } from '../record/canonical.ts';
import { DAY, HOUR, later, MINUTE } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { foldRegime, type RegimeState, regimeOf } from './regime.ts';
import { foldHours, type HourlyRegimes, REGIME_MODEL, regimesAt } from './regime-hours.ts';

/** A walk of `count` bars of `intervalMs`, three times as wild from bar `wildFrom` on. */
function walk(count: number, intervalMs: number, wildFrom = Infinity): readonly Bar[] {
  const random = createRandom('hours');
  let close = 100;
  return Array.from({ length: count }, (_, i) => {
    const open = close;
    const size = (i >= wildFrom ? 3 : 1) * 0.005 * Math.sqrt(intervalMs / HOUR);
    close = open * Math.exp(size * random.normal());
    const [low, high] = [Math.min(open, close) * (1 - 0.3 * size), Math.max(open, close) * (1 + 0.3 * size)];
    return { instrument: 'X', start: millis(i * intervalMs), open, high, low, close, volume: 1 };
  });
}

function folded(bars: readonly Bar[], intervalMs: number, from?: HourlyRegimes): HourlyRegimes | undefined {
  return bars.reduce<HourlyRegimes | undefined>((known, bar) => foldHours(known, bar, intervalMs), from);
}

/** The bars of each hour in place of those of its parts. */
function hoursOf(bars: readonly Bar[], each: number): readonly Bar[] {
  return Array.from({ length: bars.length / each }, (_, i) => {
    const of = bars.slice(i * each, (i + 1) * each);
    const [first, last] = [of[0] as Bar, of.at(-1) as Bar];
    const [high, low] = [Math.max(...of.map((bar) => bar.high)), Math.min(...of.map((bar) => bar.low))];
    return { ...first, high, low, close: last.close };
  });
}

describe('foldHours', () => {
  it('is the regimes of hours, told by their bars or by those of their parts', () => {
    const parts = walk(40 * 24 * 4, 15 * MINUTE, 38 * 24 * 4);
    const hours = hoursOf(parts, 4);
    let state: RegimeState | undefined;
    for (const bar of hours) state = foldRegime(REGIME_MODEL, state, bar);
    const view = regimeOf(REGIME_MODEL, state);
    expect(view).toMatchObject({ ready: true, regime: 'stress' });
    for (const found of [folded(hours, HOUR), folded(parts, 15 * MINUTE)]) {
      expect(found).toEqual({ at: millis(40 * DAY), open: null, state, probabilities: view.probabilities });
    }
  });

  it('knows of an hour when its last bar has closed, and not before', () => {
    const parts = walk(31 * 24 * 4, 15 * MINUTE);
    const before = folded(parts.slice(0, -4), 15 * MINUTE) as HourlyRegimes;
    const known = parts.slice(-4).map((_, i) => folded(parts.slice(-4).slice(0, i + 1), 15 * MINUTE, before));
    expect(known.map((regimes) => regimes?.state === before.state)).toEqual([true, true, true, false]);
    expect(known[2]?.open?.spanMs).toBe(45 * MINUTE);
    expect(known[3]?.open).toBeNull();
  });

  it('reads an hour that lacks its last bar when the next begins, and none that lacks most', () => {
    const parts = walk(12, 15 * MINUTE);
    const told = (...which: readonly number[]) =>
      folded(
        which.map((i) => parts[i] as Bar),
        15 * MINUTE,
      )?.state?.surprise.count;
    expect(told(0, 1, 2)).toBeUndefined();
    expect(told(0, 1, 2, 4)).toBe(1);
    expect(told(0, 1, 4)).toBe(1);
    expect(told(0, 4)).toBeUndefined();
    expect(told(3, 4, 5, 6, 7)).toBe(1);
  });

  it('reads an hour from half of its bars on', () => {
    const parts = walk(24, 5 * MINUTE);
    const read = (count: number) =>
      folded([...parts.slice(0, count), parts[12] as Bar], 5 * MINUTE)?.state ?? null;
    expect(read(5)).toBeNull();
    expect(read(6)).not.toBeNull();
  });

  it('passes over what cannot be, is long gone or longer than an hour', () => {
    const bars = walk(3, HOUR);
    const known = folded(bars, HOUR) as HourlyRegimes;
    const next = { ...(bars[2] as Bar), start: millis(3 * HOUR) };
    expect(foldHours(known, next, HOUR)).not.toBe(known);
    for (const wrong of [{ low: 0 }, { high: Number.NaN }, { close: 1e9 }, { start: millis(2 * HOUR) }])
      expect(foldHours(known, { ...next, ...wrong }, HOUR)).toBe(known);
    expect(foldHours(known, next, 4 * HOUR)).toBe(known);
    expect(foldHours(undefined, next, 4 * HOUR)).toBeUndefined();
  });

  it('comes back from a checkpoint as it was, over gaps and jumps, and goes on to the same bits', () => {
    const shapes = fc.array(
      fc.record({
        skip: fc.constantFrom(0, 0, 0, 0, 1, 9, 3_000),
        close: fc.constantFrom(1, 1, 1.01, 0.98, 2, 1e-18, 1e18),
      }),
      { minLength: 20, maxLength: 150 },
    );
    fc.assert(
      fc.property(shapes, shapes, (first, second) => {
        let [start, open] = [0, 1];
        const told = ({ skip, close }: (typeof first)[number]): Bar => {
          start += (1 + skip) * 15 * MINUTE;
          const [low, high] = [Math.min(open, close), Math.max(open, close)];
          const bar = { instrument: 'X', start: millis(start), open, high, low, close, volume: 1 };
          open = close;
          return bar;
        };
        const kept = folded(first.map(told), 15 * MINUTE);
        // Throws on what is no number, and keys come back in another order.
        const back = decode(encode(kept)) as HourlyRegimes;
        const later = second.map(told);
        expect(encode(folded(later, 15 * MINUTE, back))).toBe(encode(folded(later, 15 * MINUTE, kept)));
      }),
      { numRuns: process.env.EVENKEEL_LONG === '1' ? 500 : 40 },
    );
  });
});

describe('regimesAt', () => {
  it('is nothing in the first month, then what the last hour said, for two hours', () => {
    const bars = walk(30 * 24, HOUR);
    const early = folded(bars.slice(0, -1), HOUR);
    expect(early?.state).not.toBeNull();
    expect(regimesAt(undefined, millis(0))).toBeNull();
    expect(regimesAt(early, millis(30 * DAY - HOUR))).toBeNull();
    const known = folded(bars, HOUR);
    const told = known?.probabilities;
    expect(told).not.toBeNull();
    expect(regimesAt(known, millis(30 * DAY))).toBe(told);
    expect(regimesAt(known, millis(30 * DAY + 2 * HOUR))).toBe(told);
    expect(regimesAt(known, later(millis(30 * DAY), 2 * HOUR + 1))).toBeNull();
  });
});
