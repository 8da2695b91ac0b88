import type { Figure, Layer } from './figure.ts';

/** A bar as it is drawn, in the units of its figure. */
export interface Bar {
  readonly layer: number;
  readonly name: string;
  /** Where and how much, as given. */
  readonly at: number;
  readonly value: number;
  readonly x: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

/** Share of the room between two neighbours that bars take. */
const FULL = 0.84;

type BarLayer = Layer & { readonly kind: 'bars' };

/** The smallest distance between two different x. */
function spacingOf(layers: readonly BarLayer[]): number {
  const xs = layers.flatMap(({ points }) => points.map(([x]) => x)).toSorted((a, b) => a - b);
  const gaps = xs.slice(1).flatMap((x, i) => (x > (xs[i] as number) ? [x - (xs[i] as number)] : []));
  return gaps.length === 0 ? 1 : gaps.reduce((least, gap) => Math.min(least, gap));
}

/** The bars of `figure`: side by side around their x, or on each other, away from zero. */
export function barsOf({ layers, stacked = false }: Figure): readonly Bar[] {
  const layered = layers.flatMap((layer, index) => (layer.kind === 'bars' ? [{ layer, index }] : []));
  const room = FULL * spacingOf(layered.map(({ layer }) => layer));
  const width = stacked ? room : room / Math.max(1, layered.length);
  const tops = new Map<string, number>();
  const bars: Bar[] = [];
  for (const [place, { layer, index }] of layered.entries()) {
    for (const [at, value] of layer.points) {
      if (!Number.isFinite(at) || !Number.isFinite(value)) continue;
      const side = `${at} ${value < 0}`;
      const from = stacked ? (tops.get(side) ?? 0) : 0;
      tops.set(side, from + value);
      const x = at - room / 2 + (stacked ? 0 : place * width);
      bars.push({ layer: index, name: layer.name, at, value, x, width, from, to: from + value });
    }
  }
  return bars;
}
