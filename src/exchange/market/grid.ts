/**
 * Where a market maker quotes. Prices stand on a grid of round ticks, so that when its idea of the price moves by
 * little most quotes stay where they are: a step of the grid costs two orders a side, not the whole ladder.
 */

/** So many levels, this many ticks apart; finer ones come first. */
export interface GridTier {
  readonly step: number;
  readonly levels: number;
}

function side(edge: number, way: 1 | -1, tiers: readonly GridTier[]): readonly number[] {
  const ticks: number[] = [];
  let next = edge;
  for (const { step, levels } of tiers) {
    next = way * Math.ceil((way * next) / step) * step;
    for (let i = 0; i < levels; i++) {
      if (next < 1) return ticks;
      ticks.push(next);
      next += way * step;
    }
  }
  return ticks;
}

/** Bids and asks in ticks, best first, none nearer to `fair` (in ticks, not whole) than `half`. */
export function gridLadder(
  fair: number,
  half: number,
  tiers: readonly GridTier[],
): { readonly bids: readonly number[]; readonly asks: readonly number[] } {
  const bid = Math.ceil(fair - half) - 1;
  const ask = Math.max(1, Math.floor(fair + half) + 1);
  return { bids: side(bid, -1, tiers), asks: side(ask, 1, tiers) };
}

/** The largest of 1, 2 and 5 times a power of ten that is at most `size`, and at least 1. */
export function roundStep(size: number): number {
  let power = 1;
  while (power * 10 <= size) power *= 10;
  return (size >= 5 * power ? 5 : size >= 2 * power ? 2 : 1) * power;
}
