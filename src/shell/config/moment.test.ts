import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { reading } from './config-fixture.ts';
import { date, moment, momentText } from './moment.ts';

const START = millis(Date.UTC(2026, 0, 5));

describe('date', () => {
  it('takes a UTC date with its time of day', () => {
    expect(reading(date, '2026-12-25T08:00Z')).toBe(Date.UTC(2026, 11, 25, 8));
    expect(reading(date, '2024-02-29T23:59:59Z')).toBe(Date.UTC(2024, 1, 29, 23, 59, 59));
  });

  it.each([
    ['2026-12-25', 'is 2026-12-25, which has no time of day — write 2026-12-25T08:00Z'],
    [
      '2026-12-25T08:00',
      'is 2026-12-25T08:00, which has no time zone — write 2026-12-25T08:00Z: all times are UTC',
    ],
    [
      '2026-02-30T08:00Z',
      'is 2026-02-30T08:00Z, which is not in the calendar — write a date such as 2026-12-25T08:00Z',
    ],
    [
      '2026-13-01T08:00Z',
      'is 2026-13-01T08:00Z, which is not in the calendar — write a date such as 2026-12-25T08:00Z',
    ],
    ['7d', 'is 7d, which is no date — write a date, such as 2026-12-25T08:00Z'],
    ['25.12.2026', 'is 25.12.2026, which is no date — write a date, such as 2026-12-25T08:00Z'],
  ])('refuses %s', (told, error) => {
    expect(reading(date, told)).toBe(error);
  });
});

describe('moment', () => {
  it('takes a date or a time from the start', () => {
    expect(reading(moment(START), '7d')).toBe(START + 7 * DAY);
    expect(reading(moment(START), '2026-12-25T08:00Z')).toBe(Date.UTC(2026, 11, 25, 8));
  });

  it('refuses a time from a start that there is not', () => {
    expect(reading(moment(undefined), '7d')).toBe(
      'is 7d from the start, and only the synthetic market has a start — ' +
        'write a date, such as 2026-12-25T08:00Z',
    );
  });

  it('takes neither the past nor nonsense for a time from the start', () => {
    expect(reading(moment(START), '-7d')).toMatch(/^is -7d, which is no date/);
    expect(reading(moment(START), 'soon')).toMatch(/^is soon, which is no date/);
  });
});

describe('momentText', () => {
  it('leaves seconds out where there are none', () => {
    expect(momentText(START)).toBe('2026-01-05T00:00Z');
    expect(momentText(millis(START + 1000))).toBe('2026-01-05T00:00:01Z');
  });

  it('is read back as the same time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50_000_000 }), (minutes) => {
        const at = millis(minutes * MINUTE);
        expect(reading(date, momentText(at))).toBe(at);
      }),
    );
  });
});
