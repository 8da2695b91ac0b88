/**
 * Where an American put is exercised: the boundary B(τ) at time τ before expiry, found by the spectral
 * collocation of Andersen, Lake & Offengenden, "High-performance American option pricing", Journal of
 * Computational Finance 20 (2016) 39–87. The strike is 1 here: all prices are in units of it.
 *
 * Smooth fit makes B a fixed point, B = N(B) / D(B), of their equation A. ln²(B / B(0+)), as a function of
 * √τ, is so smooth that a polynomial through few Chebyshev points holds it to many digits.
 */
import { normalCdf } from '../../math/normal.ts';
import { gaussLegendre } from './quadrature.ts';

/** What the boundary depends on; the rate is not negative, and not nothing unless the yield is below it. */
export interface Climate {
  readonly years: number;
  readonly vol: number;
  readonly rate: number;
  readonly carryYield: number;
}

/** ln B is `limit` − √height; the heights at √(τ / years) = points of `GRID`, the first of them at `years`. */
export interface Boundary {
  readonly limit: number;
  readonly heights: Float64Array;
}

const ORDER = 12;
const RULE = gaussLegendre(16);
const COUNT = RULE.points.length;
const INVERSE_SQRT_2PI = 0.3989422804014327;

/**
 * The integrals over s in (0, τ) run over the angle whose sine is √(s / τ), which takes the square roots out
 * of the integrand at both ends: 16 points then do what 40 do along √s.
 */
const SINES: Float64Array = RULE.points.map((point) => Math.sin(0.5 * Math.PI * point));
const COSINES: Float64Array = RULE.points.map((point) => Math.cos(0.5 * Math.PI * point));
/** Of d(sine): the angle's weight times its cosine. */
const WEIGHTS: Float64Array = RULE.weights.map(
  (weight, k) => 0.5 * Math.PI * weight * (COSINES[k] as number),
);

/** The last turn changes no ln B by more than this share of vol · √years, or than its last digits. */
const SETTLED = 1e-9;
const LAST_DIGITS = 1e-14;
const TURNS = 100;
/** Full steps sway at the points next to expiry and may not settle. */
const DAMPING = 0.85;

/** √(τ / years) of the collocation points from 1 down to 0; the height at the last is known to be 0. */
const GRID: Float64Array = Float64Array.from({ length: ORDER + 1 }, (_, j) => {
  const half = Math.cos((0.5 * Math.PI * j) / ORDER);
  return half * half;
});

/**
 * Writes into `row` what the heights at the grid count for at `x`: barycentric interpolation (Berrut &
 * Trefethen, SIAM Review 46 (2004) 501–517).
 */
function fillWeights(x: number, row: Float64Array): void {
  let sum = 0;
  for (let j = 0; j <= ORDER; j++) {
    const gap = x - (GRID[j] as number);
    if (gap === 0) {
      row.fill(0);
      if (j < ORDER) row[j] = 1;
      return;
    }
    const weight = ((j % 2 === 0 ? 1 : -1) * (j === 0 || j === ORDER ? 0.5 : 1)) / gap;
    sum += weight;
    if (j < ORDER) row[j] = weight;
  }
  for (let j = 0; j < ORDER; j++) row[j] = (row[j] as number) / sum;
}

/** Interpolation onto `points`, a row for each. */
export function interpolation(points: Float64Array): Float64Array {
  const weights = new Float64Array(points.length * ORDER);
  points.forEach((x, i) => {
    fillWeights(x, weights.subarray(i * ORDER, (i + 1) * ORDER));
  });
  return weights;
}

/** ln B at the point of row `i` of `weights`. */
export function logBoundary(boundary: Boundary, weights: Float64Array, i: number): number {
  const { heights } = boundary;
  let height = 0;
  for (let j = 0, at = i * ORDER; j < ORDER; j++, at++) {
    height += (weights[at] as number) * (heights[j] as number);
  }
  return boundary.limit - Math.sqrt(Math.max(0, height));
}

/** Where the equation at a grid point reads the boundary: τ · cosine² from expiry. */
const READS: Float64Array = interpolation(
  Float64Array.from(
    { length: ORDER * COUNT },
    (_, at) => (GRID[Math.floor(at / COUNT)] as number) * (COSINES[at % COUNT] as number),
  ),
);

/** The exercise boundary of a put that never expires, for a rate above 0. */
function perpetual({ vol, rate, carryYield }: Climate): number {
  const variance = vol * vol;
  const drift = (rate - carryYield) / variance - 0.5;
  const root = Math.sqrt(drift * drift + (2 * rate) / variance);
  // The negative root of the characteristic equation, without the cancellation of −drift − root.
  const power = drift >= 0 ? -drift - root : (-2 * rate) / variance / (root - drift);
  return power / (power - 1);
}

/** First guess: the flat boundary of Bjerksund & Stensland, Scandinavian J. of Management 9 (1993) S87–S99. */
function guess(climate: Climate, limit: number): Float64Array {
  const { years, vol, rate, carryYield } = climate;
  const end = Math.exp(limit);
  const reach = vol * Math.sqrt(years);
  // Deeper than three deviations the guess does no good, and a boundary that is never reached has none.
  const far = Math.max(Math.min(end, perpetual(climate)), end * Math.exp(-3 * reach), 1e-100);
  const heights = new Float64Array(ORDER);
  for (let j = 0; j < ORDER; j++) {
    const x = GRID[j] as number;
    const deviation = reach * x;
    const pace = Math.max(2 * deviation + (carryYield - rate) * years * x * x, deviation);
    const share = -Math.expm1((-pace * far) / (end - far));
    // In the symmetric call the boundary rises from 1 / end to 1 / far.
    const log = -Math.log(1 / end + (1 / far - 1 / end) * share);
    heights[j] = (limit - log) * (limit - log);
  }
  return heights;
}

/** e^(−yield · s) at the points that the equation reads, which no turn changes. */
function keptOf({ years, carryYield }: Climate): Float64Array {
  const kept = new Float64Array(ORDER * COUNT);
  if (carryYield === 0) return kept;
  for (let at = 0; at < kept.length; at++) {
    const x = (GRID[Math.floor(at / COUNT)] as number) * (SINES[at % COUNT] as number);
    kept[at] = Math.exp(-carryYield * years * x * x);
  }
  return kept;
}

/**
 * The step from ln B at grid point `i` to what the equation makes of it: all of it where the equation draws in,
 * and Newton's for that point where it throws too far, as it does the more drift there is.
 */
function stepAt(climate: Climate, boundary: Boundary, kept: Float64Array, i: number): number {
  const { years, vol, rate, carryYield } = climate;
  const x = GRID[i] as number;
  const tau = years * x * x;
  const root = vol * Math.sqrt(tau);
  const log = boundary.limit - Math.sqrt(boundary.heights[i] as number);
  let sumN = 0;
  let sumD = 0;
  let sumCdf = 0;
  let bendN = 0;
  let bendD = 0;
  for (let k = 0; k < COUNT; k++) {
    const point = SINES[k] as number;
    const weight = WEIGHTS[k] as number;
    const s = tau * point * point;
    const deviation = root * point;
    const logRatio = log - logBoundary(boundary, READS, i * COUNT + k);
    const d2 = (logRatio + (rate - carryYield) * s) / deviation - 0.5 * deviation;
    const n = weight * Math.exp(-0.5 * d2 * d2 - rate * s);
    sumN += n;
    bendN += (n * d2) / point;
    if (carryYield === 0) continue;
    const d = n * Math.exp(-logRatio);
    sumD += d;
    bendD += (d * d2) / point;
    sumCdf += weight * point * (kept[i * COUNT + k] as number) * normalCdf(d2 + deviation);
  }
  const d2 = (log + (rate - carryYield) * tau) / root - 0.5 * root;
  const endN = INVERSE_SQRT_2PI * Math.exp(-0.5 * d2 * d2 - rate * tau);
  const endD = endN * Math.exp(-log);
  const spread = (2 * INVERSE_SQRT_2PI * Math.sqrt(tau)) / vol;
  const n = endN / root + rate * spread * sumN;
  const cdf = Math.exp(-carryYield * tau) * normalCdf(d2 + root) + 2 * carryYield * tau * sumCdf;
  const d = endD / root + carryYield * spread * sumD + cdf;
  // The slope of ln(n / d) by ln B here, the rest of the boundary held.
  const slopeN = (endN * d2) / tau + 2 * INVERSE_SQRT_2PI * rate * bendN;
  const slopeD = (endD * d2) / tau + 2 * INVERSE_SQRT_2PI * carryYield * bendD;
  const slope = (slopeD / d - slopeN / n) / (vol * vol);
  return (Math.log(n / d) - log) / Math.max(1, 1 - slope);
}

/**
 * The boundary of `climate`, begun from that of a climate close by where one is given. Undefined where the
 * iteration does not settle, as where drift outruns a tiny vol.
 */
export function solveBoundary(climate: Climate, near?: Boundary): Boundary | undefined {
  const { rate, carryYield } = climate;
  const limit = carryYield > rate ? Math.log(rate / carryYield) : 0;
  const heights = near?.heights.slice() ?? guess(climate, limit);
  const boundary: Boundary = { limit, heights };
  const kept = keptOf(climate);
  const next = new Float64Array(ORDER);
  const settled = Math.max(LAST_DIGITS, SETTLED * climate.vol * Math.sqrt(climate.years));
  let damping = DAMPING;
  let last = Infinity;
  for (let turn = 0; turn < TURNS; turn++) {
    let most = 0;
    for (let i = 0; i < ORDER; i++) {
      const before = Math.sqrt(heights[i] as number);
      const change = damping * stepAt(climate, boundary, kept, i);
      if (!Number.isFinite(change)) return undefined;
      const depth = Math.max(0, before - change);
      next[i] = depth * depth;
      most = Math.max(most, Math.abs(depth - before));
    }
    heights.set(next);
    if (most < settled) return boundary;
    if (most > last) damping *= 0.5;
    last = most;
  }
  return undefined;
}
