/**
 * Between two full valuations, what a book is worth and how it is hedged: an expansion with the sums of the last
 * one, and limits that the truth lies within, whatever the book.
 *
 * Let V(S, T, σ) be a row's value, T its time to expiry, and let the market move by dS, dT = −dt and dσ, within
 * a box. Write y for (T, σ), and y′ for where it moves to. Taylor's theorem, with a remainder of Lagrange's form
 * at some point within the box, is used one move at a time:
 *
 *   Γ(S+dS, y′) = Γ(S, y′) + ∂³V/∂S³ dS + ½ ∂⁴V/∂S⁴ dS²
 *   Δ(S+dS, y′) = Δ(S, y′) + Γ(S, y′) dS + ½ ∂³V/∂S³ dS² + ⅙ ∂⁴V/∂S⁴ dS³     in spot, at y′, and there
 *     Δ(S, y′)  = Δ + charm dt + vanna dσ + ½ ∂²Δ/∂T² dT² + ∂²Δ/∂T∂σ dT dσ + ½ ∂²Δ/∂σ² dσ²
 *     Γ(S, y′)  = Γ + ∂Γ/∂T dT + ∂Γ/∂σ dσ
 *
 * where the derivatives written out are the remainders: numbers not known but to lie in the ranges of
 * `remainders.ts` (∂³V/∂S³ among them, as no kernel computes it). Value is V(S, y′) plus the integral of
 * Δ(s, y′) from S to S+dS; integrating the remainders of Δ raises each power of dS by one, and at S, moving T
 * after σ,
 *
 *   V(S, y′) = V + theta dt + vega dσ + ½ volga dσ² + ½ ∂²V/∂T² dT² + ∂²V/∂T∂σ dT dσ + ⅙ ∂³V/∂σ³ dσ³.
 *
 * A sum of quantities lies in the sum of their ranges, each times what is held of it: so the ten ranges are
 * added up over the book once (long and short cancel, as far as their ranges are narrow), and a tick costs a
 * handful of products, however large the book.
 *
 * Straight lines in spot have no remainder. Liquidity has ¾L/S^2.5 and −15/8·L/S^3.5 for its third and fourth
 * derivative while the box lies within its range, and none while it lies outside; where an edge lies in the box,
 * gamma jumps there, by no more than its largest within the box (`bend`). An option that has expired is counted
 * without Greeks, and its payoff moves by no more than spot does (`slip`). Where an option's expiry or a vol of
 * 0 lies in the box there are no limits, and the book is to be valued anew. What float64 loses is allowed for.
 */
import { type BookTable, type OptionGroup, WIDTH } from './book-table.ts';
import { KIND, type OtherRows } from './other-rows.ts';
import { type Box, type OptionRow, REMAINDERS, ranges, rangesOf } from './remainders.ts';

const COUNT = REMAINDERS.length;

/**
 * Where the limits of an underlying lie: the low and the high end of each of the ten, twice its number and one
 * on, and then bend, slip, and the noise of value, delta and gamma. `width` is how many there are.
 */
export const LIMIT = {
  speed: 0,
  fourth: 2,
  gammaT: 4,
  gammaVol: 6,
  deltaTT: 8,
  deltaTVol: 10,
  deltaVolVol: 12,
  valueTT: 14,
  valueTVol: 16,
  valueVolVolVol: 18,
  bend: 20,
  slip: 21,
  valueNoise: 22,
  deltaNoise: 23,
  gammaNoise: 24,
  width: 25,
} as const;

export interface Expansion {
  /** From small to large: the first that holds a move is the one with the narrowest limits for it. */
  readonly boxes: readonly Box[];
  /** As they were expanded: price and sums (`TOTALS`) of each underlying, in the quote of its index. */
  index: Float64Array;
  sums: Float64Array;
  /** `LIMIT.width` for each underlying, for each box. */
  limits: Float64Array;
  /** 1 where a row has no limits, by box and underlying. */
  unbounded: Uint8Array;
}

/** An expansion over `boxes`, which stand within one another, small to large. `expand` fills it. */
export function expansion(boxes: readonly Box[]): Expansion {
  const empty = new Float64Array(0);
  return { boxes, index: empty, sums: empty, limits: empty, unbounded: new Uint8Array(0) };
}

const row: OptionRow = { sign: 1, strike: 0, spot: 0, years: 0, vol: 0, rate: 0 };
const of = ranges();

/** Each of the ten in the quote of the index, of which one unit of the option's quote is worth `worth`. */
function restatement(i: number, worth: number): number {
  if (i === 0) return 1 / (worth * worth);
  if (i === 1) return 1 / (worth * worth * worth);
  if (i < 4) return 1 / worth;
  return i < 7 ? 1 : worth;
}

function addTo(limits: Float64Array, at: number, amount: number): void {
  limits[at] = (limits[at] ?? 0) + amount;
}

/** Adds the limits of a group's options. False where one has none. */
function addGroupLimits(
  table: BookTable,
  group: OptionGroup,
  box: Box,
  limits: Float64Array,
  at: number,
): boolean {
  const { options, held } = table;
  const worth = group.inIndexQuote;
  let isBounded = true;
  row.spot = group.spot;
  row.rate = group.rate;
  for (let i = group.from; i < group.to; i += 1) {
    if (options.status[i] !== 0) continue;
    const count = held[i] ?? 0;
    row.sign = options.sign[i] ?? 1;
    row.strike = options.strike[i] ?? 0;
    row.years = options.years[i] ?? 0;
    row.vol = options.vol[i] ?? 0;
    if (row.years <= 0) {
      addTo(limits, at + LIMIT.slip, Math.abs(count));
      continue;
    }
    isBounded = rangesOf(row, box, of) && isBounded;
    for (let k = 0; k < COUNT; k += 1) {
      const by = count * restatement(k, worth);
      const lo = of.ends[2 * k] ?? 0;
      const hi = of.ends[2 * k + 1] ?? 0;
      addTo(limits, at + 2 * k, by > 0 ? by * lo : by * hi);
      addTo(limits, at + 2 * k + 1, by > 0 ? by * hi : by * lo);
    }
    addTo(limits, at + LIMIT.valueNoise, Math.abs(count) * of.valueNoise * worth);
    addTo(limits, at + LIMIT.deltaNoise, Math.abs(count) * of.deltaNoise);
    addTo(limits, at + LIMIT.gammaNoise, (Math.abs(count) * of.gammaNoise) / worth);
  }
  return isBounded;
}

/** Of a number computed in a few steps, what float64 may have lost. */
const NOISE = 64 * Number.EPSILON;

/** Adds the limits of what is no option. */
function addOtherLimits(table: BookTable, box: Box, boxAt: number, limits: Float64Array): void {
  const { others } = table;
  for (let i = 0; i < others.count; i += 1) {
    const slot = others.slot[i] ?? -1;
    if (others.ready[i] === 0 || slot < 0) continue;
    const at = boxAt + slot * LIMIT.width;
    if (others.kind[i] === KIND.liquidity) {
      addLiquidity(others, i, box, limits, at);
      continue;
    }
    const size = Math.abs(others.size[i] ?? 0);
    const cost = Math.abs(others.cost[i] ?? 0);
    const spot = others.spot[i] ?? 0;
    const isInverse = others.kind[i] === KIND.inverse;
    const gross = isInverse ? size + cost * spot : size * Math.max(spot, others.mark[i] ?? 0) + cost;
    addTo(limits, at + LIMIT.valueNoise, NOISE * (others.inIndexQuote[i] ?? 0) * gross);
    addTo(limits, at + LIMIT.deltaNoise, NOISE * (isInverse ? cost : size));
  }
}

function addLiquidity(others: OtherRows, i: number, box: Box, limits: Float64Array, at: number): void {
  const size = others.size[i] ?? 0;
  const spot = others.spot[i] ?? 0;
  const worth = others.inIndexQuote[i] ?? 0;
  const low = Math.sqrt(spot * (1 - box.spot));
  const high = Math.sqrt(spot * (1 + box.spot));
  const lower = others.rootLower[i] ?? 0;
  const upper = others.rootUpper[i] ?? 0;
  // Delta is at most 1/√P per unit of liquidity and gamma half of its cube, P no lower than the range begins.
  const start = Math.max(low, lower);
  const bend = (0.5 * Math.abs(size)) / (start * start * start * worth);
  addTo(
    limits,
    at + LIMIT.valueNoise,
    NOISE * worth * Math.abs(size) * (high * high) * (1 / start + 1 / upper),
  );
  addTo(limits, at + LIMIT.valueNoise, NOISE * worth * Math.abs(size) * (Math.min(high, upper) + lower));
  addTo(limits, at + LIMIT.deltaNoise, (NOISE * Math.abs(size)) / start);
  if (high < lower || low > upper) return;
  addTo(limits, at + LIMIT.gammaNoise, NOISE * bend);
  if (low > lower && high < upper) {
    const speed = (0.75 * size) / (spot * spot * Math.sqrt(spot) * worth * worth);
    addTo(limits, at + LIMIT.speed, speed - NOISE * Math.abs(speed));
    addTo(limits, at + LIMIT.speed + 1, speed + NOISE * Math.abs(speed));
    const by = (-1.875 * size) / (worth * worth * worth);
    const far = by / (high * high * high * high * high * high * high);
    const near = by / (low * low * low * low * low * low * low);
    addTo(limits, at + LIMIT.fourth, Math.min(far, near) - NOISE * Math.abs(near));
    addTo(limits, at + LIMIT.fourth + 1, Math.max(far, near) + NOISE * Math.abs(near));
  } else addTo(limits, at + LIMIT.bend, bend);
}

/**
 * Expands the book at what `table` was last poured and summed at: one pass over it for each box. Rows without
 * a value are in neither sums nor limits. Allocates when the number of underlyings has changed.
 */
export function expand(table: BookTable, into: Expansion): void {
  const { boxes } = into;
  const slots = table.underlyings.length;
  if (into.index.length !== slots) {
    into.index = new Float64Array(slots);
    into.sums = new Float64Array(slots * WIDTH);
    into.limits = new Float64Array(slots * LIMIT.width * boxes.length);
    into.unbounded = new Uint8Array(slots * boxes.length);
  }
  into.index.set(table.index);
  into.sums.set(table.sums);
  into.limits.fill(0);
  into.unbounded.fill(0);
  for (let b = 0; b < boxes.length; b += 1) {
    const box = boxes[b];
    if (box === undefined) continue;
    if (!(box.spot >= 0 && box.spot < 1 && box.years >= 0 && box.vol >= 0)) {
      into.unbounded.fill(1, b * slots, (b + 1) * slots);
      continue;
    }
    for (const group of table.groups) {
      const at = (b * slots + group.slot) * LIMIT.width;
      if (!group.ready || addGroupLimits(table, group, box, into.limits, at)) continue;
      into.unbounded[b * slots + group.slot] = 1;
    }
    addOtherLimits(table, box, b * slots * LIMIT.width, into.limits);
  }
}
