/** A need met by venues whose lots are of one size: exactly, since the cheapest next lots are the best ones. */
import type { Curve } from './curve.ts';
import { lotsIn } from './curve.ts';
import { fewest, findPrices, type Mode, type Prices, zeros } from './price.ts';

const PRICES: Prices = { low: 0, high: 0 };
/** A gain of less than this share is rounding. */
const LAST_PLACES = 1e-12;

/** Cost of the next lot of a venue, infinite where there is none. */
function next(curve: Curve, count: number): number {
  return count >= curve.most ? Infinity : curve.costOfLots(count + 1) - curve.costOfLots(count);
}

/** Cost of the last lot of a venue, infinite below zero where it must be kept. */
function last(curve: Curve, count: number): number {
  return count <= fewest(curve) ? -Infinity : curve.costOfLots(count) - curve.costOfLots(count - 1);
}

/** Venues with what their next lots cost and their last lots save. */
interface Margins {
  readonly curves: readonly Curve[];
  readonly counts: number[];
  readonly nexts: number[];
  readonly lasts: number[];
}

/** Adds `change` lots to the venue at `at`. */
function shift({ curves, counts, nexts, lasts }: Margins, at: number, change: number): void {
  const curve = curves[at];
  if (curve === undefined) return;
  const count = (counts[at] ?? 0) + change;
  counts[at] = count;
  nexts[at] = next(curve, count);
  lasts[at] = last(curve, count);
}

/** The place of the least of `values`; −1 where none is finite. */
function least(values: number[]): number {
  let found = -1;
  let value = Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const each = values[i] ?? Infinity;
    if (each < value) {
      value = each;
      found = i;
    }
  }
  return found;
}

/** The place of the greatest of `values`; −1 where none is finite. */
function greatest(values: number[]): number {
  let found = -1;
  let value = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const each = values[i] ?? -Infinity;
    if (each > value) {
      value = each;
      found = i;
    }
  }
  return found;
}

/**
 * Adds the cheapest lots while there are any `left` and they cost less than `most` each. Then gives dear last lots up
 * for cheaper next ones, and those that cost more than `most`, until there are none: what was given so far went by the
 * margin of parts of lots, which is off by a lot of each venue at most; where lots are tiny, rounding alone would make
 * more of it.
 */
function settle(margins: Margins, left: number, most: number): void {
  const { nexts, lasts } = margins;
  for (let rest = left; rest > 0; rest -= 1) {
    const at = least(nexts);
    if (at < 0 || !((nexts[at] ?? Infinity) < most)) break;
    shift(margins, at, 1);
  }
  for (let i = 0; i < 2 * nexts.length; i += 1) {
    const from = greatest(lasts);
    if (from < 0) return;
    const to = least(nexts);
    const saved = lasts[from] ?? 0;
    const paid = to < 0 ? Infinity : (nexts[to] ?? Infinity);
    if (!(Math.min(paid, most) < saved - LAST_PLACES * Math.abs(saved))) return;
    shift(margins, from, -1);
    if (paid < most) shift(margins, to, 1);
  }
}

/**
 * Writes to `counts` the lots of each of `curves`, all of the same lot and all of them taking part, that meet at most
 * `need` at the least cost where a unit of delta left is worth `most`; their price is sought about `guess`. False where
 * their least orders are too much.
 */
export function equalLots(
  curves: readonly Curve[],
  modes: readonly Mode[],
  need: number,
  most: number,
  guess: number,
  counts: number[],
): boolean {
  const lot = curves[0]?.lot ?? 1;
  let left = lotsIn(need, lot);
  const [only] = curves;
  if (only !== undefined && curves.length === 1) {
    const count = Math.min(left, only.lotsAt(most, fewest(only)));
    counts[0] = count;
    return count >= fewest(only);
  }
  if (!findPrices(curves, modes, left * lot, most, guess, PRICES)) return false;
  const { low, high } = PRICES;
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    if (curve === undefined) continue;
    const given = lotsIn(Math.min(curve.amountAt(low), curve.most * lot), lot);
    counts[i] = Math.max(given, fewest(curve));
    left -= counts[i] ?? 0;
  }
  if (left < 0) return false;
  // Levels at the price itself are given whole, one venue after the other.
  for (let i = 0; i < curves.length && left > 0; i += 1) {
    const curve = curves[i];
    if (curve === undefined) continue;
    const more = lotsIn(Math.min(curve.amountAt(high), curve.most * lot), lot) - (counts[i] ?? 0);
    const taken = Math.max(0, Math.min(more, left));
    counts[i] = (counts[i] ?? 0) + taken;
    left -= taken;
  }
  const size = curves.length;
  const margins = { curves, counts, nexts: zeros(size), lasts: zeros(size) };
  for (let i = 0; i < size; i += 1) shift(margins, i, 0);
  settle(margins, left, most * lot);
  return true;
}
