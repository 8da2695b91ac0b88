import type { Market } from './cases.ts';

/** Evenly spaced logarithms of the price, symmetric about that of the start. */
export interface PriceGrid {
  readonly size: number;
  /** Logarithm of the first price. */
  readonly start: number;
  readonly spacing: number;
  readonly prices: Float64Array;
}

/**
 * Where a policy lets the holding be: at step t and price i between lower[t · size + i] and upper[t · size +
 * i]. It trades to the nearest edge; between the prices of the grid the edges are straight in the logarithm.
 */
export interface Regions {
  readonly grid: PriceGrid;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Standard deviations of the last price that a grid reaches. */
const REACH = 5.5;

/** A grid of `size` prices, an odd number, so that the start is one of them. */
export function priceGrid({ vol, steps, step }: Market, size: number): PriceGrid {
  const half = REACH * vol * Math.sqrt(steps * step);
  const spacing = (2 * half) / (size - 1);
  const prices = new Float64Array(size);
  for (let i = 0; i < size; i++) prices[i] = Math.exp((i - (size - 1) / 2) * spacing);
  return { size, start: -half, spacing, prices };
}

/** `regions` on another grid. */
export function resample(regions: Regions, grid: PriceGrid, steps: number): Regions {
  const { grid: old, lower, upper } = regions;
  const made = { lower: new Float64Array(steps * grid.size), upper: new Float64Array(steps * grid.size) };
  for (let i = 0; i < grid.size; i++) {
    const place = (grid.start + i * grid.spacing - old.start) / old.spacing;
    const cell = Math.min(old.size - 2, Math.max(0, Math.floor(place)));
    const share = Math.min(1, Math.max(0, place - cell));
    for (let t = 0; t < steps; t++) {
      const at = t * old.size + cell;
      const between = (edges: Float64Array): number =>
        (edges[at] ?? 0) * (1 - share) + (edges[at + 1] ?? 0) * share;
      made.lower[t * grid.size + i] = between(lower);
      made.upper[t * grid.size + i] = between(upper);
    }
  }
  return { grid, ...made };
}
