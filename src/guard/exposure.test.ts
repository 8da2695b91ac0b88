import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InstrumentExposure, reducesOnly, reducibleLots, roomLots, worstLots } from './exposure.ts';

const size = fc.integer({ min: 0, max: 20 });
const exposures = fc.record({ position: fc.integer({ min: -20, max: 20 }), buys: size, sells: size });
const adding = fc.integer({ min: -20, max: 20 }).filter((count) => count !== 0);

/** Every position that can be reached while orders of these lots fill, each in part or in full, in any order. */
function reachable({ position, buys, sells }: InstrumentExposure, added: number): number[] {
  const [mostBought, mostSold] = [buys + Math.max(0, added), sells + Math.max(0, -added)];
  const positions: number[] = [];
  for (let bought = 0; bought <= mostBought; bought += 1) {
    for (let sold = 0; sold <= mostSold; sold += 1) positions.push(position + bought - sold);
  }
  return positions;
}

describe('worstLots', () => {
  it('is the farthest position on the side of what is added, in whatever order things fill', () => {
    fc.assert(
      fc.property(exposures, adding, (exposure, count) => {
        const farthest = Math.max(
          ...reachable(exposure, count).map((position) => Math.sign(count) * position),
        );
        expect(worstLots(exposure, count)).toBe(Math.max(0, farthest));
      }),
    );
  });
});

describe('reducesOnly', () => {
  it('holds where every fill of it, after any fills of others, moves the position toward zero', () => {
    fc.assert(
      fc.property(exposures, adding, (exposure, count) => {
        const sign = Math.sign(count);
        const before = reachable(exposure, count - sign);
        const always = before.every((position) => Math.abs(position + sign) < Math.abs(position));
        expect(reducesOnly(exposure, count)).toBe(always);
      }),
    );
  });
});

describe('reducibleLots', () => {
  it('is the most that only reduces, and one lot more does not', () => {
    fc.assert(
      fc.property(exposures, fc.constantFrom(1, -1), (exposure, sign) => {
        const most = reducibleLots(exposure, sign);
        if (most > 0) expect(reducesOnly(exposure, sign * most)).toBe(true);
        expect(reducesOnly(exposure, sign * (most + 1))).toBe(false);
      }),
    );
  });
});

describe('roomLots', () => {
  it('is the most that keeps the worst position within the limit or only reduces, and one lot more does neither', () => {
    fc.assert(
      fc.property(exposures, fc.constantFrom(1, -1), size, (exposure, sign, most) => {
        const passes = (count: number): boolean =>
          reducesOnly(exposure, sign * count) || worstLots(exposure, sign * count) <= most;
        const room = roomLots(exposure, sign, most);
        if (room > 0) expect(passes(room)).toBe(true);
        expect(passes(room + 1)).toBe(false);
      }),
    );
  });

  it('takes a limit that is no whole number of lots for the whole number below', () => {
    expect(roomLots({ position: 2, buys: 1, sells: 0 }, 1, 5.9)).toBe(2);
  });
});
