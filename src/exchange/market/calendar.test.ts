import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { expiries, expiryCode } from './calendar.ts';

const at = (text: string) => millis(Date.parse(text));

describe('expiryCode', () => {
  it('is the date as Deribit writes it', () => {
    expect(expiryCode(at('2025-12-26T08:00:00Z'))).toBe('26DEC25');
    expect(expiryCode(at('2026-02-06T08:00:00Z'))).toBe('6FEB26');
  });
});

describe('expiries', () => {
  it('are the next Fridays and the last of each month, as a calendar has them', () => {
    const codes = expiries(at('2025-11-19T12:00:00Z'), 2, 3).map(expiryCode);
    expect(codes).toEqual(['21NOV25', '28NOV25', '26DEC25', '30JAN26']);
    expect(expiries(at('2025-12-01T00:00:00Z'), 2, 1).map(expiryCode)).toEqual([
      '5DEC25',
      '12DEC25',
      '26DEC25',
    ]);
  });

  it('are Fridays at 08:00 UTC, and none within a day', () => {
    for (
      let start = at('2024-02-20T00:00:00Z');
      start < at('2024-04-01T00:00:00Z');
      start = millis(start + DAY / 3)
    ) {
      const all = expiries(start, 2, 2);
      expect(all[0]).toBeGreaterThanOrEqual(start + DAY);
      expect(all[0]).toBeLessThan(start + 8 * DAY);
      for (const expiry of all) expect(new Date(expiry).toUTCString()).toMatch(/^Fri.*08:00:00 GMT$/);
      expect(new Set(all).size).toBe(all.length);
    }
  });
});
