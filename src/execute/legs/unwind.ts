import { roundInteger } from '../../units/rounding.ts';
import type { Part, PartStanding } from './part.ts';

/** Lots to take off each leg, above zero as in `lots`, for `excess` units less: the largest lots first. */
function takenOff({ legs }: Part, lots: readonly number[], excess: number): number[] {
  const off = lots.map(() => 0);
  let over = excess;
  const bySize = legs.map(({ perLot }, i) => ({ perLot, i })).sort((a, b) => b.perLot - a.perLot);
  for (const { perLot, i } of bySize) {
    const held = lots[i] ?? 0;
    // What was filled the wrong way is put right altogether.
    // To the nearest, and of half a lot none: what a sum of floats makes of a half must not decide.
    const nearest = Math.max(0, roundInteger(over / perLot - 0.5, 'up'));
    const count = held <= 0 ? held : Math.min(held, nearest);
    off[i] = count;
    over -= count * perLot;
  }
  return off;
}

/**
 * Lots to take off each leg of each part so that the parts stand in the proportion in which they were wanted, as near
 * as whole lots come to it: what all of them have in common stays. Where a part would then have nothing none has, so
 * that no leg is ever left alone. Nothing of a part by itself.
 *
 * The share that stays is the largest that every part has, with half of its largest lot counted to it. While others are
 * taken off it does not change, so that what fills short is asked for again, and no more than that.
 */
export function excessOf(parts: readonly Part[], standings: readonly PartStanding[]): number[][] {
  let share = 1;
  for (const [p, { wanted, filled }] of standings.entries()) {
    const lot = Math.max(...(parts[p]?.legs ?? []).map(({ perLot }) => perLot));
    if (wanted > 0) share = Math.min(share, (filled + lot / 2) / wanted);
  }
  const off = parts.map((part, p) => {
    const { wanted = 0, filled = 0, lots = [] } = standings[p] ?? {};
    return takenOff(part, lots, filled - Math.max(0, share) * wanted);
  });
  const isNone = standings.some(
    ({ wanted, lots }, p) => wanted > 0 && lots.every((count, i) => count - (off[p]?.[i] ?? 0) === 0),
  );
  return isNone ? standings.map(({ lots }) => [...lots]) : off;
}
