import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../domain/config.ts';
import { millis } from '../units/units.ts';
import { isClockDue } from './clock.ts';

const HOURLY: Policy = { kind: 'clock', everyMs: 3_600_000 };
const START = 1_700_000_000_000;

describe('isClockDue', () => {
  it('strikes at once when it never has', () => {
    expect(isClockDue(HOURLY, null, millis(START))).toBe(true);
  });

  it.each([
    [0, false],
    [3_599_999, false],
    [3_600_000, true],
    [9_999_999, true],
  ])('%d ms after the last strike: %s', (elapsed, due) => {
    expect(isClockDue(HOURLY, millis(START), millis(START + elapsed))).toBe(due);
  });

  it('strikes once per period when it is asked at any times and each strike is remembered', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5_000 }), (waits, everyMs) => {
        const strikes: number[] = [];
        let now = START;
        for (const wait of waits) {
          now += wait;
          const last = strikes.at(-1);
          if (isClockDue({ kind: 'clock', everyMs }, last === undefined ? null : millis(last), millis(now)))
            strikes.push(now);
        }
        const gaps = strikes.slice(1).map((strike, i) => strike - (strikes[i] as number));
        expect(strikes[0]).toBe(START + (waits[0] as number));
        for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(everyMs);
        expect(now - (strikes.at(-1) as number)).toBeLessThan(everyMs);
      }),
    );
  });

  it('is for no other policy', () => {
    const policies: Policy[] = [
      { kind: 'fixed-band', halfWidth: 1 },
      { kind: 'whalley-wilmott', riskAversion: 1 },
    ];
    for (const policy of policies) expect(isClockDue(policy, null, millis(START))).toBe(false);
  });
});
