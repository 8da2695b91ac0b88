import { type Axes, axesOf, isDrawn, px, VIEW } from './axes.ts';
import type { Figure, Layer } from './figure.ts';
import { type Html, html } from './html.ts';
import { colourOf, dashOf, layerOf, shapeOf, stepOf, xShown } from './layers.ts';
import { numberTicks, shown, type Tick, timeTicks } from './ticks.ts';

/** Parts of the width that have a tooltip of their own. */
const STRIPS = 80;
/** Words in a drawing. */
function words(style: string, x: number, y: number, text: string): Html {
  return html`<text class="${style}" x="${px(x)}" y="${px(y)}">${text}</text>
`;
}

function stroke(style: string, path: string): Html {
  return html`<path class="${style}" d="${path}"/>`;
}

function grid({ x, y, figure }: Axes): Html {
  const [right, bottom] = [VIEW.width - VIEW.right, VIEW.height - VIEW.bottom];
  const across = ({ value, label }: Tick): Html => {
    const at = y.at(value);
    const line = stroke(value === 0 ? 'zero' : 'grid', `M${VIEW.left} ${px(at)}H${right}`);
    return html`${line}${words('end', VIEW.left - 7, at + 4, label)}`;
  };
  const along = ({ value, label }: Tick): Html => {
    const at = x.at(value);
    return html`${stroke('tick', `M${px(at)} ${bottom}v5`)}${words('mid', at, bottom + 18, label)}`;
  };
  const ticks = figure.time ? timeTicks(x.low, x.high) : numberTicks(x.low, x.high);
  const name = words('mid', (VIEW.left + right) / 2, VIEW.height - 8, figure.x);
  const axis = stroke('axis', `M${VIEW.left} ${bottom}H${right}`);
  return html`${numberTicks(y.low, y.high).map(across)}${axis}${ticks.map(along)}${name}`;
}

/** The value of each line at `x`: of its last point up to there. */
function valuesAt({ layers }: Figure, x: number): readonly string[] {
  return layers.flatMap((layer) => {
    if (layer.kind === 'line') {
      const point = layer.points.findLast((one) => isDrawn(one) && one[0] <= x);
      return point === undefined ? [] : [`${layer.name}: ${shown(point[1])}`];
    }
    if (layer.kind !== 'band') return [];
    const edge = layer.edges.findLast((one) => one[0] <= x);
    return edge === undefined ? [] : [`${layer.name}: ${shown(edge[1])} to ${shown(edge[2])}`];
  });
}

/** Upright strips that tell in a tooltip what the lines are worth where they stand. */
function strips({ x, figure }: Axes): readonly Html[] {
  if (!figure.layers.some(({ kind }) => kind === 'line')) return [];
  const width = (VIEW.width - VIEW.left - VIEW.right) / STRIPS;
  const height = VIEW.height - VIEW.top - VIEW.bottom;
  return Array.from({ length: STRIPS }, (_, i) => {
    const value = x.low + ((i + 0.5) / STRIPS) * (x.high - x.low);
    const told = [xShown(value, figure), ...valuesAt(figure, value)].join('\n');
    const left = px(VIEW.left + i * width);
    const box = html`x="${left}" y="${VIEW.top}" width="${px(width)}" height="${height}"`;
    return html`<rect class="strip" ${box}><title>${told}</title></rect>
`;
  });
}

function swatch(layer: Layer, index: number): Html {
  const { kind, name } = layer;
  const mark =
    kind === 'points'
      ? html`<path class="dot" d="${shapeOf(index)}" transform="translate(9 6)"/>`
      : kind === 'line'
        ? html`<path class="line" stroke-dasharray="${dashOf(layer, index)}" d="M0 6H18"/>`
        : html`<rect class="${kind === 'band' ? 'band' : 'bar'}" x="1" y="1" width="16" height="10"/>`;
  const icon = html`<svg viewBox="0 0 18 12" aria-hidden="true">${mark}</svg>`;
  return html`<li class="${colourOf(layer, index)}">${icon}${name}</li>`;
}

function captionOf({ caption, layers }: Figure): Html | null {
  const left = layers.flatMap((layer) => {
    const step = layer.kind === 'points' ? stepOf(layer.points) : 1;
    return step > 1 ? [`Of ${layer.name}, one in ${step} is drawn.`] : [];
  });
  const text = [...(caption === undefined ? [] : [caption]), ...left].join(' ');
  return text === '' ? null : html`<p class="caption">${text}</p>`;
}

/** `figure` as markup: a drawing with a legend, or a word that there is nothing to draw. */
export function draw(figure: Figure): Html {
  const axes = axesOf(figure);
  const { title, y, layers } = figure;
  if (axes === null)
    return html`<figure><h3>${title}</h3><p class="caption">There is nothing to draw.</p></figure>`;
  // What is pointed at lies on top: strips over lines, points over strips.
  const [over, under] = [new Set(['points']), new Set(['line', 'band', 'bars'])];
  const drawn = (kinds: ReadonlySet<string>): readonly Html[] =>
    layers.map((layer, i) => (kinds.has(layer.kind) ? layerOf(layer, i, axes) : html``));
  const label = `${title}: ${layers.map(({ name }) => name).join(', ')}`;
  return html`<figure><h3>${title}</h3><p class="unit">${y}</p>
<svg viewBox="0 0 ${VIEW.width} ${VIEW.height}" role="img" aria-label="${label}">
${grid(axes)}${drawn(under)}${strips(axes)}${drawn(over)}</svg>
<ul class="legend">${layers.map(swatch)}</ul>${captionOf(figure)}</figure>
`;
}
