/**
 * exp, log and the tail of the normal distribution from nothing but +, −, ×, ÷, floor and the bits of the
 * exponent, which IEEE 754 fixes to the last bit. So the WebAssembly kernel, which has no Math.exp, gives the
 * same bits: `assembly/elementary.ts` repeats these operations in the same order, and so must every change.
 *
 * Range reduction after W. J. Cody & W. Waite, Software Manual for the Elementary Functions (1980). The
 * coefficients are our own: minimax polynomials by Remez exchange, and for the tail a rational interpolant,
 * computed at 50 digits and rounded.
 */

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts; the first has 40 bits, so that whole multiples of it are exact. */
const LN2_HIGH = 0.6931471805592082;
const LN2_LOW = 7.371002565167799e-13;
const { SQRT2 } = Math;
const TWO_TO_54 = 18014398509481984;
const TWO_TO_1000 = 1.0715086071862673e301;
/** The least float64 of full precision. */
const LEAST_NORMAL = 2.2250738585072014e-308;

const LEAST_POWER = -1022;
/** The place of 2^−n in POWERS is this less n. */
const GREATEST_INVERSE = 1022;
/** 2^n, which is faster looked up than put together. */
const POWERS = new Float64Array(2046).fill(LEAST_NORMAL);
for (let i = 1; i < POWERS.length; i += 1) POWERS[i] = 2 * (POWERS[i - 1] ?? 0);

const bits = new DataView(new ArrayBuffer(8));

/** Added to a number it rounds it to a whole one, whose exponent field it leaves in its last bits. */
const ROUNDING = 6755399441056767;

/** e^r for |r| ≤ ln √2, within 5e-18 of itself before rounding. */
function expCentre(r: number): number {
  const z = r * r;
  const odd =
    ((2.76251887758136e-7 * z + 2.48015086788016e-5) * z + 0.0013888888926798248) * z + 0.04166666666660396;
  const even =
    (((2.4978394815144685e-8 * z + 2.7557640822736216e-6) * z + 0.00019841269466271954) * z +
      0.008333333333500004) *
      z +
    0.16666666666666433;
  return 1 + (r + z * (0.5 + r * (even + r * odd)));
}

/** e^x within one unit in the last place; 0 and Infinity beyond float64, NaN for NaN. */
export function exp(x: number): number {
  const n = x * LOG2_E + ROUNDING - ROUNDING;
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  if (n >= LEAST_POWER && n <= 1023) return expCentre(r) * (POWERS[(n - LEAST_POWER) | 0] ?? 0);
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  // In two steps, since one factor alone would be out of range; NaN comes here too.
  const half = Math.floor(0.5 * n);
  return expCentre(r) * (POWERS[half - LEAST_POWER] ?? x) * (POWERS[n - half - LEAST_POWER] ?? x);
}

/** ln(1 + f) within one unit in the last place, for 1 + f in [√½, √2]. */
export function logOnePlus(f: number): number {
  const s = f / (2 + f);
  return f - s * (f - logSeries(s * s));
}

/** z · c(z), where ln((1 + s) / (1 − s)) = 2s + s · z · c(z) at z = s², within 2e-18 of the logarithm. */
function logSeries(z: number): number {
  const w = z * z;
  const odd = (0.15314021210028916 * w + 0.22222198553860975) * w + 0.3999999999941397;
  const even =
    ((0.14796260278095452 * w + 0.18183565403548732) * w + 0.2857142874256133) * w + 0.6666666666666734;
  return z * (even + z * odd);
}

/** The natural logarithm within one unit in the last place; −Infinity at 0, NaN below it and for NaN. */
export function log(x: number): number {
  if (!(x >= LEAST_NORMAL && x < TWO_TO_1000)) return logOfStrange(x);
  bits.setFloat64(0, x, true);
  let n = (bits.getInt32(4, true) >>> 20) - 1023;
  let m = x * (POWERS[GREATEST_INVERSE - n] ?? 0);
  if (m > SQRT2) {
    m = 0.5 * m;
    n = n + 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  return n * LN2_HIGH + (f - (s * (f - logSeries(s * s)) - n * LN2_LOW));
}

function logOfStrange(x: number): number {
  if (x === 0) return -Infinity;
  if (x > 0 && x < LEAST_NORMAL) return log(x * TWO_TO_54) - 54 * LN2_LOW - 54 * LN2_HIGH;
  if (x > 0 && x < Infinity) return log(x / TWO_TO_54) + 54 * LN2_LOW + 54 * LN2_HIGH;
  return x === Infinity ? x : Number.NaN;
}

/**
 * Mills' ratio of the standard normal distribution, Φ(−x) / φ(x) for x ≥ 0, within 1e-15 of itself to 13, where
 * φ is 8e-38, and within 1e-10 to 38.5, where φ leaves float64.
 */
export function shortMillsRatio(x: number): number {
  const z = x * x;
  const topOdd =
    ((24.82733730098933 * z + 2195.354751396973) * z + 38032.57678361303) * z + 131769.38729303575;
  const topEven =
    (((1.0000000029046143 * z + 296.312109376013) * z + 10988.152725305132) * z + 89327.0900672378) * z +
    96516.0610663455;
  const bottomOdd =
    (((z + 297.3120944726396) * z + 11282.454901039497) * z + 99730.55538760529) * z + 166580.79253344017;
  const bottomEven =
    (((24.82733760466663 * z + 2220.182547003272) * z + 40178.43873855499) * z + 165680.61101762205) * z +
    77008.67499434362;
  return (topEven + x * topOdd) / (bottomEven + x * bottomOdd);
}
