import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapsOf } from './gaps.ts';

const of = (...starts: number[]) => gapsOf(Float64Array.from(starts), 10);

describe('gapsOf', () => {
  it('finds none where bars follow each other, or where there are none', () => {
    for (const starts of [[], [0], [0, 10, 20]])
      expect(of(...starts)).toEqual({ count: 0, bars: 0, longestMs: 0, longest: [] });
  });

  it('counts the bars between the close before and the start after', () => {
    expect(of(0, 10, 40, 50, 70)).toEqual({
      count: 2,
      bars: 3,
      longestMs: 20,
      longest: [
        { from: 20, to: 40, bars: 2 },
        { from: 60, to: 70, bars: 1 },
      ],
    });
  });

  it('names the longest twenty, in order of time', () => {
    const starts = Array.from({ length: 40 }, (_, i) => 10 * (i * (i + 1)));
    const { count, longest, longestMs } = of(...starts);
    expect([count, longest.length, longestMs]).toEqual([39, 20, 770]);
    expect(longest.map(({ from }) => from)).toEqual(
      longest.map(({ from }) => from).toSorted((a, b) => a - b),
    );
    expect(longest[0]?.bars).toBe(39);
  });

  it('misses what makes the bars whole again', () => {
    const present = fc.uniqueArray(fc.nat(200), { minLength: 2 });
    fc.assert(
      fc.property(present, (places) => {
        const sorted = places.toSorted((a, b) => a - b);
        const span = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) + 1;
        expect(of(...sorted.map((place) => 10 * place)).bars).toBe(span - sorted.length);
      }),
    );
  });
});
