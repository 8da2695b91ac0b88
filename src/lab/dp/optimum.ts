/**
 * The least that a hedger of exponential utility needs for a sold call, when every trade costs a share of its
 * notional, and the regions within which that hedger holds still: the exact dynamic programme of Hodges & Neuberger,
 * Review of Futures Markets 8 (1989) 222–239. With V = ln J / γ their recursion is
 *
 *   V_t(s, h⁻) = min_h λ s |h − h⁻| + G_t(s, h),  G_t(s, h) = ln E exp(γ (V_{t+1}(s', h) − h (s' − s))) / γ.
 *
 * G is convex in h, so the minimum is one region's nearest edge, and V outside of the region is straight.
 */
import { type Case, PRICE, STRIKE } from './cases.ts';
import { gaussHermite, type NormalRule } from './gauss-hermite.ts';
import { type PriceGrid, priceGrid, type Regions } from './regions.ts';

export interface Optimum {
  /** Certainty equivalent of selling the call and hedging it, from nothing held. */
  readonly price: number;
  readonly regions: Regions;
}

interface Fineness {
  /** Odd. */
  readonly prices: number;
  readonly holdings: number;
  readonly nodes: number;
}

const FINENESS: Fineness = { prices: 321, holdings: 241, nodes: 41 };
/** Weights that cannot be told from nothing. */
const LEAST_WEIGHT = 1e-18;
/** Prices beyond either end of the grid that a step may reach. */
const MARGIN = 48;

/** Where a step leads from any price, on a grid even in the logarithm: the same for all. */
interface Move {
  readonly weight: number;
  /** Change of a price of 1. */
  readonly gain: number;
  /** Of the four neighbours that a value is interpolated from, the first; from the price's own place. */
  readonly offset: number;
  readonly shares: readonly [number, number, number, number];
}

function movesOf(rule: NormalRule, deviation: number, spacing: number): readonly Move[] {
  return Array.from(rule.points, (point, k) => {
    const log = deviation * point - 0.5 * deviation * deviation;
    const place = log / spacing;
    const cell = Math.floor(place);
    const x = place - cell;
    // Lagrange's cubic through −1, 0, 1, 2.
    const shares = [
      (-x * (x - 1) * (x - 2)) / 6,
      ((x + 1) * (x - 1) * (x - 2)) / 2,
      (-(x + 1) * x * (x - 2)) / 2,
      ((x + 1) * x * (x - 1)) / 6,
    ] as const;
    return { weight: rule.weights[k] ?? 0, gain: Math.expm1(log), offset: cell - 1, shares };
  });
}

/** What is needed for a holding at a price, if the next trade is a step away; NaN where not yet known. */
type Ahead = (i: number, holding: number) => number;

/** At the last step before expiry, by trapezoids so fine that the payoff's kink does no harm. */
function beforeExpiry(riskAversion: number, deviation: number, prices: Float64Array): Ahead {
  const [reach, spacing] = [8.5, 0.04];
  const weights: number[] = [];
  const gains: number[] = [];
  for (let z = -reach; z <= reach + 1e-9; z += spacing) {
    weights.push((Math.exp(-0.5 * z * z) * spacing) / Math.sqrt(2 * Math.PI));
    gains.push(Math.expm1(deviation * z - 0.5 * deviation * deviation));
  }
  return (i, holding) => {
    const price = prices[i] ?? 0;
    let sum = 0;
    for (let k = 0; k < gains.length; k++) {
      const gain = price * (gains[k] ?? 0);
      const owed = Math.max(0, price + gain - STRIKE) - holding * gain;
      sum += (weights[k] ?? 0) * Math.exp(riskAversion * owed);
    }
    return Math.log(sum) / riskAversion;
  };
}

/** V of the next step in rows of holdings, each with a margin on either side. */
interface Values {
  readonly width: number;
  readonly rows: Float64Array;
}

/** Beyond the grid V goes on straight in the price, as the payoff does. */
function extendRow(values: Values, row: number, grid: PriceGrid): void {
  const { rows, width } = values;
  const first = row * width + MARGIN;
  const last = first + grid.size - 1;
  const lowest = grid.prices[0] ?? 0;
  const highest = grid.prices[grid.size - 1] ?? 0;
  const atLow = rows[first] ?? 0;
  const atHigh = rows[last] ?? 0;
  const lowSlope = ((rows[first + 1] ?? 0) - atLow) / ((grid.prices[1] ?? 0) - lowest);
  const highSlope = (atHigh - (rows[last - 1] ?? 0)) / (highest - (grid.prices[grid.size - 2] ?? 0));
  for (let m = 1; m <= MARGIN; m++) {
    rows[first - m] = atLow + lowSlope * lowest * Math.expm1(-m * grid.spacing);
    rows[last + m] = atHigh + highSlope * highest * Math.expm1(m * grid.spacing);
  }
}

/** At any earlier step, from V of the next one. */
function beforeStep(
  riskAversion: number,
  moves: readonly Move[],
  prices: Float64Array,
  values: Values,
  row: (holding: number) => number,
): Ahead {
  return (i, holding) => {
    const price = prices[i] ?? 0;
    const { rows, width } = values;
    const here = row(holding) * width + MARGIN + i;
    const known = rows[here] ?? 0;
    let sum = 0;
    for (const { weight, gain, offset, shares } of moves) {
      const at = here + offset;
      const value =
        shares[0] * (rows[at] ?? 0) +
        shares[1] * (rows[at + 1] ?? 0) +
        shares[2] * (rows[at + 2] ?? 0) +
        shares[3] * (rows[at + 3] ?? 0);
      sum += weight * Math.exp(riskAversion * (value - known - holding * price * gain));
    }
    return known + Math.log(sum) / riskAversion;
  };
}
