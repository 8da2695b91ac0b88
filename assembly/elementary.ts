/**
 * `src/math/elementary.ts`, two numbers at a time: the same operations in the same order, so that both give
 * the same bits. Subnormals, zeros, infinities and NaN are not looked after: callers mask those lanes.
 */
import {
  BOTTOM,
  EXP,
  EXPONENT_OFFSET,
  HALF,
  LN2_HIGH,
  LN2_LOW,
  LOG,
  LOG2_E,
  ONE,
  ROUNDING,
  SQRT2,
  TOP,
  TWO,
  constant,
} from './constants';
import { add, div, mul, only, pick, sub } from './pair';

/** c · x + the constant at `place`, rounded twice: a step of Horner's scheme. */
// @ts-ignore: decorator
@inline
function step(c: v128, x: v128, place: usize): v128 {
  return add(mul(c, x), constant(place));
}

/** e^x for |x| < 708. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const shifted = add(mul(x, constant(LOG2_E)), constant(ROUNDING));
  const n = sub(shifted, constant(ROUNDING));
  const r = sub(sub(x, mul(n, constant(LN2_HIGH))), mul(n, constant(LN2_LOW)));
  const z = mul(r, r);
  let odd = step(constant(EXP + 7), z, EXP + 5);
  odd = step(odd, z, EXP + 3);
  odd = step(odd, z, EXP + 1);
  let even = step(constant(EXP + 8), z, EXP + 6);
  even = step(even, z, EXP + 4);
  even = step(even, z, EXP + 2);
  even = step(even, z, EXP);
  const c = add(even, mul(r, odd));
  const fraction = add(constant(ONE), add(r, mul(z, add(constant(HALF), mul(r, c)))));
  return mul(fraction, i64x2.shl(shifted, 52));
}

/** z · c(z). */
// @ts-ignore: decorator
@inline
function logSeries(z: v128): v128 {
  const w = mul(z, z);
  let odd = step(constant(LOG + 5), w, LOG + 3);
  odd = step(odd, w, LOG + 1);
  let even = step(constant(LOG + 6), w, LOG + 4);
  even = step(even, w, LOG + 2);
  even = step(even, w, LOG);
  return mul(z, add(even, mul(z, odd)));
}

/** ln(1 + f) for 1 + f in [√½, √2]. */
// @ts-ignore: decorator
@inline
export function logOnePlus(f: v128): v128 {
  const s = div(f, add(constant(TWO), f));
  return sub(f, mul(s, sub(f, logSeries(mul(s, s)))));
}

/** ln x for normal, positive x. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const field = v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330000000000000));
  const mantissa = v128.and(x, i64x2.splat(0x000fffffffffffff));
  const fraction = v128.or(mantissa, constant(ONE));
  const isUpper = f64x2.gt(fraction, constant(SQRT2));
  const n = add(sub(field, constant(EXPONENT_OFFSET)), only(isUpper, constant(ONE)));
  const f = sub(pick(isUpper, mul(constant(HALF), fraction), fraction), constant(ONE));
  const s = div(f, add(constant(TWO), f));
  const rest = sub(mul(s, sub(f, logSeries(mul(s, s)))), mul(n, constant(LN2_LOW)));
  return add(mul(n, constant(LN2_HIGH)), sub(f, rest));
}

/** Φ(−x) / φ(x) for x ≥ 0. */
// @ts-ignore: decorator
@inline
export function shortMillsRatio(x: v128): v128 {
  const z = mul(x, x);
  let topOdd = step(constant(TOP + 7), z, TOP + 5);
  topOdd = step(topOdd, z, TOP + 3);
  topOdd = step(topOdd, z, TOP + 1);
  let topEven = step(constant(TOP + 8), z, TOP + 6);
  topEven = step(topEven, z, TOP + 4);
  topEven = step(topEven, z, TOP + 2);
  topEven = step(topEven, z, TOP);
  let bottomOdd = add(z, constant(BOTTOM + 7));
  bottomOdd = step(bottomOdd, z, BOTTOM + 5);
  bottomOdd = step(bottomOdd, z, BOTTOM + 3);
  bottomOdd = step(bottomOdd, z, BOTTOM + 1);
  let bottomEven = step(constant(BOTTOM + 8), z, BOTTOM + 6);
  bottomEven = step(bottomEven, z, BOTTOM + 4);
  bottomEven = step(bottomEven, z, BOTTOM + 2);
  bottomEven = step(bottomEven, z, BOTTOM);
  return div(add(topEven, mul(x, topOdd)), add(bottomEven, mul(x, bottomOdd)));
}
