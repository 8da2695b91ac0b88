import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { participationLimit } from './participation.ts';

const PLAIN = { share: 0.1, volume: 500, vol: 0.6, referenceVol: 0.6 };

describe('the participation limit', () => {
  it.each([
    ['a share of the volume at the reference vol', {}, 50],
    ['half of it at twice the vol', { vol: 1.2 }, 25],
    ['no more of it where the market is calmer', { vol: 0.3 }, 50],
    ['all of the share where nothing moves', { vol: 0 }, 50],
    ['nothing without volume', { volume: 0 }, 0],
    ['nothing where nothing is allowed', { share: 0 }, 0],
    ['never more than the market itself', { share: 3 }, 500],
    ['nothing without a reference', { referenceVol: 0 }, 0],
    ['nothing without a reference where nothing moves', { vol: 0, referenceVol: 0 }, 0],
    ['nothing where the vol knows no end', { vol: Infinity }, 0],
  ])('is %s', (_what, change, limit) => {
    expect(participationLimit({ ...PLAIN, ...change })).toBeCloseTo(limit, 12);
  });

  it.each(['share', 'volume', 'vol', 'referenceVol'])('is 0 where %s makes no sense', (field) => {
    for (const nonsense of [Number.NaN, -1, Infinity, -Infinity])
      expect(participationLimit({ ...PLAIN, [field]: nonsense })).toBe(0);
  });

  it('is a finite number from 0 to the volume, whatever it is told', () => {
    const any = fc.double();
    fc.assert(
      fc.property(any, any, any, any, (share, volume, vol, referenceVol) => {
        const limit = participationLimit({ share, volume, vol, referenceVol });
        expect(limit).toBeGreaterThanOrEqual(0);
        expect(limit).toBeLessThanOrEqual(volume > 0 && volume < Infinity ? volume : 0);
      }),
    );
  });

  it('never grows with vol', () => {
    const vols = fc.tuple(
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
    );
    fc.assert(
      fc.property(vols, ([a, b]) => {
        const calm = participationLimit({ ...PLAIN, vol: Math.min(a, b) });
        expect(participationLimit({ ...PLAIN, vol: Math.max(a, b) })).toBeLessThanOrEqual(calm);
      }),
    );
  });
});
