import type { Figure, Point } from './figure.ts';
import { type Bar, barsOf } from './stack.ts';

/** The drawing's size and margins, in its own units. */
export const VIEW: Readonly<Record<'width' | 'height' | 'left' | 'right' | 'top' | 'bottom', number>> = {
  width: 560,
  height: 300,
  left: 64,
  right: 22,
  top: 14,
  bottom: 46,
};

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
}

export interface Axes {
  readonly x: Scale;
  readonly y: Scale;
  readonly figure: Figure;
  readonly bars: readonly Bar[];
}

/** Whether both coordinates are numbers. */
export function isDrawn([x, y]: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** Lowest and highest of `values`, apart and with a little room, if there are any. */
function rangeOf(values: Iterable<number>, room: number): readonly [low: number, high: number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  const gap = high > low ? room * (high - low) : 0.5 * Math.max(Math.abs(low), 1e-9);
  return [low - gap, high + gap];
}

function* xsOf({ layers }: Figure, bars: readonly Bar[]): Generator<number> {
  for (const { x, width } of bars) yield* [x, x + width];
  for (const layer of layers) {
    if (layer.kind === 'bars') continue;
    for (const [x] of layer.kind === 'band' ? layer.edges : layer.points) yield x;
  }
}

function* ysOf({ layers }: Figure, bars: readonly Bar[]): Generator<number> {
  for (const { from, to } of bars) yield* [from, to];
  for (const layer of layers) {
    if (layer.kind === 'band') for (const [, lower, upper] of layer.edges) yield* [lower, upper];
    else if (layer.kind !== 'bars') for (const [, y] of layer.points) yield y;
  }
}

function scaleOf([low, high]: readonly [number, number], from: number, to: number): Scale {
  return { low, high, at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

/** The axes that hold all of `figure`; null where it holds nothing. */
export function axesOf(figure: Figure): Axes | null {
  const bars = barsOf(figure);
  const hasLines = figure.layers.some(({ kind }) => kind === 'line' || kind === 'band');
  const xs = rangeOf(xsOf(figure, bars), hasLines ? 0 : 0.03);
  const ys = rangeOf(ysOf(figure, bars), 0.05);
  if (xs === null || ys === null) return null;
  const x = scaleOf(xs, VIEW.left, VIEW.width - VIEW.right);
  return { x, y: scaleOf(ys, VIEW.height - VIEW.bottom, VIEW.top), figure, bars };
}

/** A coordinate, to a tenth: files hold thousands of them. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
