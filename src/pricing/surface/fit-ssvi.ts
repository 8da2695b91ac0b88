/**
 * One SSVI surface over all expiries, free of butterfly and calendar arbitrage by its parameters alone: Gatheral &
 * Jacquier (2014), section 4, with the power law φ(θ) = η θ^−γ. With γ in [0, 1] θφ(θ) never falls and grows no
 * faster than φ(θ) allows (their theorem 4.1), so that θ rising with time is all that calendars need.
 */
import { nelderMead } from '../../math/nelder-mead.ts';
import type { Refused } from '../refused.ts';
import type { Slice } from './fit-slice.ts';
import { pointsOf } from './fit-surface.ts';
import { fitRobustly, missOf, type Quality, qualityOf, type Targets } from './robust.ts';
import type { SmilePoints, SmileQuotes } from './smile-quotes.ts';
import { fitSsviSlice, largestPhi, type Ssvi, ssviAsSvi } from './ssvi.ts';

export interface SsviExpiry extends Slice, Quality {
  /** Total variance at the money; never less than that of the expiry before. */
  readonly theta: number;
}

export interface SsviSurface {
  readonly rho: number;
  readonly eta: number;
  readonly gamma: number;
  /** By rising time to expiry. */
  readonly expiries: readonly SsviExpiry[];
}

interface Shape {
  readonly rho: number;
  readonly eta: number;
  readonly gamma: number;
}

interface Expiry {
  readonly points: SmilePoints;
  readonly targets: Targets;
  readonly own: Ssvi;
}

/** Newton steps for each θ, which enters the smile almost linearly. */
const STEPS = 4;

/** φ of the power law at `theta`. */
function phiOf({ eta, gamma }: Shape, theta: number): number {
  return eta * Math.exp(-gamma * Math.log(theta));
}

/** One Gauss-Newton step of θ for its own expiry; answers the new θ and how firmly the quotes hold it. */
function stepOf(theta: number, shape: Shape, { k, variance, weight }: Targets): readonly [number, number] {
  const { rho, gamma } = shape;
  const phi = phiOf(shape, theta);
  let [gradient, firmness] = [0, 0];
  for (let i = 0; i < k.length; i++) {
    const x = phi * (k[i] as number);
    const root = Math.sqrt((x + rho) * (x + rho) + 1 - rho * rho);
    const level = 1 + rho * x + root;
    // φ falls as θ rises, and with it the place on the hyperbola.
    const perTheta = 0.5 * (level - gamma * x * (rho + (x + rho) / root));
    const share = (weight[i] as number) * perTheta;
    gradient += share * (0.5 * theta * level - (variance[i] as number));
    firmness += share * perTheta;
  }
  const next = firmness > 0 ? theta - gradient / firmness : theta;
  return [Math.min(2 * theta, Math.max(0.5 * theta, next)), firmness];
}

/**
 * The rising sequence nearest to `values` in weighted squares, by pooling adjacent violators: Ayer et al., Annals
 * of Mathematical Statistics 26 (1955) 641–647.
 */
function rising(values: readonly number[], weights: readonly number[]): number[] {
  const pools: { sum: number; weight: number; count: number }[] = [];
  for (const [i, value] of values.entries()) {
    const weight = Math.max(1e-300, weights[i] as number);
    let pool = { sum: weight * value, weight, count: 1 };
    for (let last = pools.at(-1); last !== undefined; last = pools.at(-1)) {
      if (last.sum / last.weight <= pool.sum / pool.weight) break;
      pools.pop();
      pool = {
        sum: pool.sum + last.sum,
        weight: pool.weight + last.weight,
        count: pool.count + last.count,
      };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, weight, count }) => new Array<number>(count).fill(sum / weight));
}

/** The best θ of each expiry for a shape, and the shape with as much of η as is free of arbitrage there. */
function thetasFor(shape: Shape, expiries: readonly Expiry[]): { thetas: number[]; shape: Shape } {
  const firmness: number[] = [];
  const alone = expiries.map(({ own, targets }, i) => {
    let theta = own.theta;
    for (let step = 0; step < STEPS; step++) [theta, firmness[i]] = stepOf(theta, shape, targets);
    return theta;
  });
  const thetas = rising(alone, firmness);
  let eta = shape.eta;
  for (const theta of thetas) {
    eta = Math.min(eta, largestPhi(theta, shape.rho) / phiOf({ ...shape, eta: 1 }, theta));
  }
  return { thetas, shape: { ...shape, eta } };
}

function smileOf(shape: Shape, theta: number): Ssvi {
  return { theta, phi: phiOf(shape, theta), rho: shape.rho };
}

/** Any three numbers as a shape: ρ within ±1, γ within [0, 1]. */
function shapeFrom([lean = 0, lnEta = 0, bend = 0]: readonly number[]): Shape {
  return { rho: 0.999 * Math.tanh(lean), eta: Math.exp(lnEta), gamma: 0.5 + 0.5 * Math.sin(bend) };
}

/** Where the search begins: the middle of the expiries' own leans, and their φ on a power law of one half. */
function firstShape(expiries: readonly Expiry[]): number[] {
  let [rho, lnEta] = [0, 0];
  for (const { own } of expiries) {
    rho += own.rho / expiries.length;
    lnEta += Math.log(own.phi * Math.sqrt(own.theta)) / expiries.length;
  }
  return [Math.atanh(rho), lnEta, 0];
}

/** The quotes of one expiry with the weights that its own best SSVI smile gives them. */
function expiryOf(points: SmilePoints): Expiry {
  let own: Ssvi | undefined;
  const { targets } = fitRobustly(points, (aims, _, isLast) => {
    own = fitSsviSlice(aims, own, isLast);
    return ssviAsSvi(own);
  });
  return { points, targets, own: own as Ssvi };
}

/**
 * The SSVI surface with the least weighted squared miss over all `smiles` together, among those without butterfly
 * or calendar arbitrage. At most 600 shapes are tried. Refuses what `fitSlice` refuses, the field with the place of
 * its smile before it, no smiles at all, and two of one expiry.
 */
export function fitSsvi(smiles: readonly SmileQuotes[]): SsviSurface | Refused {
  const all = pointsOf(smiles);
  if ('kind' in all) return all;
  const expiries = all.map(expiryOf);
  const miss = (at: readonly number[]): number => {
    const asked = shapeFrom(at);
    const { thetas, shape } = thetasFor(asked, expiries);
    let sum = 0;
    for (const [i, { targets }] of expiries.entries()) {
      sum += missOf(ssviAsSvi(smileOf(shape, thetas[i] as number)), targets);
    }
    // Beyond the bound every η is the same surface; a slope leads the search back.
    return sum * (1 + Math.log(asked.eta / shape.eta));
  };
  const start = firstShape(expiries);
  const rough = nelderMead(miss, start, [0.2, 0.3, 0.4], { evaluations: 200, tolerance: 1e-3 });
  const found = nelderMead(miss, rough.at, [0.02, 0.03, 0.05], { evaluations: 400, tolerance: 1e-9 });
  const { thetas, shape } = thetasFor(shapeFrom(found.at), expiries);
  return {
    ...shape,
    expiries: expiries.map(({ points }, i) => {
      const theta = thetas[i] as number;
      const svi = ssviAsSvi(smileOf(shape, theta));
      return { years: points.years, svi, theta, ...qualityOf(svi, points) };
    }),
  };
}
