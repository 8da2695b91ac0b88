import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRecent } from './recent.ts';

it('keeps the last readings in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.integer(), { maxLength: 40 }), (most, times) => {
      const recent = createRecent(most);
      for (const at of times) recent.add({ at, delta: 1, lower: 0, upper: 2 });
      expect(recent.readings().map(({ at }) => at)).toEqual(times.slice(-most));
    }),
  );
});
