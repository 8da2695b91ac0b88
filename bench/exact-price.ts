/**
 * Prices that keep all their digits however far out of the money or however short: what implied vols are
 * judged by. Slow, and independent of the formulas of src/pricing.
 */

/**
 * A price and how it depends on the vol that it was made with. Per unit of the geometric mean of forward and
 * strike it is φ(√(h² + t²)) · ∫₀^∞ 2 sinh(tv) e^(−hv − v²/2) dv, with h = |ln(forward / strike)| / deviation
 * and t half the deviation: the usual difference of two tails, the ratio of a tail to the density written as
 * an integral. No term of it is negative, so that nothing cancels.
 */
export interface ExactPrice {
  /** Of the side out of the money, undiscounted. */
  readonly timeValue: number;
  /** Its derivative by the logarithm of the vol. */
  readonly perLogVol: number;
}

const NODES = 56;
const INVERSE_SQRT_2PI = 0.3989422804014327;
/** e to the minus this is below the last digit. */
const NEGLIGIBLE = 42;

/** Gauss–Legendre nodes and weights on [0, 1], by Newton's method on the recurrence of the polynomials. */
function gaussLegendre(count: number): readonly (readonly [node: number, weight: number])[] {
  return Array.from({ length: count }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 8; iteration += 1) {
      let [before, here] = [1, x];
      for (let n = 2; n <= count; n += 1) {
        [before, here] = [here, ((2 * n - 1) * x * here - (n - 1) * before) / n];
      }
      slope = (count * (x * here - before)) / (x * x - 1);
      x -= here / slope;
    }
    return [0.5 * (1 + x), 1 / ((1 - x * x) * slope * slope)];
  });
}

const RULE = gaussLegendre(NODES);

/** The price of an option on `forward` at a `deviation` (vol · √years) above 0. */
export function exactPrice(forward: number, strike: number, deviation: number): ExactPrice {
  const ratio = forward / strike;
  const near = ratio > 0.5 && ratio < 2;
  const h = Math.abs(near ? Math.log1p((forward - strike) / strike) : Math.log(ratio)) / deviation;
  const t = 0.5 * deviation;
  const drift = t - h;
  const end = drift + Math.sqrt(drift * drift + 2 * NEGLIGIBLE);
  let integral = 0;
  for (const [node, weight] of RULE) {
    const v = node * end;
    integral -= weight * Math.exp((drift - 0.5 * v) * v) * Math.expm1(-2 * t * v);
  }
  const density =
    INVERSE_SQRT_2PI * Math.sqrt(forward) * Math.sqrt(strike) * Math.exp(-0.5 * (h * h + t * t));
  return { timeValue: density * end * integral, perLogVol: density * deviation };
}
