/** How far spot may move before an estimate of delta is too coarse. */
import type { Move } from './estimate.ts';
import { type Expansion, LIMIT } from './taylor.ts';

/** The larger of a range's two ends, without sign. */
function size(limits: Float64Array, at: number): number {
  return Math.max(Math.abs(limits[at] ?? 0), Math.abs(limits[at + 1] ?? 0));
}

/**
 * A distance from the price that the book of the underlying at `slot` was expanded at, up or down, within which
 * the truth lies no further than `error` (base units) from the delta of `estimate`, after no more than `years`
 * have passed and vols have moved no more than `vol` either way. It never exceeds what the largest box holds, and
 * is 0 where nothing can be said: so a price further away is a reason to value anew, and no proof of an error.
 */
export function reach(
  from: Expansion,
  slot: number,
  error: number,
  { years, vol }: Omit<Move, 'spot'>,
): number {
  const slots = from.index.length;
  const price = from.index[slot] ?? 0;
  let furthest = 0;
  for (let b = 0; b < from.boxes.length; b += 1) {
    const box = from.boxes[b];
    if (box === undefined || from.unbounded[b * slots + slot] !== 0) continue;
    if (!(years >= 0 && years <= box.years && Math.abs(vol) <= box.vol)) continue;
    const at = (b * slots + slot) * LIMIT.width;
    const distance = solve(from.limits, at, error, years, Math.abs(vol), box.spot * price);
    furthest = Math.max(furthest, distance);
  }
  return furthest;
}

/** The largest distance up to `most` at which the error of delta is known to be no more than `error`, or 0. */
function solve(
  limits: Float64Array,
  at: number,
  error: number,
  years: number,
  vol: number,
  most: number,
): number {
  const still =
    0.5 * size(limits, at + LIMIT.deltaTT) * years * years +
    size(limits, at + LIMIT.deltaTVol) * years * vol +
    0.5 * size(limits, at + LIMIT.deltaVolVol) * vol * vol +
    (limits[at + LIMIT.deltaNoise] ?? 0);
  const slope =
    (limits[at + LIMIT.bend] ?? 0) +
    (limits[at + LIMIT.gammaNoise] ?? 0) +
    size(limits, at + LIMIT.gammaT) * years +
    size(limits, at + LIMIT.gammaVol) * vol;
  const square = 0.5 * size(limits, at + LIMIT.speed);
  const cube = size(limits, at + LIMIT.fourth) / 6;
  if (!(still <= error)) return 0;
  if (still + most * (slope + most * (square + most * cube)) <= error) return most;
  let near = 0;
  let far = most;
  // The error rises with distance. Thirty halvings leave a billionth of the box, and `near` is on the safe side.
  for (let i = 0; i < 30; i += 1) {
    const middle = 0.5 * (near + far);
    if (still + middle * (slope + middle * (square + middle * cube)) <= error) near = middle;
    else far = middle;
  }
  return near;
}
