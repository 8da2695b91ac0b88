/**
 * The price at which venues together meet a need: of each is taken what costs less at the margin. Lagrange's relaxation
 * of the split, whose price also bounds from below what any split costs (Everett, 1963).
 */
import type { Curve } from './curve.ts';

/** Whether a venue takes part in lots of its least order or more, if it pays to, or does not. */
export type Mode = 'in' | 'open' | 'out';

/** A column to write to. Small typed arrays would each be an allocation outside the heap. */
export function zeros(count: number): number[] {
  const column: number[] = [];
  for (let i = 0; i < count; i += 1) column.push(0);
  return column;
}

/** Prices are found to this share, which misses the bound by no more than that of the cost. */
const NEIGHBOURS = 1e-10;
const BISECTIONS = 80;
/** Prices further apart than this share are not looked between for levels, and no more guesses are made than these. */
const FAR = 2e-3;
const MOST_GUESSES = 40;
const ROUNDING = 1e-12;
/** Of the first step away from a guess, as a share of it, and how much longer each next one is. */
const GUESS_STEP = 2e-10;
const GROWTH = 16;

/** Whether a venue charges for taking part, or has a least order: only then is taking part a question. */
export function isStepped({ fixed, least }: Curve): boolean {
  return fixed > 0 || least > 1;
}

/** Fewest lots that a venue takes where it takes part. */
export function fewest(curve: Curve): number {
  return isStepped(curve) ? curve.least : 0;
}

/** Delta that a venue gives at a price, in parts of lots too. */
function amountOf(curve: Curve, mode: Mode, price: number): number {
  if (mode === 'out') return 0;
  const amount = Math.min(curve.amountAt(price), curve.most * curve.lot);
  if (!isStepped(curve)) return amount;
  const enough = Math.max(amount, curve.least * curve.lot);
  if (mode === 'in') return enough;
  return curve.fixed + curve.costOf(enough) < price * enough ? enough : 0;
}

/** Delta that all venues give at `price`. */
function supply(curves: readonly Curve[], modes: readonly Mode[], price: number): number {
  let sum = 0;
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    if (curve !== undefined) sum += amountOf(curve, modes[i] ?? 'out', price);
  }
  return sum;
}

/** Prices next to each other: at `low` no more than the need is given, at `high` no less, or it is `most`. */
export interface Prices {
  low: number;
  high: number;
}

/** The marginal cost of a level between two prices, NaN where there is none: supply jumps at nothing else. */
function levelBetween(curves: readonly Curve[], modes: readonly Mode[], low: number, high: number): number {
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    if (curve === undefined || curve.isPool || modes[i] === 'out') continue;
    const top = curve.topAbove(low);
    if (top < high) return top;
  }
  return Number.NaN;
}

/** Draws `prices` together until they are neighbours: the low gives no more than `enough`, and the high more. */
function close(curves: readonly Curve[], modes: readonly Mode[], enough: number, prices: Prices): void {
  let { low, high } = prices;
  let below = supply(curves, modes, low);
  let above = supply(curves, modes, high);
  for (let i = 0; i < BISECTIONS; i += 1) {
    const size = Math.max(Math.abs(low), Math.abs(high));
    const step = NEIGHBOURS * size;
    if (high - low <= step) break;
    // By halves, and every other time by what supply tells: a level that it may jump at, or as if it rose evenly.
    let at = low + (high - low) / 2;
    const isFar = high - low > FAR * size;
    const isGuess = i % 2 === 1 && i < MOST_GUESSES;
    if (isGuess) {
      const level = isFar ? Number.NaN : levelBetween(curves, modes, low, high);
      const even = low + ((high - low) * (enough - below)) / (above - below);
      at = level > low ? level : Math.min(Math.max(even, low + step), high - step);
    }
    let given = supply(curves, modes, at);
    const isLow = given <= enough;
    if (isLow) {
      low = at;
      below = given;
    } else {
      high = at;
      above = given;
    }
    if (!isGuess || isFar) continue;
    // A good guess has the answer next to it.
    at = isLow ? at + step : at - step;
    if (!(at > low && at < high)) continue;
    given = supply(curves, modes, at);
    if (given <= enough) {
      low = at;
      below = given;
    } else {
      high = at;
      above = given;
    }
  }
  prices.low = low;
  prices.high = high;
}

/**
 * Finds the prices at which `curves` give `need`, no higher than `most`, and writes them to `prices`. Begins about
 * `guess`, where there is one: NaN for none. False where even the least orders of those that must take part are more
 * than the need.
 */
export function findPrices(
  curves: readonly Curve[],
  modes: readonly Mode[],
  need: number,
  most: number,
  guess: number,
  prices: Prices,
): boolean {
  // Least orders may come to the need itself, of which rounding must not make more.
  const enough = need * (1 + ROUNDING);
  prices.low = most;
  prices.high = most;
  if (supply(curves, modes, most) <= enough) return true;
  let floor = most;
  for (const curve of curves) floor = Math.min(floor, curve.bottoms[0] ?? most);
  // Below every marginal cost nothing is given but what must be.
  floor -= Math.abs(floor) * NEIGHBOURS + Number.MIN_VALUE;
  let low = floor;
  let high = most;
  if (guess > floor && guess < most) {
    // Steps away from the guess on the side of the answer, each longer than the last.
    const isAbove = supply(curves, modes, guess) <= enough;
    if (isAbove) low = guess;
    else high = guess;
    for (let step = GUESS_STEP * Math.abs(guess); step > 0; step *= GROWTH) {
      const next = isAbove ? low + step : high - step;
      if (!(next > floor && next < most)) break;
      const isLow = supply(curves, modes, next) <= enough;
      if (isLow) low = next;
      else high = next;
      if (isLow !== isAbove) break;
    }
  }
  if (low === floor && supply(curves, modes, floor) > enough) return false;
  prices.low = low;
  prices.high = high;
  close(curves, modes, enough, prices);
  return true;
}

/**
 * What a venue's best count of lots costs at `price` beyond what its delta is worth there, taking part included: 0 or
 * less where it is `open`. Writes the count to `counts`.
 */
export function netCost(curve: Curve, mode: Mode, price: number, counts: number[], at: number): number {
  counts[at] = 0;
  if (mode === 'out') return 0;
  const count = curve.lotsAt(price, fewest(curve));
  const net = curve.fixed + curve.costOfLots(count) - price * curve.lot * count;
  if (mode === 'open' && isStepped(curve) && net >= 0) return 0;
  counts[at] = count;
  return net;
}
