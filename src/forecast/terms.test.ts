import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../units/time.ts';
import type { Measure } from './reading.ts';
import { columnNames, featuresOf, reachOf, type Term } from './terms.ts';
import { drawnReadings } from './volatility-fixture.ts';

const days = drawnReadings(40, 'terms');
const logs = days.map((day) => day.logs.variance);
const MONDAY = Date.UTC(2024, 0, 1);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const measure = fc.constantFrom<Measure>('variance', 'last', 'power', 'range', 'market', 'implied');
const periods = fc.integer({ min: 1, max: 30 });
const term = fc.oneof(
  fc.constantFrom<Term>(
    { kind: 'one' },
    { kind: 'sameWeekday' },
    { kind: 'fall' },
    { kind: 'falls' },
    { kind: 'weekday' },
    { kind: 'hour' },
    { kind: 'weekendHour' },
    { kind: 'quarticity' },
  ),
  fc.record({ kind: fc.constantFrom('mean' as const, 'excess' as const), of: measure, periods }),
  fc.record({ kind: fc.constant('level' as const), of: fc.constantFrom('variance', 'down', 'up'), periods }),
);

describe('featuresOf', () => {
  it('answers means of logs, what a measure adds to them, and levels in squared percent', () => {
    const last = days[39]!;
    const [week, day, power, up, quarticity] = featuresOf(
      [
        { kind: 'mean', of: 'variance', periods: 7 },
        { kind: 'mean', of: 'variance', periods: 1 },
        { kind: 'excess', of: 'power', periods: 7 },
        { kind: 'level', of: 'up', periods: 2 },
        { kind: 'quarticity' },
      ],
      days,
      40 * DAY,
    );
    expect(week).toBeCloseTo(mean(logs.slice(-7)), 12);
    expect(day).toBe(logs[39]);
    expect(power).toBeCloseTo(mean(days.slice(-7).map((d) => d.logs.power)) - mean(logs.slice(-7)), 12);
    expect(up).toBeCloseTo(1e4 * mean(days.slice(-2).map((d) => d.variance - d.down)), 10);
    expect(quarticity).toBeCloseTo(1e8 * Math.sqrt(last.quarticity) * last.variance, 8);
  });

  it('answers signs: falls alone, their share, and the same weekday a week before', () => {
    const last = { ...days[39]!, move: -0.02, variance: 4e-4, down: 3e-4 };
    const history = [...days.slice(0, 39), last];
    const terms: Term[] = [{ kind: 'fall' }, { kind: 'falls' }, { kind: 'sameWeekday' }];
    const [fall, falls, same] = featuresOf(terms, history, 0);
    expect(fall).toBeCloseTo(-0.2, 14);
    expect(falls).toBeCloseTo(0.5, 14);
    // Seven days before day 40 is day 33, the seventh from the end.
    expect(same).toBeCloseTo(logs[33]! - mean(history.slice(-7).map((d) => d.logs.variance)), 12);
    expect(featuresOf([{ kind: 'fall' }], [{ ...last, move: 0.02 }], 0)).toEqual([0]);
    expect(featuresOf([{ kind: 'falls' }], [{ ...last, variance: 0 }], 0)).toEqual([0]);
  });

  it('knows weekdays and hours, Sunday the first and Saturday and the last hour left out', () => {
    const at = (day: number, hour: number) => MONDAY + day * DAY + hour * HOUR;
    const weekday = (day: number) => featuresOf([{ kind: 'weekday' }], days, at(day, 0));
    expect(weekday(0)).toEqual([0, 1, 0, 0, 0, 0]);
    expect(weekday(-1)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(weekday(5)).toEqual([0, 0, 0, 0, 0, 0]);
    const hour = featuresOf([{ kind: 'hour' }], days, at(0, 3));
    expect([hour.length, hour.indexOf(1), mean(hour) * 23]).toEqual([23, 3, 1]);
    expect(mean(featuresOf([{ kind: 'hour' }], days, at(0, 23)))).toBe(0);
    const weekend = (day: number) => mean(featuresOf([{ kind: 'weekendHour' }], days, at(day, 3))) * 23;
    expect([4, 5, 6, 7].map(weekend).map(Math.round)).toEqual([0, 1, 1, 0]);
  });

  it('answers one number for each name, finite, and looks no further back than it says', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (terms, count) => {
        const history = days.slice(-count);
        const features = featuresOf(terms as Term[], history, 40 * DAY);
        expect(features.length).toBe(columnNames(terms as Term[]).length);
        expect(features.every(Number.isFinite)).toBe(true);
        const reach = reachOf(terms as Term[]);
        expect(featuresOf(terms as Term[], history.slice(-reach), 40 * DAY)).toEqual(features);
      }),
    );
  });
});

describe('columnNames', () => {
  it('tells columns apart, the same in any company', () => {
    const week: Term = { kind: 'mean', of: 'variance', periods: 7 };
    expect(columnNames([week])).toEqual(['mean variance 7']);
    const names = columnNames([{ kind: 'one' }, { kind: 'weekday' }, week]);
    expect(new Set(names).size).toBe(8);
    expect(names.at(-1)).toBe('mean variance 7');
  });
});
