import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Millis } from '../units/units.ts';
import { REMEMBERED_MS, Remembered } from './remembered.ts';

describe('what is remembered', () => {
  it('is of the last week and of the last so many, and what is not is told', () => {
    const steps = fc.array(fc.integer({ min: 0, max: REMEMBERED_MS / 3 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 12 }), (waits, most) => {
        const forgotten: number[] = [];
        const remembered = new Remembered<number>(most, (item) => forgotten.push(item));
        const times: number[] = [];
        let now = 0;
        for (const [item, wait] of waits.entries()) {
          now += wait;
          times.push(now);
          remembered.add(item, now as Millis);
          const kept = times.flatMap((at, i) => (at >= now - REMEMBERED_MS ? [i] : [])).slice(-most);
          expect(remembered.all()).toEqual(kept);
          expect([...forgotten, ...kept]).toEqual(times.map((_, i) => i));
        }
      }),
    );
  });
});
