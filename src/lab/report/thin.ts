import type { Point } from './figure.ts';

/** A line has no more points than twice this. */
const PARTS = 600;

/** The lowest and the highest of `part`, in its order; what is no number is passed over. */
function extremes(part: readonly Point[]): readonly Point[] {
  let [low, high] = [0, 0];
  for (const [i, [, y]] of part.entries()) {
    if (!(y >= (part[low] as Point)[1])) low = Number.isNaN(y) ? low : i;
    if (!(y <= (part[high] as Point)[1])) high = Number.isNaN(y) ? high : i;
  }
  const kept = low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
  return kept.map((i) => part[i] as Point);
}

/** `points` with only the lowest and highest of every part left, where there are more than can be seen apart. */
export function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= 2 * PARTS) return points;
  const size = points.length / PARTS;
  return Array.from({ length: PARTS }, (_, i) =>
    extremes(points.slice(Math.floor(i * size), Math.floor((i + 1) * size))),
  ).flat();
}
