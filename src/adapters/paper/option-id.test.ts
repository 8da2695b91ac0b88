import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { optionId } from './option-id.ts';

const eighth = Date.UTC(2023, 0, 8);

function idAt(expiry: number): string {
  return optionId({ base: 'BTC', expiry: millis(expiry), strike: 16_550, type: 'call' });
}

describe('the id of an option', () => {
  it('says base, date, strike and type', () => {
    expect(idAt(eighth)).toBe('BTC-20230108-16550-C');
    const put = { base: 'ETH', expiry: millis(Date.UTC(2024, 1, 29)), strike: 1_200.5, type: 'put' as const };
    expect(optionId(put)).toBe('ETH-20240229-1200.5-P');
  });

  it.each([
    [8 * HOUR, 'T0800'],
    [8 * HOUR + 30 * MINUTE, 'T0830'],
    [8 * HOUR + 30_000, 'T080030'],
    [5, 'T000000005'],
    [DAY - 1, 'T235959999'],
  ])('says the time of day as finely as needed (%i ms)', (ms, time) => {
    expect(idAt(eighth + ms)).toBe(`BTC-20230108${time}-16550-C`);
  });

  it('has the date of the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80_000 }), (day) => {
        const iso = new Date(day * DAY).toISOString().slice(0, 10).replaceAll('-', '');
        expect(idAt(day * DAY)).toBe(`BTC-${iso}-16550-C`);
      }),
    );
  });

  it('differs whenever the expiry does', () => {
    const times = fc.integer({ min: 0, max: 4e12 });
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(idAt(a) === idAt(b)).toBe(a === b);
      }),
    );
  });
});
