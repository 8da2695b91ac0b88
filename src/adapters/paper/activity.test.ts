import { describe, expect, it } from 'vitest';
import type { Bar } from '../../domain/market.ts';
import { DAY, HOUR, MINUTE } from '../../units/time.ts';
import { type Activity, dailyVol, dailyVolume, NO_ACTIVITY, withBar } from './activity.ts';
import { START } from './paper-fixture.ts';

function bar(open: number, close: number, volume: number): Bar {
  const [high, low] = [Math.max(open, close), Math.min(open, close)];
  return { instrument: 'x', start: START, open, high, low, close, volume };
}

/** `count` bars that go up and down by a log return of `move`. */
function swings(from: Activity, count: number, move: number, volume: number, intervalMs: number): Activity {
  let activity = from;
  for (let i = 0; i < count; i++) {
    const [open, close] = i % 2 === 0 ? [100, 100 * Math.exp(move)] : [100 * Math.exp(move), 100];
    activity = withBar(activity, bar(open, close, volume), intervalMs);
  }
  return activity;
}

describe('activity', () => {
  it('is nothing before the first bar', () => {
    expect(dailyVol(NO_ACTIVITY)).toBe(0);
    expect(dailyVolume(NO_ACTIVITY)).toBe(0);
  });

  it('scales one bar to a day', () => {
    const activity = withBar(NO_ACTIVITY, bar(100, 100 * Math.exp(0.01), 2), HOUR);
    expect(dailyVol(activity)).toBeCloseTo(0.01 * Math.sqrt(24), 12);
    expect(dailyVolume(activity)).toBeCloseTo(48, 12);
  });

  it.each([MINUTE, HOUR, DAY])('does not depend on how long its bars are (%i ms)', (intervalMs) => {
    const share = intervalMs / DAY;
    const activity = swings(NO_ACTIVITY, 500, 0.03 * Math.sqrt(share), 1_000 * share, intervalMs);
    expect(dailyVol(activity)).toBeCloseTo(0.03, 10);
    expect(dailyVolume(activity)).toBeCloseTo(1_000, 6);
  });

  it('follows a change of regime within days, half of it in three', () => {
    const calm = swings(NO_ACTIVITY, 30 * 24, 0.001, 10, HOUR);
    const mixed = swings(calm, 3 * 24, 0.002, 20, HOUR);
    expect(dailyVolume(mixed)).toBeCloseTo(24 * 15, -1);
    const stress = swings(calm, 30 * 24, 0.002, 20, HOUR);
    expect(dailyVol(stress) / dailyVol(calm)).toBeCloseTo(2, 1);
  });
});
