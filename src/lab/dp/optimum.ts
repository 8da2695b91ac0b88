/**
 * The least that a hedger of exponential utility needs for a sold call, when every trade costs a share of its
 * notional, and the regions within which that hedger holds still: the exact dynamic programme of Hodges &
 * Neuberger, Review of Futures Markets 8 (1989) 222–239. With V = ln J / γ their recursion is
 *
 *   V_t(s, h⁻) = min_h λ s |h − h⁻| + G_t(s, h),  G_t(s, h) = ln E exp(γ (V_{t+1}(s', h) − h (s' − s))) / γ.
 *
 * G is convex in h, so that the best holding is the nearest edge of a region, beyond which V is straight in
 * h⁻.
 */
import { type Ahead, beforeExpiry, beforeStep, createValues, extend, reachOf, type Values } from './ahead.ts';
import type { Market } from './cases.ts';
import { gaussHermite } from './gauss-hermite.ts';
import { noTrade } from './no-trade.ts';
import { priceGrid, type Regions } from './regions.ts';

/** How finely it is solved. */
export interface Fineness {
  /** An odd number. */
  readonly prices: number;
  /** Evenly from 0 to 1. */
  readonly holdings: number;
  readonly nodes: number;
}

export interface Optimum {
  /** Certainty equivalent of selling the call and hedging it, with nothing held before the first trade. */
  readonly price: number;
  readonly regions: Regions;
}

const FINE: Fineness = { prices: 321, holdings: 241, nodes: 41 };
/** Of weights that cannot be told from nothing. */
const LEAST_WEIGHT = 1e-18;

interface Edges {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Puts V of a step into `values`, and the edges of its regions into row `t` of `edges`. */
function stepBack(ahead: Ahead, costRate: number, t: number, values: Values, edges: Edges): void {
  const { grid, holdings, margin, width, rows } = values;
  const spacing = 1 / (holdings - 1);
  const known = new Float64Array(holdings);
  let near: readonly [number, number] = [1, 1];
  // V of the next step is still needed at this price's neighbours.
  const made = new Float64Array(holdings * grid.size);
  for (let i = 0; i < grid.size; i++) {
    known.fill(Number.NaN);
    const sampled = (holding: number): number => {
      const value = known[holding] ?? Number.NaN;
      if (!Number.isNaN(value)) return value;
      const asked = ahead(i, holding);
      known[holding] = asked;
      return asked;
    };
    const cost = costRate * (grid.prices[i] ?? 0);
    const found = noTrade(sampled, holdings, cost, near);
    near = found.near;
    edges.lower[t * grid.size + i] = found.lower;
    edges.upper[t * grid.size + i] = found.upper;
    for (let holding = 0; holding < holdings; holding++) {
      const held = holding * spacing;
      let value: number;
      if (held < found.lower) value = found.atLower + cost * (found.lower - held);
      else if (held > found.upper) value = found.atUpper + cost * (held - found.upper);
      else value = sampled(holding);
      made[holding * grid.size + i] = value;
    }
  }
  for (let holding = 0; holding < holdings; holding++) {
    const row = made.subarray(holding * grid.size, (holding + 1) * grid.size);
    rows.set(row, holding * width + margin);
  }
  extend(values);
}

/**
 * The optimum of a market and a risk aversion. Within 1e-5 of the price at the usual fineness.

 */
export function solveOptimum(market: Market, riskAversion: number, fineness: Fineness = FINE): Optimum {
  const { vol, steps, step, costRate } = market;
  const grid = priceGrid(market, fineness.prices);
  const rule = gaussHermite(fineness.nodes, LEAST_WEIGHT);
  const deviation = vol * Math.sqrt(step);
  const values = createValues(grid, fineness.holdings, reachOf(rule, deviation));
  const edges = { lower: new Float64Array(steps * grid.size), upper: new Float64Array(steps * grid.size) };
  stepBack(beforeExpiry(riskAversion, deviation, values), costRate, steps - 1, values, edges);
  const ahead = beforeStep(riskAversion, deviation, rule, values);
  for (let t = steps - 2; t >= 0; t--) {
    stepBack(ahead, costRate, t, values, edges);
  }
  const start = (grid.size - 1) / 2;
  return { price: values.rows[values.margin + start] ?? Number.NaN, regions: { grid, ...edges } };
}
