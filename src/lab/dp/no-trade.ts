/** A convex function of a holding, known at `size` even places of [0, 1] by index, when asked. */
export type Sampled = (index: number) => number;

/** Where holding still is best: between the edges the slope is within ± the limit. */
export interface NoTrade {
  readonly lower: number;
  readonly upper: number;
  /** The function at the edges. */
  readonly atLower: number;
  readonly atUpper: number;
  /** Where to look for the edges of a similar function. */
  readonly near: readonly [number, number];
}

/** Where a parabola through three samples about `middle` has `slope`, within [0, 1], and what it is there. */
function onParabola(f: Sampled, size: number, middle: number, slope: number): readonly [number, number] {
  const spacing = 1 / (size - 1);
  const below = (f(middle) - f(middle - 1)) / spacing;
  const above = (f(middle + 1) - f(middle)) / spacing;
  const bend = (above - below) / spacing;
  const gentle = 0.5 * (below + above);
  const centre = middle * spacing;
  const found = bend > 0 ? centre + (slope - gentle) / bend : slope > gentle ? 1 : 0;
  const place = Math.min(1, Math.max(0, found));
  const away = place - centre;
  return [place, f(middle) + away * (gentle + 0.5 * bend * away)];
}

/**
 * The places between which a convex function is no steeper than `limit`, found by walking from `near`, so
 * that few samples are asked for; a parabola gives them finer than the grid.
 */
export function noTrade(f: Sampled, size: number, limit: number, near: readonly [number, number]): NoTrade {
  const steepest = limit / (size - 1);
  const last = size - 2;
  let low = near[0];
  while (low < last && f(low + 1) - f(low) < -steepest) low++;
  while (low > 1 && f(low) - f(low - 1) >= -steepest) low--;
  let high = Math.max(low, near[1]);
  while (high > 1 && f(high) - f(high - 1) > steepest) high--;
  while (high < last && f(high + 1) - f(high) <= steepest) high++;
  const [lower, atLower] = onParabola(f, size, low, -limit);
  const [upper, atUpper] = onParabola(f, size, high, limit);
  return { lower, upper: Math.max(lower, upper), atLower, atUpper, near: [low, high] };
}
