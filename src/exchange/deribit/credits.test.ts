import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../../units/units.ts';
import { BUCKETS, createCredits } from './credits.ts';

const at = (ms: number) => millis(1_000_000 + ms);

describe('credits', () => {
  it('allow a burst, then the rate, to each caller and kind', () => {
    const credits = createCredits();
    const spent = (who: string, ms: number) => {
      let count = 0;
      while (credits.spend(who, 'matching', at(ms))) count += 1;
      return count;
    };
    expect(spent('ann', 0)).toBe(20);
    expect(spent('bob', 0)).toBe(20);
    expect(credits.spend('ann', 'other', at(0))).toBe(true);
    expect(spent('ann', 199)).toBe(0);
    expect(spent('ann', 200)).toBe(1);
    expect(spent('ann', 1200)).toBe(5);
    expect(spent('ann', 1e9)).toBe(20);
  });

  it('never let more through than burst and rate', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }), (gaps) => {
        const credits = createCredits();
        const { most, perSecond, cost } = BUCKETS.other;
        let [now, passed] = [0, 0];
        for (const gap of gaps) {
          now += gap % 7 === 0 ? gap : 0;
          if (credits.spend('ann', 'other', at(now))) passed += 1;
        }
        expect(passed * cost).toBeLessThanOrEqual(most + (perSecond * now) / 1000);
      }),
    );
  });

  it('can be without end, or at an end', () => {
    const credits = createCredits();
    credits.limits = 'none';
    for (let i = 0; i < 1000; i += 1) expect(credits.spend('ann', 'matching', at(0))).toBe(true);
    credits.limits = 'spent';
    expect(credits.spend('bob', 'other', at(0))).toBe(false);
  });
});
