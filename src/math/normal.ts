/**
 * The standard normal distribution to the last bits of float64, far tails included: option values far out of
 * the money, and implied vols solved from them, are only as good as the tail.
 *
 * Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error function",
 * Math. Comp. 23 (1969) 631–637, with the coefficients that he restated for the normal distribution in
 * SPECFUN's ANORM, ACM TOMS 19 (1993) 22–32, algorithm 715.
 */

const INVERSE_SQRT_2PI = 0.3989422804014327;

/** Both tails are below the smallest float64 beyond it. */
const UNDERFLOW = 39;
const CENTRE = 0.67448975;
const FAR = 5.656854249492381;

/** exp(−x²/2) for |x| < 39. The rounding of a plain x·x would be magnified x²/2 times and cost nine bits. */
function bell(x: number): number {
  const square = x * x;
  const high = Math.fround(x);
  const low = x - high;
  const lostBySquare = high * high - square + 2 * high * low + low * low;
  return Math.exp(-0.5 * square) * (1 - 0.5 * lostBySquare);
}

/** Density of the standard normal distribution at `x`. */
export function normalPdf(x: number): number {
  return Math.abs(x) >= UNDERFLOW ? 0 : INVERSE_SQRT_2PI * bell(x);
}

/** Φ(x) − ½ for |x| ≤ 0.67448975. */
function centre(x: number): number {
  const s = x * x;
  const top =
    (((0.065682337918207449113 * s + 2.2352520354606839287) * s + 161.02823106855587881) * s +
      1067.6894854603709582) *
      s +
    18154.981253343561249;
  const bottom =
    (((s + 47.20258190468824187) * s + 976.09855173777669322) * s + 10260.932208618978205) * s +
    45507.789335026729956;
  return (x * top) / bottom;
}

/** Φ(−y) / exp(−y²/2) for 0.67448975 < y ≤ √32. */
function nearTail(y: number): number {
  let top = 1.0765576773720192317e-8 * y + 0.39894151208813466764;
  top = top * y + 8.8831497943883759412;
  top = top * y + 93.506656132177855979;
  top = top * y + 597.27027639480026226;
  top = top * y + 2494.5375852903726711;
  top = top * y + 6848.1904505362823326;
  top = top * y + 11602.651437647350124;
  top = top * y + 9842.7148383839780218;
  let bottom = y + 22.266688044328115691;
  bottom = bottom * y + 235.38790178262499861;
  bottom = bottom * y + 1519.377599407554805;
  bottom = bottom * y + 6485.558298266760755;
  bottom = bottom * y + 18615.571640885098091;
  bottom = bottom * y + 34900.952721145977266;
  bottom = bottom * y + 38912.003286093271411;
  bottom = bottom * y + 19685.429676859990727;
  return top / bottom;
}

/** Φ(−y) / exp(−y²/2) for y > √32. */
function farTail(y: number): number {
  const s = 1 / (y * y);
  const top =
    ((((0.02307344176494017303 * s + 0.21589853405795699) * s + 0.1274011611602473639) * s +
      0.022235277870649807) *
      s +
      0.001421619193227893466) *
      s +
    2.9112874951168792e-5;
  const bottom =
    ((((s + 1.28426009614491121) * s + 0.468238212480865118) * s + 0.0659881378689285515) * s +
      0.00378239633202758244) *
      s +
    7.29751555083966205e-5;
  return (INVERSE_SQRT_2PI - (s * top) / bottom) / y;
}

/** Probability that a standard normal variable is at most `x`, to 1e-15 of itself, also in the lower tail. */
export function normalCdf(x: number): number {
  const y = Math.abs(x);
  if (y <= CENTRE) return 0.5 + centre(x);
  const tail = y >= UNDERFLOW ? 0 : bell(y) * (y <= FAR ? nearTail(y) : farTail(y));
  return x < 0 ? tail : 1 - tail;
}
