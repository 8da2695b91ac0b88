import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { reading } from './config-fixture.ts';
import { duration, durationText } from './duration.ts';

const WANTED = 'write a duration, such as 500ms, 30s, 5m, 8h or 7d';

describe('duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30 * SECOND],
    ['5m', 5 * MINUTE],
    ['8h', 8 * HOUR],
    ['7d', 7 * DAY],
    ['1.5 h', 90 * MINUTE],
    ['0.1s', 100],
  ])('reads %s', (told, ms) => {
    expect(reading(duration(), told)).toBe(ms);
  });

  it.each([
    ['30', 'is 30, which has no unit — write 30s, 30m or 30h'],
    ['5min', 'is 5min, and min is no unit of time — write 5m'],
    ['2 Hours', 'is 2 Hours, and Hours is no unit of time — write 2h'],
    ['10 sec', 'is 10 sec, and sec is no unit of time — write 10s'],
    ['3 millis', 'is 3 millis, and millis is no unit of time — write 3ms'],
    ['2w', `is 2w, and w is no unit of time — ${WANTED}`],
    ['soon', `is soon, which is no duration — ${WANTED}`],
    ['0.5ms', 'is 0.5ms, which is not whole milliseconds — write 1ms'],
    ['0s', 'is 0s — it must be more than 0s'],
    ['-5m', 'is -5m — it must be more than 0s'],
  ])('refuses %s', (told, error) => {
    expect(reading(duration(), told)).toBe(error);
  });

  it('takes a bare 0 where 0 is allowed', () => {
    const delay = duration({ atLeast: 0 });
    expect(reading(delay, '0')).toBe(0);
    expect(reading(delay, '0ms')).toBe(0);
    expect(reading(delay, '-1ms')).toBe('is -1ms — it must be 0s or more');
  });
});

describe('durationText', () => {
  it('uses the largest unit that is whole', () => {
    expect([0, 1, 1500, 90 * MINUTE, 36 * HOUR, 7 * DAY].map(durationText)).toEqual([
      '0s',
      '1ms',
      '1500ms',
      '90m',
      '36h',
      '7d',
    ]);
  });

  it('is read back as the same time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e13 }), (ms) => {
        expect(reading(duration(), durationText(ms))).toBe(ms);
      }),
    );
  });
});
