/** How many lots: the smallest count that does, or the greatest that still may. */

/** The smallest count from 1 to `most` at which `isEnough`, which no greater count ceases to be; null where none is. */
export function leastLots(most: number, isEnough: (count: number) => boolean): number | null {
  if (most < 1 || !isEnough(most)) return null;
  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The greatest count from 0 to `most` up to which `isAllowed`, which 0 is. */
export function mostLots(most: number, isAllowed: (count: number) => boolean): number {
  if (most < 1) return 0;
  if (isAllowed(most)) return most;
  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isAllowed(middle)) low = middle;
    else high = middle;
  }
  return low;
}
