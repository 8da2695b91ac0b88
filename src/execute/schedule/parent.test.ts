import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../units/time.ts';
import { lots, millis } from '../../units/units.ts';
import { type Parent, parentOf } from './parent.ts';
import type { Progress } from './progress.ts';

const NOW = millis(1_000_000);
const LATER = millis(1_010_000);
const MANNER = { schedule: { kind: 'twap' }, horizonMs: MINUTE } as const;
const FIRST: Parent = {
  ...{ schedule: { kind: 'twap' }, total: lots(100), start: NOW, end: millis(1_060_000) },
  since: 7,
};

function soFar(done: number, buys = 0, sells = 0): Progress {
  return {
    done: lots(done),
    buys: lots(buys),
    sells: lots(sells),
    gross: lots(Math.abs(done) + buys + sells),
  };
}

function next(before: Parent | null, wanted: number, progress = soFar(0)): Parent | null {
  return parentOf(before, lots(wanted), progress, MANNER, { seq: 9, at: LATER });
}

describe('a parent', () => {
  it('begins with a need, and ends with it', () => {
    expect(parentOf(null, lots(100), soFar(0), MANNER, { seq: 7, at: NOW })).toEqual(FIRST);
    expect(next(null, 0)).toBeNull();
    expect(next(FIRST, 0, soFar(100))).toBeNull();
  });

  it('keeps its start and its end while the need grows and shrinks', () => {
    expect(next(FIRST, 50, soFar(30, 5))).toEqual({ ...FIRST, total: 85 });
    expect(next(FIRST, 200, soFar(30, 5))).toEqual({ ...FIRST, total: 235 });
  });

  it('goes on while something of it is in flight, and no more is wanted', () => {
    expect(next(FIRST, 0, soFar(30, 5))).toEqual({ ...FIRST, total: 35 });
  });

  it('begins anew where the need has turned round, and counts on no order of the other way', () => {
    const turned = { schedule: MANNER.schedule, total: -20, start: LATER, end: LATER + MINUTE, since: 9 };
    expect(next(FIRST, -20, soFar(100, 5))).toEqual(turned);
    // What was sold with the one before is not done of this one: it began later.
    expect(next({ ...FIRST, total: lots(-50) }, -10, soFar(-30, 7, 10))?.total).toBe(-50);
  });

  it('begins anew where more was undone than it amounts to', () => {
    expect(next(FIRST, 20, soFar(-40))).toMatchObject({ total: 20, start: LATER });
  });

  it('is due at once where there is no time for it', () => {
    expect(
      parentOf(null, lots(3), soFar(0), { ...MANNER, horizonMs: -5 }, { seq: 7, at: NOW }),
    ).toMatchObject({ end: NOW });
  });
});
