import { describe, expect, it } from 'vitest';
import { DAY, later, YEAR, yearsBetween } from './time.ts';
import { lots, millis, NotAnInteger } from './units.ts';

describe('units', () => {
  it('are safe integers or nothing', () => {
    expect(lots(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
    expect(millis(1_700_000_000_000)).toBe(1_700_000_000_000);
    for (const bad of [Number.MAX_SAFE_INTEGER + 1, 0.5, Number.NaN, Infinity]) {
      expect(() => lots(bad)).toThrow(NotAnInteger);
      expect(() => millis(bad)).toThrow(NotAnInteger);
    }
  });

  it('know one zero', () => {
    expect(lots(-0)).toBe(0);
  });

  it('do not stand in for each other', () => {
    const count = lots(1);
    // @ts-expect-error lots are no time
    const at: ReturnType<typeof millis> = count;
    // @ts-expect-error a plain number is no lots
    const bare: ReturnType<typeof lots> = 1;
    expect([at, bare]).toEqual([1, 1]);
  });
});

describe('time', () => {
  const start = millis(1_704_067_200_000);

  it('is counted in years of 365 days', () => {
    expect(yearsBetween(start, later(start, YEAR))).toBe(1);
    expect(yearsBetween(later(start, 73 * DAY), start)).toBe(-0.2);
  });

  it('moves by whole milliseconds', () => {
    expect(later(start, -1.4)).toBe(start - 1);
  });
});
