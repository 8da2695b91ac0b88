import { STRIKE } from './cases.ts';
import type { NormalRule } from './gauss-hermite.ts';
import type { PriceGrid } from './regions.ts';

/**
 * Certainty equivalent of what is owed, holding `holding` (by its index) at price `i` until the next step.
 */
export type Ahead = (i: number, holding: number) => number;

/**
 * V of a step in one row per holding: prices of the grid, and a margin on either side for where a step leads.
 */
export interface Values {
  readonly grid: PriceGrid;
  readonly holdings: number;
  readonly margin: number;
  readonly width: number;
  readonly rows: Float64Array;
}

/** Room for V where steps go `reach` far in the logarithm of the price. */
export function createValues(grid: PriceGrid, holdings: number, reach: number): Values {
  const margin = Math.ceil(reach / grid.spacing) + 3;
  const width = grid.size + 2 * margin;
  return { grid, holdings, margin, width, rows: new Float64Array(width * holdings) };
}

/** Fills the margins: V goes on straight in the price, as the payoff does. */
export function extend({ grid, holdings, margin, width, rows }: Values): void {
  const { prices, size, spacing } = grid;
  const price = (i: number): number => prices[i] ?? 0;
  for (let holding = 0; holding < holdings; holding++) {
    const first = holding * width + margin;
    const last = first + size - 1;
    const value = (at: number): number => rows[at] ?? 0;
    const below = (value(first + 1) - value(first)) / (price(1) - price(0));
    const above = (value(last) - value(last - 1)) / (price(size - 1) - price(size - 2));
    for (let m = 1; m <= margin; m++) {
      rows[first - m] = value(first) + below * price(0) * Math.expm1(-m * spacing);
      rows[last + m] = value(last) + above * price(size - 1) * Math.expm1(m * spacing);
    }
  }
}

/** Logarithm of the price after a step without drift. */
function logMove(deviation: number, z: number): number {
  return deviation * z - 0.5 * deviation * deviation;
}

/**
 * Before expiry, by trapezoids so narrow that the kink of the payoff does no harm. They end at 8.5
 * deviations, as the rule of the other steps does: a price that may grow without any bound has no exponential
 * moment.
 */
export function beforeExpiry(riskAversion: number, deviation: number, values: Values): Ahead {
  const { holdings, grid } = values;
  const [reach, spacing] = [8.5, 0.04];
  const count = Math.round((2 * reach) / spacing) + 1;
  const weights = new Float64Array(count);
  const gains = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const z = k * spacing - reach;
    weights[k] = (Math.exp(-0.5 * z * z) * spacing) / Math.sqrt(2 * Math.PI);
    gains[k] = Math.expm1(logMove(deviation, z));
  }
  return (i, holding) => {
    const price = grid.prices[i] ?? 0;
    const held = holding / (holdings - 1);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const gain = price * (gains[k] ?? 0);
      const owed = Math.max(0, price + gain - STRIKE) - held * gain;
      sum += (weights[k] ?? 0) * Math.exp(riskAversion * owed);
    }
    return Math.log(sum) / riskAversion;
  };
}

/** The farthest that `rule` goes in the logarithm of the price. */
export function reachOf(rule: NormalRule, deviation: number): number {
  return Math.abs(logMove(deviation, rule.points[0] ?? 0));
}

/**
 * Before any earlier step, from `values` of the next one, which may change between calls. On a grid that is
 * even in the logarithm a node of the rule leads equally far between grid prices from each of them, so that
 * the shares of the cubic through the four around it are the same for all.
 */
export function beforeStep(riskAversion: number, deviation: number, rule: NormalRule, values: Values): Ahead {
  const { grid, holdings, margin, width, rows } = values;
  const count = rule.points.length;
  const offsets = new Int32Array(count);
  const gains = new Float64Array(count);
  const shares = new Float64Array(4 * count);
  rule.points.forEach((point, k) => {
    const log = logMove(deviation, point);
    const place = log / grid.spacing;
    const x = place - Math.floor(place);
    offsets[k] = Math.floor(place) - 1;
    gains[k] = Math.expm1(log);
    // Lagrange's cubic through −1, 0, 1 and 2.
    shares[4 * k] = (-x * (x - 1) * (x - 2)) / 6;
    shares[4 * k + 1] = ((x + 1) * (x - 1) * (x - 2)) / 2;
    shares[4 * k + 2] = (-(x + 1) * x * (x - 2)) / 2;
    shares[4 * k + 3] = ((x + 1) * x * (x - 1)) / 6;
  });
  return (i, holding) => {
    const here = holding * width + margin + i;
    const known = rows[here] ?? 0;
    const exposed = (holding / (holdings - 1)) * (grid.prices[i] ?? 0);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const at = here + (offsets[k] ?? 0);
      const value =
        (shares[4 * k] ?? 0) * (rows[at] ?? 0) +
        (shares[4 * k + 1] ?? 0) * (rows[at + 1] ?? 0) +
        (shares[4 * k + 2] ?? 0) * (rows[at + 2] ?? 0) +
        (shares[4 * k + 3] ?? 0) * (rows[at + 3] ?? 0);
      const owed = value - known - exposed * (gains[k] ?? 0);
      sum += (rule.weights[k] ?? 0) * Math.exp(riskAversion * owed);
    }
    return known + Math.log(sum) / riskAversion;
  };
}
