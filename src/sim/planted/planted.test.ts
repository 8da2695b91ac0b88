import { describe, expect, it } from 'vitest';
import { findBug, PLANTED } from './planted.ts';

const isLong = process.env.EVENKEEL_LONG === '1';
const STARTS = isLong ? [1, 1_001, 2_001, 3_001, 4_001] : [1];
/** Worlds within which each must be found. */
const MOST = isLong ? 300 : 100;

describe('a planted bug is found', () => {
  it.each(PLANTED.map((bug) => [bug.name, bug] as const))('%s', (_name, bug) => {
    for (const from of STARTS) {
      const found = findBug(bug, from, MOST);
      expect(found?.seeds ?? Infinity).toBeLessThanOrEqual(MOST);
    }
  });

  it('and each has a name of its own', () => {
    expect(new Set(PLANTED.map(({ name }) => name)).size).toBe(PLANTED.length);
    expect(PLANTED.length).toBeGreaterThanOrEqual(14);
  });
});
