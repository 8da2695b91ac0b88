/**
 * SSVI: smiles that are free of butterfly arbitrage by their parameters alone. Gatheral & Jacquier (2014),
 * section 4: w(k) = θ/2 {1 + ρφk + √((φk + ρ)² + 1 − ρ²)}, where θ is the total variance at the money.
 */
import { nelderMead } from '../../math/nelder-mead.ts';
import { frameOf } from './fit-svi.ts';
import { missOf, type Targets } from './robust.ts';
import type { Svi } from './svi.ts';

export interface Ssvi {
  readonly theta: number;
  readonly phi: number;
  readonly rho: number;
}

/** The same smile as raw SVI. */
export function ssviAsSvi({ theta, phi, rho }: Ssvi): Svi {
  const root = Math.sqrt(Math.max(0, 1 - rho * rho));
  return { a: 0.5 * theta * root * root, b: 0.5 * theta * phi, rho, m: -rho / phi, s: root / phi };
}

/**
 * The largest φ at which an SSVI smile is free of butterfly arbitrage: θφ(1 + |ρ|) < 4 and θφ²(1 + |ρ|) ≤ 4,
 * Gatheral & Jacquier (2014), theorem 4.2. Kept a millionth inside, since the first must not be reached.
 */
export function largestPhi(theta: number, rho: number): number {
  const most = 4 / (theta * (1 + Math.abs(rho)));
  return (1 - 1e-6) * Math.min(most, Math.sqrt(most));
}

/** The smallest φ that is told from none: below it a smile is flat, and its vertex too far to compute with. */
const FLATTEST = 1e-4;

/** What no smile of a market is beyond, so that its vertex stays round. */
const STEEPEST_RHO = 0.999;

/** Every three numbers are an SSVI smile free of arbitrage. */
function from([lnTheta = 0, lean = 0, openness = 0]: readonly number[]): Ssvi {
  const theta = Math.exp(lnTheta);
  const rho = STEEPEST_RHO * Math.tanh(lean);
  return { theta, rho, phi: Math.max(FLATTEST, largestPhi(theta, rho) / (1 + Math.exp(-openness))) };
}

/** The coordinates of a smile, inverse to `from`. */
function coordinatesOf({ theta, phi, rho }: Ssvi): number[] {
  const share = Math.min(1 - 1e-9, Math.max(1e-9, phi / largestPhi(theta, rho)));
  return [Math.log(theta), Math.atanh(rho / STEEPEST_RHO), Math.log(share / (1 - share))];
}

/** The weighted mean total variance near the money, as a place to start from. */
function levelOf({ k, variance, weight }: Targets): number {
  const reach = 0.1 * frameOf(k).span;
  let [sum, total] = [0, 0];
  for (const [i, place] of k.entries()) {
    const near = (weight[i] as number) / (1 + (place / reach) * (place / reach));
    sum += near * (variance[i] as number);
    total += near;
  }
  return sum / total;
}

/**
 * The SSVI smile with the least weighted squared miss of total variance among those without butterfly arbitrage.
 * Searches from `before`, else from three leans; at most 1,200 passes over the targets.
 */
export function fitSsviSlice(targets: Targets, before?: Ssvi, isLast = true): Ssvi {
  const miss = (at: readonly number[]): number => missOf(ssviAsSvi(from(at)), targets);
  const level = levelOf(targets);
  const starts =
    before === undefined
      ? [-0.5, 0, 0.5].map((rho) => coordinatesOf({ theta: level, rho, phi: 0.3 * largestPhi(level, rho) }))
      : [coordinatesOf(before)];
  const limits = isLast ? { evaluations: 400, tolerance: 1e-8 } : { evaluations: 120, tolerance: 1e-3 };
  const step = before === undefined ? [0.1, 0.3, 0.7] : [0.01, 0.05, 0.1];
  let best = { at: starts[0] as readonly number[], value: Infinity };
  for (const start of starts) {
    const found = nelderMead(miss, start, step, limits);
    if (found.value < best.value) best = found;
  }
  return from(best.at);
}
