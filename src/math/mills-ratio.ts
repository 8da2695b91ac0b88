/**
 * Mills' ratio Φ(−y) / φ(y), which is what is left of a normal tail when the density is taken out of it: it
 * neither underflows nor needs an exponential, so that tails can be compared however far out they lie.
 *
 * One rational approximation serves all of 0 … ∞. It is ours: degree 10 over 11, fitted in 160 digits to the
 * least relative error at Chebyshev nodes of (y − 3) / (y + 3). All its coefficients are positive, so nothing
 * cancels in it, and its own error is 3e-17.
 */

/** The ratio is 1 / y to the last bit beyond it, and the eleventh power of y would soon overflow. */
const FAR = 1e20;

/** Φ(−y) / φ(y) of the standard normal distribution for `y` of 0 or more, to 1e-15 of itself. */
export function millsRatio(y: number): number {
  if (y > FAR) return 1 / y;
  let top = y + 29.388649099786555;
  top = top * y + 427.90622452899174;
  top = top * y + 4001.7630617904624;
  top = top * y + 26387.962482705127;
  top = top * y + 127572.11008810111;
  top = top * y + 456986.2450457833;
  top = top * y + 1198454.1243671803;
  top = top * y + 2210316.754184475;
  top = top * y + 2609897.2562460154;
  top = top * y + 1522572.044636992;
  let bottom = y + 29.388649099786587;
  bottom = bottom * y + 428.90622452897475;
  bottom = bottom * y + 4031.1517108936546;
  bottom = bottom * y + 26813.86870687959;
  bottom = bottom * y + 131515.09587403448;
  bottom = bottom * y + 482528.3941425235;
  bottom = bottom * y + 1318316.6227067197;
  bottom = bottom * y + 2618731.5195905687;
  bottom = bottom * y + 3591060.526945456;
  bottom = bottom * y + 3051696.1945105023;
  bottom = bottom * y + 1214836.727125907;
  return top / bottom;
}
