import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridLadder, roundStep } from './grid.ts';

const TIERS = [
  { step: 5, levels: 4 },
  { step: 20, levels: 3 },
];

describe('gridLadder', () => {
  it('stands on round ticks on both sides of the price', () => {
    const { bids, asks } = gridLadder(1_003.4, 2, TIERS);
    expect(bids).toEqual([1_000, 995, 990, 985, 980, 960, 940]);
    expect(asks).toEqual([1_010, 1_015, 1_020, 1_025, 1_040, 1_060, 1_080]);
  });

  it('keeps its distance, does not cross, and never quotes nothing or less', () => {
    const fair = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    const half = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fair, half, (at, away) => {
        const { bids, asks } = gridLadder(at, away, TIERS);
        for (const [i, bid] of bids.entries()) {
          expect(at - bid).toBeGreaterThan(away);
          expect(bid).toBeGreaterThan(0);
          expect(bid).toBeLessThan(bids[i - 1] ?? Infinity);
        }
        expect(asks).toHaveLength(7);
        for (const [i, ask] of asks.entries()) {
          expect(ask - at).toBeGreaterThan(away);
          expect(ask).toBeGreaterThan(asks[i - 1] ?? 0);
        }
      }),
    );
  });

  it('changes by a level when the price moves by a step', () => {
    const before = new Set(gridLadder(1_003, 2, [{ step: 5, levels: 10 }]).bids);
    const after = gridLadder(1_008, 2, [{ step: 5, levels: 10 }]).bids;
    expect(after.filter((ticks) => !before.has(ticks))).toEqual([1_005]);
  });
});

describe('roundStep', () => {
  it('is 1, 2 or 5 times a power of ten', () => {
    expect([0.1, 1, 1.9, 2, 4.9, 5, 9, 10, 49, 730].map(roundStep)).toEqual([
      1, 1, 1, 2, 2, 5, 5, 10, 20, 500,
    ]);
  });
});
