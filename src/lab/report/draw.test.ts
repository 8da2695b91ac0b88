import { describe, expect, it } from 'vitest';
import { draw } from './draw.ts';
import { type Figure, figureOf, type Layer, type Point } from './figure.ts';
import { misnested, textOf } from './report-fixture.ts';

function figure(layers: readonly Layer[], change: Partial<Figure> = {}): Figure {
  return { title: 'Costs & errors', x: 'error', y: 'cost', time: false, layers, ...change };
}

/** Coordinates of the first path of `kind`. */
function pathOf(markup: string, kind: string): readonly (readonly number[])[] {
  const path = new RegExp(`class="${kind}"[^>]* d="([^"]*)"`).exec(markup)?.[1] ?? '';
  return path
    .split(/[MLZ]/)
    .filter(Boolean)
    .map((pair) => pair.split(' ').map(Number));
}

const LINE: Layer = {
  kind: 'line',
  name: 'one',
  points: [
    [0, 0],
    [5, 10],
    [10, 5],
  ],
};

describe('draw', () => {
  it('draws a line where its numbers are: right is more, up is more', () => {
    const [a, b, c] = pathOf(draw(figure([LINE])).html, 'line');
    expect([(a?.[0] ?? 0) < (b?.[0] ?? 0), (b?.[0] ?? 0) < (c?.[0] ?? 0)]).toEqual([true, true]);
    expect((b?.[0] ?? 0) - (a?.[0] ?? 0)).toBeCloseTo((c?.[0] ?? 0) - (b?.[0] ?? 0), 0);
    expect((a?.[1] ?? 0) - (b?.[1] ?? 0)).toBeCloseTo(2 * ((a?.[1] ?? 0) - (c?.[1] ?? 0)), 0);
  });

  it('tells in a tooltip what a line is worth where one points', () => {
    const titles = textOf(draw(figure([LINE])).html, 'title');
    expect(titles.length).toBe(80);
    expect(titles[0]).toBe('error 0.0625\none: 0');
    expect(titles.at(-1)).toBe('error 9.9375\none: 10');
  });

  it('breaks a line where a number is missing', () => {
    const points: readonly Point[] = [
      [0, 1],
      [1, 2],
      [2, Number.NaN],
      [3, 4],
      [4, 5],
    ];
    const { html } = draw(figure([{ kind: 'line', name: 'a', points }]));
    expect(/class="line"[^>]* d="([^"]*)"/.exec(html)?.[1]?.match(/M/g)?.length).toBe(2);
    expect(html).not.toContain('NaN');
  });

  it('draws a band between its edges', () => {
    const band: Layer = {
      kind: 'band',
      name: 'b',
      edges: [
        [0, -1, 1],
        [10, -2, 2],
      ],
    };
    const corners = pathOf(draw(figure([band])).html, 'band');
    expect(corners.length).toBe(4);
    expect(corners[0]?.[0]).toBe(corners[3]?.[0]);
    expect(corners[1]?.[1]).toBeLessThan(corners[0]?.[1] ?? 0);
    expect(corners[2]?.[1]).toBeGreaterThan(corners[3]?.[1] ?? 0);
  });

  it('draws points with their labels, and says when there are too many', () => {
    const few: Layer = {
      kind: 'points',
      name: 'p',
      points: [
        [1, 2],
        [2, Number.NaN],
        [3, 1],
      ],
      labels: ['a', 'b', '<c>'],
    };
    expect(textOf(draw(figure([few])).html, 'title')).toEqual(['p: a', 'p: &lt;c&gt;']);
    const many: Layer = {
      kind: 'points',
      name: 'q',
      points: Array.from({ length: 4_000 }, (_, i) => [i, i]),
    };
    const { html } = draw(figure([many]));
    expect(textOf(html, 'title').length).toBe(1_334);
    expect(html).toContain('Of q, one in 3 is drawn.');
  });

  it('draws bars from zero, with their values', () => {
    const bars: Layer = {
      kind: 'bars',
      name: 'gain',
      points: [
        [1, 2],
        [2, -3],
      ],
    };
    const { html } = draw(figure([bars], { stacked: true }));
    expect(textOf(html, 'title')).toEqual(['gain: error 1, cost 2', 'gain: error 2, cost −3']);
    const boxes = [...html.matchAll(/y="([\d.]+)" width="[\d.]+" height="([\d.]+)"><title>gain/g)].map(
      ([, y, h]) => [Number(y), Number(h)],
    );
    const [up = [0, 0], down = [0, 0]] = boxes;
    expect((up[0] ?? 0) + (up[1] ?? 0)).toBeCloseTo(down[0] ?? 0, 0);
    expect((down[1] ?? 0) / (up[1] ?? 1)).toBeCloseTo(1.5, 1);
  });

  it.each<[string, readonly Layer[]]>([
    ['nothing', []],
    ['an empty line', [{ kind: 'line', name: 'a', points: [] }]],
    ['no number', [{ kind: 'points', name: 'a', points: [[0, Number.POSITIVE_INFINITY]] }]],
  ])('says so where there is %s to draw', (_case, layers) => {
    expect(draw(figure(layers)).html).toContain('There is nothing to draw.');
  });

  it.each<[string, readonly Point[]]>([
    ['one point', [[5, 7]]],
    [
      'a flat line',
      [
        [0, 0],
        [1, 0],
      ],
    ],
    [
      'one time',
      [
        [3, 1],
        [3, 2],
      ],
    ],
    [
      'huge numbers',
      [
        [0, -1e300],
        [1, 1e300],
      ],
    ],
    [
      'tiny numbers',
      [
        [0, 1e-300],
        [1, 2e-300],
      ],
    ],
  ])('draws %s', (_case, points) => {
    const { html } = draw(figure([{ kind: 'line', name: 'a', points }]));
    expect(html).not.toMatch(/NaN|Infinity/);
    expect(misnested(html)).toBeNull();
  });

  it('names what it draws', () => {
    const { html } = draw(figure([LINE, { ...LINE, name: 'two' }], { caption: 'As measured.' }));
    expect(html).toContain('aria-label="Costs &amp; errors: one, two"');
    expect(textOf(html, 'li')).toEqual(['one', 'two']);
    expect(textOf(html, 'h3')).toEqual(['Costs &amp; errors']);
    expect(html).toContain('As measured.');
  });
});

describe('figureOf', () => {
  it('draws an experiment’s series, a band behind its line', () => {
    const points: readonly Point[] = [
      [1, 2],
      [2, 3],
    ];
    const series = [
      { name: 'a', points, band: [[1, 3] as const, [2, 4] as const] },
      { name: 'b', points },
    ];
    const made = figureOf({ title: 't', kind: 'line', x: 'x', y: 'y', time: true, series });
    expect(made.time).toBe(true);
    expect(made.layers.map(({ kind, name, hue }) => [kind, name, hue])).toEqual([
      ['band', 'a, band', 0],
      ['line', 'a', 0],
      ['line', 'b', 1],
    ]);
    expect(made.layers[0]).toMatchObject({
      edges: [
        [1, 1, 3],
        [2, 2, 4],
      ],
    });
  });
});
