/** Two float64 side by side, and short names for what is done with them. Everything here is inlined away. */

// @ts-ignore: decorator
@inline
export function both(x: f64): v128 {
  return f64x2.splat(x);
}

// @ts-ignore: decorator
@inline
export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

// @ts-ignore: decorator
@inline
export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

// @ts-ignore: decorator
@inline
export function div(a: v128, b: v128): v128 {
  return f64x2.div(a, b);
}

/** `a` in the lanes where `where` is set, zero elsewhere. */
// @ts-ignore: decorator
@inline
export function only(where: v128, a: v128): v128 {
  return v128.and(where, a);
}

/** `a` in the lanes where `where` is not set, zero elsewhere. */
// @ts-ignore: decorator
@inline
export function except(where: v128, a: v128): v128 {
  return v128.andnot(a, where);
}

/** `a` in the lanes where `where` is set, `b` elsewhere. */
// @ts-ignore: decorator
@inline
export function pick(where: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, where);
}
