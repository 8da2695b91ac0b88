import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/market.ts';
import { createRandom } from '../math/random.ts';
import { DAY, HOUR } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { foldSurprise, type SurpriseState } from './range-surprise.ts';

const MONTH = 30 * DAY;

function bar(start: number, close: number, range: number): Bar {
  const half = Math.exp(0.5 * range);
  const [high, low] = [close * half, close / half];
  return { instrument: 'X', start: millis(start), open: close, high, low, close, volume: 1 };
}

function fold(bars: readonly Bar[], intervalMs = HOUR): SurpriseState[] {
  const states: SurpriseState[] = [];
  for (const one of bars) states.push(foldSurprise(states.at(-1), one, intervalMs, MONTH)!);
  return states;
}

/** Bars whose log-range is `level(i)` and noise. */
function bars(count: number, level: (i: number) => number, noise = 0.3, seed = 1): Bar[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) =>
    bar(i * HOUR, 100, Math.exp(level(i) + noise * random.normal())),
  );
}

describe('foldSurprise', () => {
  it('is the log of how many times wider a bar was than those before', () => {
    const states = fold([...bars(400, () => -5, 0), bar(400 * HOUR, 100, Math.exp(-4))]);
    expect(states[399]!.surprise).toBeCloseTo(0, 12);
    expect(states[400]!.surprise).toBeCloseTo(1, 10);
  });

  it('learns the hour of the day and the day of the week', () => {
    const season = (i: number) =>
      0.5 * Math.sin((2 * Math.PI * i) / 24) + (Math.floor(i / 24) % 7 < 2 ? -0.6 : 0);
    const states = fold(bars(24 * 365, (i) => -5 + season(i), 0.2));
    const last = states.slice(-24 * 60).map(({ surprise }) => surprise!);
    const squares = last.reduce((sum, x) => sum + x * x, 0) / last.length;
    // The season alone has a deviation of 0.44; the noise, of 0.2, is what must be left.
    expect(Math.sqrt(squares)).toBeLessThan(0.23);
    expect(Math.sqrt(squares)).toBeGreaterThan(0.19);
  });

  it('follows a new level by half in a half-life', () => {
    const states = fold(bars(24 * 130, (i) => (i < 24 * 100 ? -5 : -4), 0));
    expect(states.at(-1)!.surprise).toBeGreaterThan(0.4);
    expect(states.at(-1)!.surprise).toBeLessThan(0.6);
    expect(states[24 * 100]!.surprise).toBeCloseTo(1, 10);
  });

  it('learns no more from one crash than from a wide bar', () => {
    const quiet = bars(300, () => -5, 0);
    const next = bar(301 * HOUR, 100, Math.exp(-5));
    const taught = (range: number) => fold([...quiet, bar(300 * HOUR, 100, range), next]).at(-1)!.surprise;
    expect(taught(Math.exp(-2))).toBe(taught(Math.exp(-1)));
  });

  it('counts the step from the close before, unless bars are missing between', () => {
    const quiet = bars(100, () => -5, 0);
    const jumped = (start: number) => fold([...quiet, bar(start, 120, Math.exp(-5))]).at(-1)!.surprise!;
    expect(jumped(100 * HOUR)).toBeGreaterThan(3);
    expect(Math.abs(jumped(102 * HOUR))).toBeLessThan(1e-9);
  });

  it('says nothing of a bar that stood still, and ignores what cannot be', () => {
    const state = fold(bars(50, () => -5)).at(-1)!;
    const still = foldSurprise(state, bar(50 * HOUR, 100, 0), HOUR, MONTH)!;
    expect(still).toEqual({ ...state, at: 51 * HOUR, close: 100, surprise: null });
    const good = bar(50 * HOUR, 100, 0.01);
    for (const bad of [
      { ...good, start: millis(40 * HOUR) },
      { ...good, low: 0 },
      { ...good, high: Infinity },
      { ...good, close: Number.NaN },
      { ...good, close: 2 * good.high },
    ])
      expect(foldSurprise(state, bad, HOUR, MONTH)).toBe(state);
    expect(foldSurprise(undefined, { ...good, low: Number.NaN }, HOUR, MONTH)).toBeUndefined();
    expect(fold(Array.from({ length: 50 }, (_, i) => bar(i * HOUR, 100, 0))).at(-1)!.surprise).toBeNull();
  });

  it('comes through the journal as it was', () => {
    const state = fold(bars(60, () => -5)).at(-1)!;
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
