import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parcel } from './parcel.ts';

describe('a parcel', () => {
  it.each([
    ['what is due', { left: 100, due: 30, room: 50, least: 1 }, 30],
    ['what there is room for', { left: 100, due: 30, room: 20, least: 1 }, 20],
    ['nothing that is too small', { left: 100, due: 9, room: 50, least: 10 }, 0],
    ['all where that is due', { left: 15, due: 15, room: 50, least: 10 }, 15],
    ['less, so that the rest is not too small', { left: 25, due: 20, room: 50, least: 10 }, 15],
    ['all, where what is less would be too small itself', { left: 15, due: 12, room: 50, least: 10 }, 15],
    ['and leaves dust where there is no room for it', { left: 15, due: 12, room: 12, least: 10 }, 12],
    ['nothing where more than all is done', { left: -3, due: -3, room: 50, least: 1 }, 0],
    ['nothing where more was spent than may be', { left: 5, due: 5, room: -2, least: 1 }, 0],
    ['nothing of nothing', { left: 0, due: 0, room: 5, least: 0 }, 0],
  ])('is %s', (_what, { left, due, room, least }, count) => {
    expect(parcel(left, due, room, least)).toBe(count);
  });

  it('is nothing or at least the least, and within what is left and the room', () => {
    const some = fc.integer({ min: -5, max: 60 });
    fc.assert(
      fc.property(some, some, some, fc.nat(15), (left, due, room, least) => {
        const count = parcel(left, due, room, least);
        if (count === 0) return;
        expect(count).toBeGreaterThanOrEqual(Math.max(1, least));
        expect(count).toBeLessThanOrEqual(Math.min(left, room));
        const rest = left - count;
        // Dust is left only where no parcel within the room could have avoided it.
        if (rest > 0 && rest < least) {
          expect(room).toBeLessThan(left);
          for (let other = Math.max(1, least); other <= Math.min(due, room, left); other += 1)
            expect(left - other > 0 && left - other < least).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
