import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal.ts';
import { studentTwoSided } from './student.ts';

describe('studentTwoSided', () => {
  it.each([
    // The usual table: 97.5 % points.
    [12.706204736, 1, 0.05],
    [4.302652729, 2, 0.05],
    [3.182446305, 3, 0.05],
    [2.570581836, 5, 0.05],
    [2.228138852, 10, 0.05],
    [2.042272456, 30, 0.05],
    [3.169272673, 10, 0.01],
  ])('%d at %d degrees has probability %d', (t, freedom, p) => {
    expect(studentTwoSided(t, freedom)).toBeCloseTo(p, 10);
    expect(studentTwoSided(-t, freedom)).toBeCloseTo(p, 10);
  });

  it('has the densities of one and two degrees for its slopes', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 20, noNaN: true }), (t) => {
        expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 13);
        expect(studentTwoSided(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13);
      }),
    );
  });

  it('comes to the normal distribution', () => {
    for (const t of [0.5, 1, 2, 3]) expect(studentTwoSided(t, 100_000)).toBeCloseTo(2 * normalCdf(-t), 5);
  });

  it('answers NaN where there is no such distribution', () => {
    expect(studentTwoSided(1, 0)).toBeNaN();
    expect(studentTwoSided(1, 2.5)).toBeNaN();
    expect(studentTwoSided(Number.NaN, 3)).toBeNaN();
    expect(studentTwoSided(Infinity, 3)).toBe(0);
    expect(studentTwoSided(0, 3)).toBe(1);
  });
});
