/** One instrument by itself: the trade that its costs and its box make of a wish. */

/**
 * The x that is least in ½ (x − wish)² + threshold·|x| + ⅔·bend·|x|^{3/2} within [lower, upper]. Exactly 0 for a
 * wish within the threshold: this is where the no-trade zone comes from. The root of the impact term is the
 * positive one of s² + bend·s = |wish| − threshold with s = √|x|, in the form that does not cancel.
 */
export function settle(wish: number, threshold: number, bend: number, lower: number, upper: number): number {
  const excess = Math.abs(wish) - threshold;
  let size = 0;
  if (excess > 0) {
    size = excess;
    if (bend > 0) {
      const root = (2 * excess) / (bend + Math.sqrt(bend * bend + 4 * excess));
      size = root * root;
    }
  }
  const x = wish < 0 ? -size : size;
  return clamp(x, lower, upper);
}

/** `value` brought into [lower, upper]. */
export function clamp(value: number, lower: number, upper: number): number {
  return Math.min(Math.max(value, lower), upper);
}
