import type { Way, WayKind } from './way.ts';

/** A fifth: by less than this share of the dearer cost another way is not worth leaving the present one. */
const MARGIN = 0.2;

/**
 * The way to take: the present one, `before`, unless another costs less by a stated share (`MARGIN`) of the larger
 * of both costs; where there is no present one, or it is to be had no more, the one that costs least. Undefined of
 * none.
 */
export function chosen(ways: readonly Way[], before: WayKind | null): Way | undefined {
  const [least] = ways.toSorted((a, b) => a.cost - b.cost);
  const present = ways.find(({ kind }) => kind === before);
  if (least === undefined || present === undefined) return least;
  const enough = MARGIN * Math.max(Math.abs(present.cost), Math.abs(least.cost));
  return present.cost - least.cost > enough ? least : present;
}
