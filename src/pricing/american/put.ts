/**
 * An American put from its exercise boundary, in units of the strike: a call is such a put too, with price and
 * strike, rate and yield changed over (McDonald & Schroder, Journal of Computational Finance 1 (1998) 5–38).
 */
import { blackScholes } from '../black-scholes.ts';
import { type Boundary, type Climate, solveBoundary } from './boundary.ts';
import { logBoundaryNow, premiumOf } from './premium.ts';

/** In units of the strike. `byYield` is the slope by the carry yield, as `rho` is by the rate. */
export interface PutValue {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly rho: number;
  readonly isExercised: boolean;
}

interface Point {
  readonly boundary: Boundary;
  readonly isExercised: boolean;
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
}

/** Waiting is never worse than exercise: the interest on the strike is not above what the price yields. */
export function isNeverEarly(rate: number, carryYield: number): boolean {
  return rate <= 0 && carryYield >= rate;
}

/** Exercise is right in a band below the strike only, not all the way down to nothing. */
export function hasTwoBoundaries(rate: number, carryYield: number): boolean {
  return rate < 0 && carryYield < rate;
}

function pointAt(climate: Climate, moneyness: number, near?: Boundary): Point | undefined {
  const boundary = solveBoundary(climate, near);
  if (boundary === undefined) return undefined;
  const spot = Math.exp(moneyness);
  const intrinsic = -Math.expm1(moneyness);
  if (moneyness <= logBoundaryNow(boundary)) {
    return { boundary, isExercised: true, price: intrinsic, delta: -1, gamma: 0 };
  }
  const european = blackScholes({ type: 'put', spot, strike: 1, ...climate });
  if ('kind' in european) return undefined;
  const premium = premiumOf(climate, boundary, moneyness);
  // The last digits of a premium of nothing may fall on either side of it.
  const price = Math.max(european.price + Math.max(0, premium.price), intrinsic);
  const delta = european.delta + premium.delta;
  return { boundary, isExercised: false, price, delta, gamma: european.gamma + premium.gamma };
}

/** As far from `base` as `other` is, to the other side: where a boundary as far away is looked for. */
function mirrored(base: Boundary, other: Boundary): Boundary {
  const heights = base.heights.map((height, i) => Math.max(0, 2 * height - (other.heights[i] as number)));
  return { limit: base.limit, heights };
}

/**
 * Slope of the price by one of the climate's numbers: central, or of the same order to one side where the
 * other side is another problem (one that is never exercised early, or twice bounded).
 */
function slope(
  climate: Climate,
  moneyness: number,
  base: Point,
  field: keyof Climate,
  step: number,
): number | undefined {
  const at = (distance: number, near: Boundary): Point | undefined => {
    const moved = { ...climate, [field]: climate[field] + distance };
    if (isNeverEarly(moved.rate, moved.carryYield) || hasTwoBoundaries(moved.rate, moved.carryYield)) {
      return undefined;
    }
    return pointAt(moved, moneyness, near);
  };
  const up = at(step, base.boundary);
  const down = at(-step, up === undefined ? base.boundary : mirrored(base.boundary, up.boundary));
  if (up !== undefined && down !== undefined) return (up.price - down.price) / (2 * step);
  const side = up === undefined ? -1 : 1;
  const one = up ?? down;
  const two = at(2 * side * step, base.boundary);
  return one === undefined || two === undefined
    ? undefined
    : (side * (4 * one.price - two.price - 3 * base.price)) / (2 * step);
}

/**
 * Value of a put at ln(price / strike) = `moneyness`, where it may be exercised early and has one boundary;
 * `rho` is its slope by `rateField`. Undefined where the boundary is not found.
 */
export function americanPut(
  climate: Climate,
  moneyness: number,
  rateField: 'rate' | 'carryYield',
): PutValue | undefined {
  const base = pointAt(climate, moneyness);
  if (base === undefined) return undefined;
  const { price, delta, gamma, isExercised } = base;
  if (isExercised) return { price, delta, gamma, vega: 0, theta: 0, rho: 0, isExercised };
  const { rate, carryYield, vol, years } = climate;
  const vega = slope(climate, moneyness, base, 'vol', 1e-4 * vol);
  // Towards a rate of 0 the price bends more and more, and ends there as this problem.
  const room = rateField === 'rate' ? Math.max(1e-7, 0.1 * rate) : 1;
  const rho = slope(climate, moneyness, base, rateField, Math.min(1e-4, 1e-3 / years, room));
  if (vega === undefined || rho === undefined) return undefined;
  const spot = Math.exp(moneyness);
  // The Black-Scholes equation, which holds wherever the put is alive.
  const theta = rate * price - (rate - carryYield) * spot * delta - 0.5 * vol * vol * spot * spot * gamma;
  return { price, delta, gamma, vega, theta, rho, isExercised };
}
