import type { Chart, Series } from '../experiment.ts';

export type Point = readonly [x: number, y: number];

/** What is drawn of one thing. */
type Drawn =
  | { readonly kind: 'line'; readonly name: string; readonly points: readonly Point[] }
  /** A region between two edges. */
  | {
      readonly kind: 'band';
      readonly name: string;
      readonly edges: readonly (readonly [x: number, lower: number, upper: number])[];
    }
  /** `labels`: what a point is, for its tooltip. */
  | {
      readonly kind: 'points';
      readonly name: string;
      readonly points: readonly Point[];
      readonly labels?: readonly string[];
    }
  | { readonly kind: 'bars'; readonly name: string; readonly points: readonly Point[] };

/** One thing drawn in a figure, in a colour of its own: that of its `hue`, or of its place among the layers. */
export type Layer = Drawn & { readonly hue?: number };

/** What is drawn into one pair of axes. `time`: x is epoch milliseconds. */
export interface Figure {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly time: boolean;
  /** Bars stand on each other, those above and below zero apart, instead of side by side. */
  readonly stacked?: boolean;
  readonly caption?: string;
  readonly layers: readonly Layer[];
}

function layersOf(kind: Chart['kind'], { name, points, band }: Series, hue: number): readonly Layer[] {
  const drawn: Layer = { kind, name, points, hue };
  if (band === undefined) return [drawn];
  const edges = points.flatMap(([x], i) => {
    const pair = band[i];
    return pair === undefined ? [] : [[x, ...pair] as const];
  });
  return [{ kind: 'band', name: `${name}, band`, edges, hue }, drawn];
}

/** An experiment's chart as a figure. */
export function figureOf({ title, kind, x, y, time, series }: Chart): Figure {
  return { title, x, y, time: time ?? false, layers: series.flatMap((one, i) => layersOf(kind, one, i)) };
}
