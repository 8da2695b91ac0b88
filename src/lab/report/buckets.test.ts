import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExtremes, createLasts, partOf } from './buckets.ts';

const SPAN = { from: 1_000, to: 2_000 };
const COUNT = 7;

const curve = fc
  .array(fc.tuple(fc.integer({ min: 900, max: 2_100 }), fc.integer({ min: -50, max: 50 })), {
    maxLength: 200,
  })
  .map((points) => points.toSorted(([a], [b]) => a - b));

describe('partOf', () => {
  it('falls into the first and last part beyond the ends, and into one where there is no time', () => {
    expect([900, 1_000, 1_142, 1_143, 1_999, 2_000, 9_000].map((at) => partOf(SPAN, COUNT, at))).toEqual([
      0, 0, 0, 1, 6, 6, 6,
    ]);
    expect(partOf({ from: 5, to: 5 }, COUNT, 5)).toBe(0);
  });
});

describe('createExtremes', () => {
  it('keeps the least and the most of each part', () => {
    fc.assert(
      fc.property(curve, (points) => {
        const buckets = createExtremes(SPAN, COUNT);
        for (const [at, value] of points) buckets.add(at, value);
        const kept = buckets.points();
        expect(kept.map(([at]) => at)).toEqual(kept.map(([at]) => at).toSorted((a, b) => a - b));
        for (let part = 0; part < COUNT; part += 1) {
          const within = (all: readonly (readonly [number, number])[]): readonly number[] =>
            all.filter(([at]) => partOf(SPAN, COUNT, at) === part).map(([, value]) => value);
          const [given, left] = [within(points), within(kept)];
          expect([Math.min(...left), Math.max(...left)]).toEqual([Math.min(...given), Math.max(...given)]);
          expect(left.length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it('passes over what is no number', () => {
    const buckets = createExtremes(SPAN, COUNT);
    buckets.add(1_500, Number.NaN);
    buckets.add(1_500, Number.POSITIVE_INFINITY);
    expect(buckets.points()).toEqual([]);
  });
});

describe('createLasts', () => {
  it('keeps the last of each part', () => {
    fc.assert(
      fc.property(curve, (points) => {
        const buckets = createLasts(SPAN, COUNT);
        for (const [at, value] of points) buckets.add(at, value);
        const expected = new Map(points.map((point) => [partOf(SPAN, COUNT, point[0]), point]));
        expect(buckets.points()).toEqual([...expected.values()]);
      }),
    );
  });
});
