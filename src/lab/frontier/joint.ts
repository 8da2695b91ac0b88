/**
 * The band of two underlyings that move together: what is left of one may offset what is left of the other. It is what
 * the default policy's programme comes to for two deltas, without the programme: millions of bars are asked for.
 */
import { PERSISTENCE } from '../../decide/optimal/weights.ts';

/** Of one underlying. */
export interface Side {
  /** Delta held beyond what is wanted, in base units. */
  readonly miss: number;
  readonly price: number;
  /** Half-width of the band that it would have alone, in base units, above 0. */
  readonly halfWidth: number;
}

const ROUNDS = 100;

/** The nearest to `miss` that is within `halfWidth` of `centre`. */
function clamped(miss: number, centre: number, halfWidth: number): number {
  return Math.min(centre + halfWidth, Math.max(centre - halfWidth, miss));
}

/**
 * What the misses of `one` and `other` are to be after the trades x of least ½ yᵀWy + Σ cᵢ|xᵢ|, y = miss + x, where
 * cᵢ = λ Sᵢ, Wᵢᵢ = cᵢ/Hᵢ (so that each alone has its band of half-width Hᵢ) and W₁₂ = k √(W₁₁W₂₂), k the persistence
 * times the `correlation` of returns. Each miss in turn is traded to its band around −W₁₂/Wᵢᵢ of the other, until
 * neither moves: the programme is strictly convex, and each round leaves k² of the distance at most. The costs drop
 * out, as both pay the same rate; a correlation that is not finite counts as none.
 */
export function jointMisses(one: Side, other: Side, correlation: number, out: Float64Array): void {
  const bounded = Number.isFinite(correlation) ? Math.max(-1, Math.min(1, correlation)) : 0;
  const coupling = PERSISTENCE * bounded;
  // W₁₂/W₁₁ = k √(c₂H₁ / (c₁H₂)), and the other way round.
  const scale = Math.sqrt((other.price * one.halfWidth) / (one.price * other.halfWidth));
  let first = one.miss;
  let second = other.miss;
  const enough = 1e-13 * (one.halfWidth + other.halfWidth);
  for (let round = 0; round < ROUNDS; round += 1) {
    const [a, b] = [first, second];
    first = clamped(one.miss, -coupling * scale * second, one.halfWidth);
    second = clamped(other.miss, (-coupling / scale) * first, other.halfWidth);
    if (Math.abs(first - a) + Math.abs(second - b) <= enough) break;
  }
  out[0] = first;
  out[1] = second;
}
