import { type Axes, isDrawn, px } from './axes.ts';
import type { Figure, Layer, Point } from './figure.ts';
import { type Html, html } from './html.ts';
import { thinned } from './thin.ts';
import { minute, shown } from './ticks.ts';

/** Colours that there are: see the style. From this line on, dashes tell them apart as well. */
const COLOURS = 8;
const DASHES = ['', '', '', '7 3', '2 3', '9 3 2 3', '5 2', '1 2'];
/** More points are not drawn: those are left out evenly, and the caption says so. */
const MOST_POINTS = 1_500;

/** The class that gives the figure's `index`th layer its colour. */
export function colourOf({ hue = -1 }: Layer, index: number): string {
  return `s${(hue < 0 ? index : hue) % COLOURS}`;
}

export function dashOf({ hue = -1 }: Layer, index: number): string {
  return DASHES[(hue < 0 ? index : hue) % COLOURS] ?? '';
}

/** A path through `points`, broken where one is no number. */
function pathOf(points: readonly Point[], { x, y }: Axes): string {
  let isDown = false;
  let path = '';
  for (const point of points) {
    if (isDrawn(point)) path += `${isDown ? 'L' : 'M'}${px(x.at(point[0]))} ${px(y.at(point[1]))}`;
    isDown = isDrawn(point);
  }
  return path;
}

/** Circle, square, triangle and diamond, around 0. */
const SHAPES = [
  'M-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0Z',
  'M-3.2 -3.2H3.2V3.2H-3.2Z',
  'M0 -4.4L4 3H-4Z',
  'M0 4.4L4 -3H-4Z',
  'M0 -4.6L4.6 0L0 4.6L-4.6 0Z',
];

export function shapeOf(index: number): string {
  return SHAPES[index % SHAPES.length] ?? '';
}

export function xShown(value: number, figure: Figure): string {
  return figure.time ? minute(value) : `${figure.x} ${shown(value)}`;
}

/** One in how many of `points` is drawn. */
export function stepOf(points: readonly Point[]): number {
  return Math.max(1, Math.ceil(points.length / MOST_POINTS));
}

function pointsOf(layer: Layer & { readonly kind: 'points' }, index: number, axes: Axes): readonly Html[] {
  const step = stepOf(layer.points);
  return layer.points.flatMap((point, i) => {
    if (!isDrawn(point) || i % step !== 0) return [];
    const [x, y] = point;
    const label = layer.labels?.[i] ?? `${xShown(x, axes.figure)}, ${axes.figure.y} ${shown(y)}`;
    const place = `translate(${px(axes.x.at(x))} ${px(axes.y.at(y))})`;
    return [
      html`<path class="dot" d="${shapeOf(index)}" transform="${place}"><title>${layer.name}: ${label}</title></path>`,
    ];
  });
}

function bandOf(layer: Layer & { readonly kind: 'band' }, axes: Axes): Html {
  const edges = layer.edges.filter((edge) => edge.every(Number.isFinite));
  const lower = thinned(edges.map(([x, low]) => [x, low]));
  const upper = thinned(edges.map(([x, , high]) => [x, high]));
  const around = pathOf([...upper, ...lower.toReversed()], axes);
  return html`<path class="band" d="${around}Z"/><path class="edge" d="${pathOf(upper, axes)}${pathOf(lower, axes)}"/>`;
}

function barRects(index: number, axes: Axes): readonly Html[] {
  const { x, y, bars, figure } = axes;
  return bars
    .filter((bar) => bar.layer === index)
    .map(({ name, at, value, ...bar }) => {
      const [left, right] = [x.at(bar.x), x.at(bar.x + bar.width)];
      const [top, bottom] = [y.at(Math.max(bar.from, bar.to)), y.at(Math.min(bar.from, bar.to))];
      const width = Math.max(0.8, right - left - 0.6);
      const box = html`x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(bottom - top)}"`;
      const told = `${name}: ${xShown(at, figure)}, ${figure.y} ${shown(value)}`;
      return html`<rect class="bar" ${box}><title>${told}</title></rect>
`;
    });
}

/** `layer`, the figure's `index`th, as markup. */
export function layerOf(layer: Layer, index: number, axes: Axes): Html {
  const colour = colourOf(layer, index);
  if (layer.kind === 'bars') return html`<g class="${colour}">${barRects(index, axes)}</g>`;
  if (layer.kind === 'points') return html`<g class="${colour}">${pointsOf(layer, index, axes)}</g>`;
  if (layer.kind === 'band') return html`<g class="${colour}">${bandOf(layer, axes)}</g>`;
  const path = pathOf(thinned(layer.points), axes);
  const dash = dashOf(layer, index);
  return html`<g class="${colour}"><path class="line" stroke-dasharray="${dash}" d="${path}"/></g>`;
}
