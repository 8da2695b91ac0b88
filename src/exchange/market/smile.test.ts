import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sviJet, sviVariance } from '../../pricing/surface/svi.ts';
import { smileOf, smileVol } from './smile.ts';

const vol = fc.double({ min: 0.1, max: 2.5, noNaN: true });
const years = fc.double({ min: 1 / 365, max: 1, noNaN: true });
const strikes = Array.from({ length: 81 }, (_, i) => -2 + i / 20);

describe('smileOf', () => {
  it('has no butterfly arbitrage: the density of its prices is nowhere negative', () => {
    fc.assert(
      fc.property(vol, vol, years, (now, usual, t) => {
        const smile = smileOf(now, usual, t);
        for (const k of strikes) {
          // Gatheral & Jacquier, equation (2.1).
          const { variance: w, slope, curvature } = sviJet(smile, k);
          const first = 1 - (k * slope) / (2 * w);
          const g = first * first - (slope * slope * (1 / w + 0.25)) / 4 + curvature / 2;
          expect(g).toBeGreaterThan(-1e-9);
        }
      }),
    );
  });

  it('has no calendar arbitrage: total variance rises with time at every moneyness', () => {
    fc.assert(
      fc.property(vol, vol, years, fc.double({ min: 1.01, max: 3, noNaN: true }), (now, usual, t, later) => {
        const [early, late] = [smileOf(now, usual, t), smileOf(now, usual, t * later)];
        for (const k of strikes) expect(sviVariance(late, k)).toBeGreaterThan(sviVariance(early, k));
      }),
    );
  });

  it('is the vol of now for what expires soon, and the usual one later', () => {
    const at = (t: number) => smileVol(smileOf(0.9, 0.5, t), 100, 100, t);
    expect(at(0.001)).toBeCloseTo(0.9, 2);
    expect(at(50)).toBeCloseTo(0.5, 2);
    expect(at(0.1)).toBeLessThan(0.9);
    const wing = (strike: number) => smileVol(smileOf(0.5, 0.5, 0.02), strike, 100, 0.02);
    expect(wing(90)).toBeGreaterThan(wing(110));
    expect(wing(110)).toBeGreaterThan(wing(100));
  });
});
