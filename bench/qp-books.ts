/** Random books for the optimiser: exposures, instruments, costs and limits that some trade meets. */
import type { Programme, Size } from '../src/decide/optimiser/programme.ts';
import type { Random } from '../src/math/random.ts';

/** A number whose logarithm is uniform. */
function spread(random: Random, from: number, to: number): number {
  return from * Math.exp(random.next() * Math.log(to / from));
}

function drawn(count: number, draw: (i: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => draw(i));
}

/**
 * A covariance of `k` factors whose vols span `units`, of a condition number between 10 and 10^8 before that; one
 * in five has no risk at all in some directions.
 */
function covariance(random: Random, k: number, units: Float64Array): Float64Array {
  const decay = spread(random, 10, 1e8);
  const rank = random.next() < 0.2 ? 1 + random.int(k) : k;
  const risk = new Float64Array(k * k);
  for (let f = 0; f < rank; f += 1) {
    const weight = Math.exp((-Math.log(decay) * f) / Math.max(1, k - 1));
    const loading = drawn(k, () => random.normal());
    for (let j = 0; j < k; j += 1)
      for (let l = 0; l < k; l += 1)
        risk[j * k + l] =
          (risk[j * k + l] ?? 0) +
          (weight * (loading[j] ?? 0) * (loading[l] ?? 0)) / ((units[j] ?? 1) * (units[l] ?? 1));
  }
  return risk;
}

/** What `trades` add up to over the columns of `effects`. */
export function sumsOf(effects: ArrayLike<number>, trades: ArrayLike<number>, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < trades.length; i += 1)
    for (let j = 0; j < count; j += 1)
      sums[j] = (sums[j] ?? 0) + (effects[i * count + j] ?? 0) * (trades[i] ?? 0);
  return sums;
}

/** A programme whose lists can be changed. */
export type Book = {
  readonly [Key in keyof Programme]: Programme[Key] extends number ? number : Float64Array;
};

/** What a book is to have beside costs, boxes and bands. */
export interface Wanted {
  readonly margin: boolean;
  readonly impact: boolean;
}

/**
 * A book of `size`. Exposures come in units that span six orders, an instrument acts on about half of them, two in
 * ten have a twin, and costs are from trifling to forbidding. Limits are drawn around a trade that meets them, of
 * which some bind.
 */
export function drawBook(random: Random, size: Size, wanted: Wanted): Book {
  const { instruments: n, exposures: k, rows } = size;
  const units = drawn(k, () => spread(random, 1e-3, 1e3));
  const lots = drawn(n, () => spread(random, 0.1, 10));
  const effects = new Float64Array(n * k);
  for (let i = 0; i < n; i += 1) {
    const twin = i > 0 && random.next() < 0.2 ? random.int(i) : -1;
    for (let j = 0; j < k; j += 1) {
      const own = random.next() < 0.5 ? (random.normal() * (units[j] ?? 1)) / (lots[i] ?? 1) : 0;
      effects[i * k + j] = twin < 0 ? own : (effects[twin * k + j] ?? 0);
    }
  }
  const risk = covariance(random, k, units);
  const exposures = drawn(k, (j) => 5 * random.normal() * (units[j] ?? 1));
  const box = drawn(n, (i) => spread(random, 0.3, 30) * (lots[i] ?? 1));
  const meets = drawn(n, (i) => (random.next() < 0.5 ? 0 : (random.next() - 0.5) * (box[i] ?? 0)));
  const after = sumsOf(effects, meets, k);
  const dear = spread(random, 1e-3, 3);
  const widths = drawn(k, (j) =>
    random.next() < 0.3 ? Infinity : spread(random, 0.01, 10) * (units[j] ?? 1),
  );
  const middle = drawn(k, (j) => {
    const width = widths[j] ?? 0;
    return (exposures[j] ?? 0) + (after[j] ?? 0) + (width < Infinity ? (random.next() - 0.5) * width : 0);
  });
  const rowEffects = drawn(n * rows, () => random.normal());
  const rowSums = sumsOf(rowEffects, meets, rows);
  const margins = drawn(n, (i) => (wanted.margin ? random.next() / (lots[i] ?? 1) : 0));
  const used = meets.reduce((sum, x, i) => sum + Math.abs(x) * (margins[i] ?? 0), 0);
  return {
    exposures,
    effects,
    risk,
    costs: drawn(n, (i) => (dear * spread(random, 0.1, 10)) / (lots[i] ?? 1)),
    impacts: drawn(n, (i) => (wanted.impact ? (dear * random.next()) / (lots[i] ?? 1) : 0)),
    lower: box.map((size) => -size),
    upper: box,
    bandLower: drawn(k, (j) => (middle[j] ?? 0) - (widths[j] ?? 0)),
    bandUpper: drawn(k, (j) => (middle[j] ?? 0) + (widths[j] ?? 0)),
    margins,
    marginLimit: wanted.margin ? used * (1.01 + random.next()) : Infinity,
    rows: rowEffects,
    rowLimits: drawn(rows, (j) => (rowSums[j] ?? 0) + random.next()),
  };
}

/** The objective of `programme` at `trades`. */
export function objectiveAt(programme: Programme, trades: ArrayLike<number>): number {
  const { exposures, effects, risk, costs, impacts } = programme;
  const k = exposures.length;
  const after = sumsOf(effects, trades, k).map((sum, j) => sum + (exposures[j] ?? 0));
  let value = 0;
  for (let j = 0; j < k; j += 1)
    for (let l = 0; l < k; l += 1) value += 0.5 * (after[j] ?? 0) * (risk[j * k + l] ?? 0) * (after[l] ?? 0);
  for (let i = 0; i < trades.length; i += 1) {
    const amount = Math.abs(trades[i] ?? 0);
    value += (costs[i] ?? 0) * amount + (impacts[i] ?? 0) * amount * Math.sqrt(amount);
  }
  return value;
}

/**
 * By how much `trades` break a limit of `programme` at most, each limit in units of itself: of a box its width, of
 * a sum the largest that goes into it.
 */
export function violationAt(programme: Programme, trades: ArrayLike<number>): number {
  const { exposures, effects, lower, upper, bandLower, bandUpper, rows, rowLimits, margins } = programme;
  const k = exposures.length;
  let worst = 0;
  const check = (value: number, from: number, to: number, unit: number): void => {
    worst = Math.max(worst, (from - value) / unit, (value - to) / unit);
  };
  let margin = 0;
  for (let i = 0; i < trades.length; i += 1) {
    const [x, from, to] = [trades[i] ?? 0, lower[i] ?? 0, upper[i] ?? 0];
    check(x, from, to, to - from > 0 ? to - from : 1);
    margin += (margins[i] ?? 0) * Math.abs(x);
  }
  const sizesOf = (columns: ArrayLike<number>, count: number): Float64Array =>
    sumsOf(Float64Array.from(columns, Math.abs), Float64Array.from(trades, Math.abs), count);
  const [sums, sizes] = [sumsOf(effects, trades, k), sizesOf(effects, k)];
  for (let j = 0; j < k; j += 1) {
    const start = exposures[j] ?? 0;
    const unit = Math.max(Math.abs(start), sizes[j] ?? 0) || 1;
    check(start + (sums[j] ?? 0), bandLower[j] ?? 0, bandUpper[j] ?? 0, unit);
  }
  const count = rowLimits.length;
  const [rowSums, rowSizes] = [sumsOf(rows, trades, count), sizesOf(rows, count)];
  for (let j = 0; j < count; j += 1) check(rowSums[j] ?? 0, -Infinity, rowLimits[j] ?? 0, rowSizes[j] || 1);
  check(margin, -Infinity, programme.marginLimit, margin || 1);
  return worst;
}
