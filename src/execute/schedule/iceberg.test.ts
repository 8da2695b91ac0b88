import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { trancheOf } from './iceberg.ts';

function shown(left: number, display: number, least = 1, live = 0): number {
  return trancheOf({ left: lots(left), live: lots(live), display: lots(display), least: lots(least) });
}

describe('an iceberg', () => {
  it.each([
    ['its display size', shown(100, 10), 10],
    ['its display size when it sells', shown(-100, 10), -10],
    ['what is left', shown(4, 10), 4],
    ['nothing while something is live', shown(100, 10, 1, 3), 0],
    ['nothing while something of the other side is', shown(100, 10, 1, -3), 0],
    ['nothing of what is too little', shown(4, 10, 5), 0],
    ['what the venue takes, where that is more', shown(100, 3, 5), 5],
    ['a smaller part before a last that would be too small', shown(23, 20, 5), 18],
    ['the last part along with the one before', shown(9, 6, 5), 9],
    ['nothing when it is done', shown(0, 10), 0],
  ])('shows %s', (_what, found, expected) => {
    expect(found).toBe(expected);
  });

  it('comes to its total or to less than the least, however its tranches fill, and shows no more than it may', () => {
    const fills = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });
    const total = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(total, fc.nat(60), fc.nat(12), fills, (all, display, least, shares) => {
        let left = all;
        const show = (): number => shown(left, display, least);
        const most = Math.max(display, least, 1) + Math.max(least, 1) - 1;
        for (const share of shares) {
          const size = show();
          expect(Math.abs(size)).toBeLessThanOrEqual(Math.min(most, Math.abs(left)));
          expect(size * left).toBeGreaterThanOrEqual(0);
          left -= Math.trunc(size * share);
        }
        // From here on all that is shown fills.
        for (let size = show(); size !== 0; size = show()) left -= size;
        expect(Math.abs(left)).toBeLessThan(Math.max(1, least));
        expect(left * all).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
