import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from './candidate.ts';
import { Curve, lotsIn } from './curve.ts';
import { drawCurve } from './draw-curve.ts';
import { book, pool, REQUEST } from './split-fixture.ts';

const GAP = {
  root: Math.sqrt(2_000),
  ranges: [
    { lower: 40, upper: 44.8, liquidity: 4_000 },
    { lower: 45, upper: 60, liquidity: 9_000 },
  ],
};
const TERMS = { latencyMs: 100, fundingPerYear: 0.2, marginRate: 0.1, feePerUnit: 0.05, room: 8, lot: 1e-4 };
const VENUES: readonly Candidate[] = [
  book('levels', [1, 2, 3], TERMS),
  book('impact', [1, 2, 3], { ...TERMS, impact: { coefficient: 1, dailyVolume: 1e4 } }),
  book('half', [1, 2, 3], { ...TERMS, deltaPerUnit: -0.5 }),
  pool('range', { ...TERMS, fee: 0.003 }),
  pool('gap', { ...TERMS, pool: GAP }),
  pool('product', {
    ...TERMS,
    pool: { root: Math.sqrt(2_000), ranges: [{ lower: 0, upper: Infinity, liquidity: 900 }] },
  }),
];

function drawn(venue: Candidate, need: number): Curve {
  const curve = new Curve();
  expect(drawCurve(curve, { ...REQUEST, need }, venue)).toBeUndefined();
  return curve;
}

describe.each(VENUES.map((venue) => [venue.id, venue] as const))('the curve of %s', (_, venue) => {
  const share = fc.double({ min: 1e-6, max: 1, noNaN: true });
  const sides = fc.constantFrom(5, -5);

  it('is convex, and its marginal cost the slope of its cost', () => {
    fc.assert(
      fc.property(share, sides, (part, need) => {
        const curve = drawn(venue, need);
        const end = curve.most * curve.lot;
        const step = 1e-5 * end;
        const at = step + part * (end - 2 * step);
        const below = (curve.costOf(at) - curve.costOf(at - step)) / step;
        const above = (curve.costOf(at + step) - curve.costOf(at)) / step;
        expect(above - below).toBeGreaterThan(-1e-6);
        // All that costs less at the margin than the slope beyond is taken there, and no more than to it.
        expect(curve.amountAt(below - 1e-5)).toBeLessThanOrEqual(at);
        expect(curve.amountAt(above + 1e-5)).toBeGreaterThanOrEqual(at);
      }),
    );
  });

  it('gives the lots that are worth most', () => {
    fc.assert(
      fc.property(share, sides, (part, need) => {
        const curve = drawn({ ...venue, lot: 0.07 }, need);
        const worth = -5 + part * 20;
        const net = (count: number): number => curve.costOfLots(count) - worth * curve.lot * count;
        const best = curve.lotsAt(worth, 0);
        for (let count = 0; count <= curve.most; count += 1)
          expect(net(best)).toBeLessThanOrEqual(net(count) + 1e-9);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what is drawn', () => {
  it('ends with the need, the room or the depth, whichever is least', () => {
    expect(drawn(book('a', [50]), 5).most).toBe(500);
    expect(drawn(book('a', [50], { room: 2 }), 5).most).toBe(200);
    expect(drawn(book('a', [1]), 5).most).toBe(100);
  });

  it('counts lots as the ledger does: three of 0.1 are in 0.3', () => {
    expect(lotsIn(0.3, 0.1)).toBe(3);
    expect(lotsIn(0.29, 0.1)).toBe(2);
    expect(drawn(book('a', [0.3], { lot: 0.1, minimum: 0.3 }), 1)).toMatchObject({ least: 3, most: 3 });
  });

  it('depends on nothing that was drawn before', () => {
    const curve = new Curve();
    for (const venue of VENUES) {
      drawCurve(curve, { ...REQUEST, need: -4 }, venue);
      drawCurve(curve, REQUEST, VENUES[0] as Candidate);
      const fresh = drawn(VENUES[0] as Candidate, REQUEST.need);
      for (const price of [0.5, 2, 3.5, 9]) expect(curve.amountAt(price)).toBe(fresh.amountAt(price));
      expect(curve.costOf(2.5)).toBe(fresh.costOf(2.5));
    }
  });
});
