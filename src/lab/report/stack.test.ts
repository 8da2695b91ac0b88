import { describe, expect, it } from 'vitest';
import type { Figure } from './figure.ts';
import { barsOf } from './stack.ts';

const FIGURE: Figure = {
  ...{ title: '', x: '', y: '', time: false },
  layers: [
    {
      kind: 'bars',
      name: 'a',
      points: [
        [0, 3],
        [10, -1],
      ],
    },
    { kind: 'line', name: 'not a bar', points: [[0, 99]] },
    {
      kind: 'bars',
      name: 'b',
      points: [
        [0, 2],
        [10, -4],
        [20, Number.NaN],
      ],
    },
  ],
};

describe('barsOf', () => {
  it('stands bars side by side, around their x', () => {
    const bars = barsOf(FIGURE);
    expect(bars.map(({ layer, at, from, to }) => [layer, at, from, to])).toEqual([
      [0, 0, 0, 3],
      [0, 10, 0, -1],
      [2, 0, 0, 2],
      [2, 10, 0, -4],
    ]);
    const [a, , b] = bars;
    expect(a?.x).toBeCloseTo(-4.2, 12);
    expect((a?.x ?? 0) + (a?.width ?? 0)).toBeCloseTo(b?.x ?? Number.NaN, 12);
    expect((b?.x ?? 0) + (b?.width ?? 0)).toBeCloseTo(4.2, 12);
  });

  it('stacks bars away from zero, gains apart from losses', () => {
    const mixed = { ...FIGURE, stacked: true };
    expect(barsOf(mixed).map(({ at, from, to }) => [at, from, to])).toEqual([
      [0, 0, 3],
      [10, 0, -1],
      [0, 3, 5],
      [10, -1, -5],
    ]);
    expect(new Set(barsOf(mixed).map(({ width }) => width)).size).toBe(1);
  });
});
