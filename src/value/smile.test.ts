import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slopeAt, smileOf, volAt } from './smile.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const clouds = fc.array(fc.record({ x: number(8, 12), variance: number(0.01, 4) }), {
  minLength: 1,
  maxLength: 30,
});

describe('smileOf', () => {
  it('sorts by strike and averages what is quoted at one', () => {
    const points = [
      { x: 2, variance: 0.5 },
      { x: 1, variance: 0.2 },
      { x: 2, variance: 0.3 },
    ];
    expect(smileOf(points)).toEqual([
      { x: 1, variance: 0.2 },
      { x: 2, variance: 0.4 },
    ]);
  });

  it('is the same whatever order quotes come in, to the bit', () => {
    const few = fc.array(fc.record({ x: fc.integer({ min: 0, max: 4 }), variance: number(0.01, 4) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(few, (points) => {
        expect(smileOf([...points].reverse())).toEqual(smileOf(points));
      }),
    );
  });
});

describe('volAt', () => {
  const smile = smileOf([
    { x: 1, variance: 0.25 },
    { x: 2, variance: 0.81 },
    { x: 4, variance: 0.49 },
  ]);

  it('meets the quotes, and is a line in variance between them', () => {
    expect([1, 2, 4].map((x) => volAt(smile, x, 1))).toEqual([0.5, 0.9, 0.7]);
    expect(volAt(smile, 1.5, 1)).toBeCloseTo(Math.sqrt(0.53), 15);
    expect(volAt(smile, 3, 1)).toBeCloseTo(Math.sqrt(0.65), 15);
  });

  it('holds beyond the last quote for one standard deviation, and no further', () => {
    expect(volAt(smile, 0.76, 0.25)).toBe(0.5);
    expect(volAt(smile, 0.74, 0.25)).toBeUndefined();
    expect(volAt(smile, 4.34, 0.25)).toBe(0.7);
    expect(volAt(smile, 4.36, 0.25)).toBeUndefined();
    expect(volAt([], 1, 1)).toBeUndefined();
  });

  it('lies between the vols around it', () => {
    fc.assert(
      fc.property(clouds, number(7, 13), (points, x) => {
        const vol = volAt(smileOf(points), x, 0.1);
        if (vol === undefined) return;
        const all = points.map(({ variance }) => Math.sqrt(variance));
        expect(vol).toBeGreaterThanOrEqual(Math.min(...all) * (1 - 1e-12));
        expect(vol).toBeLessThanOrEqual(Math.max(...all) * (1 + 1e-12));
      }),
    );
  });
});

describe('slopeAt', () => {
  it('is the slope of a straight smile, at quotes and between them', () => {
    const straight = smileOf([1, 2, 3, 4].map((x) => ({ x, variance: (0.5 + 0.1 * x) * (0.5 + 0.1 * x) })));
    for (const x of [2, 3, 2.5, 1.2]) expect(slopeAt(straight, x)).toBeCloseTo(0.1, 12);
  });

  it('is not known beyond the quotes, nor at the last', () => {
    const smile = smileOf([
      { x: 1, variance: 0.25 },
      { x: 2, variance: 0.36 },
    ]);
    expect([0.9, 1, 2, 2.1].map((x) => slopeAt(smile, x))).toEqual(new Array(4).fill(undefined));
    expect(slopeAt(smile, 1.5)).toBeCloseTo(0.1, 15);
  });

  it('does not look at the quote at the strike itself', () => {
    const at = (variance: number) =>
      smileOf([
        { x: 1, variance: 0.25 },
        { x: 2, variance },
        { x: 3, variance: 0.36 },
      ]);
    expect(slopeAt(at(0.3), 2)).toBe(slopeAt(at(3), 2));
  });
});
