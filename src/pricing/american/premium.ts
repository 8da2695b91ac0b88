/**
 * What the right to exercise a put early is worth, given its boundary: the integral of Kim, Review of
 * Financial Studies 3 (1990) 547–572, and its derivatives by the price under the integral sign. Strike 1.
 */
import { normalCdf } from '../../math/normal.ts';
import { type Boundary, type Climate, interpolation, logBoundary } from './boundary.ts';
import { doubleExponential } from './quadrature.ts';

/** Of the premium, in units of the strike. */
export interface Premium {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
}

const INVERSE_SQRT_2PI = 0.3989422804014327;
const RULE = doubleExponential(1 / 16, 3);
/** At s = years · point² from now, that is at √(1 − point²) of the boundary's own axis. */
const READS: Float64Array = interpolation(
  RULE.points.map((point, i) => Math.sqrt((RULE.complements[i] as number) * (1 + point))),
);

/** ln B now: at or below it the put is exercised. */
export function logBoundaryNow(boundary: Boundary): number {
  return boundary.limit - Math.sqrt(boundary.heights[0] as number);
}

/** The premium at ln(price / strike) = `moneyness`, above the boundary. */
export function premiumOf(climate: Climate, boundary: Boundary, moneyness: number): Premium {
  const { years, vol, rate, carryYield } = climate;
  const root = vol * Math.sqrt(years);
  const spot = Math.exp(moneyness);
  let price = 0;
  let density = 0;
  let tail = 0;
  let gamma = 0;
  for (let i = 0; i < RULE.points.length; i++) {
    const point = RULE.points[i] as number;
    const weight = RULE.weights[i] as number;
    const s = years * point * point;
    const deviation = root * point;
    const logRatio = moneyness - logBoundary(boundary, READS, i);
    const d2 = (logRatio + (rate - carryYield) * s) / deviation - 0.5 * deviation;
    const d1 = d2 + deviation;
    const strikeSide = rate * Math.exp(-rate * s);
    const share = carryYield === 0 ? 0 : carryYield * Math.exp(-carryYield * s) * normalCdf(-d1);
    price += weight * point * (strikeSide * normalCdf(-d2) - spot * share);
    tail += weight * point * share;
    const bell = strikeSide * Math.exp(-0.5 * d2 * d2);
    // The same bell on the other side: e^(−q·s)·φ(d1) = e^(−r·s)·φ(d2) · boundary / price.
    const other = carryYield === 0 ? 0 : carryYield * Math.exp(-0.5 * d2 * d2 - rate * s - logRatio);
    density += weight * (other - bell / spot);
    gamma += (weight / point) * (bell * d1 - spot * other * d2);
  }
  return {
    price: 2 * years * price,
    delta: ((2 * years) / root) * INVERSE_SQRT_2PI * density - 2 * years * tail,
    gamma: (2 * INVERSE_SQRT_2PI * gamma) / (vol * vol * spot * spot),
  };
}
