import { describe, expect, it } from 'vitest';
import { readingOf, remembered } from './reading.ts';
import { drawnReadings, periodLike } from './volatility-fixture.ts';

describe('readingOf', () => {
  it('takes logarithms of what the period measured', () => {
    const { logs, variance, down, quarticity } = readingOf(periodLike(0, 2e-4), []);
    expect(logs.variance).toBeCloseTo(Math.log(2e-4), 14);
    expect(logs.power).toBeCloseTo(Math.log(1.4e-4), 14);
    expect([variance, down, quarticity]).toEqual([2e-4, 0.4 * 2e-4, 1.5 * 2e-4 * 2e-4]);
  });

  it('takes the own variance for what others and options would say, where they say nothing', () => {
    const { logs } = readingOf(periodLike(0, 2e-4), []);
    expect([logs.market, logs.implied]).toEqual([logs.variance, logs.variance]);
    const told = readingOf(periodLike(0, 2e-4), [], { market: -6, implied: -5 });
    expect([told.logs.market, told.logs.implied]).toEqual([-6, -5]);
  });

  it('floors at a hundredth of the mean so far, and far down where nothing ever moved', () => {
    const first = readingOf(periodLike(0, 1e-4), []);
    const second = readingOf(periodLike(1, 0), [first]);
    expect(second.logs.variance).toBeCloseTo(Math.log(0.5e-6), 12);
    expect(second.variance).toBe(0);
    expect(readingOf(periodLike(0, 0), []).logs.variance).toBeCloseTo(Math.log(1e-14), 12);
  });
});

describe('remembered', () => {
  it('keeps the newest', () => {
    const readings = drawnReadings(5, 'kept');
    let history: readonly (typeof readings)[number][] = [];
    for (const reading of readings) history = remembered(history, reading, 3);
    expect(history).toEqual(readings.slice(2));
    expect(remembered(history, readings[0]!, 1)).toEqual([readings[0]]);
  });
});
