/**
 * What the bars of one hour or one day said of volatility, folded bar by bar. Variances are sums over the
 * period of squared log returns, not annualised, so that those of periods add up.
 */
import type { Bar } from '../domain/market.ts';
import { later } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';

/** Measures of one period that has closed. All but `move` are ≥ 0 and in squared log price. */
export interface Period {
  readonly start: Millis;
  /** How many bars it had, and the log return over it. */
  readonly bars: number;
  readonly move: number;
  /** Realised variance, and the part of it from falls (Barndorff-Nielsen, Kinnebrock & Shephard 2010). */
  readonly variance: number;
  readonly down: number;
  /** Of bars in the last quarter of the period, times four. */
  readonly last: number;
  /**
   * Without the variance of jumps: bipower variation (Barndorff-Nielsen & Shephard, J. Fin. Econometrics 2
   * (2004) 1–37).
   */
  readonly bipower: number;
  /**
   * From absolute returns, and from their square roots, as if all were normal with one variance: few outliers
   * count.
   */
  readonly absolute: number;
  readonly power: number;
  /** Realised quarticity, n/3 · Σ r⁴, in log price to the fourth. */
  readonly quarticity: number;
  /** Parkinson's variance from the range of each bar, and from that of the whole period. */
  readonly fine: number;
  readonly range: number;
}

/** A period that is not over. Sums; all of it is plain data, to be kept in checkpoints. */
export interface OpenPeriod {
  readonly start: Millis;
  readonly bars: number;
  readonly move: number;
  readonly squares: number;
  readonly down: number;
  readonly last: number;
  readonly sizes: number;
  readonly roots: number;
  readonly products: number;
  readonly fourths: number;
  readonly fine: number;
  readonly high: number;
  readonly low: number;
}

export interface PeriodState {
  /** The close of the last bar, the size of its return, and when it closed. */
  readonly close: number;
  readonly size: number;
  readonly at: Millis;
  /** Null between a period's last bar and the next bar. */
  readonly open: OpenPeriod | null;
}

export interface Folded {
  readonly state: PeriodState;
  /** At most two: a bar that opens after a gap ends the period before it, and may be a whole one itself. */
  readonly closed: readonly Period[];
}

/** E|z| and E√|z| of a standard normal z, squared and to the fourth. */
const MEAN_SIZE_SQUARED = 2 / Math.PI;
const MEAN_ROOT_FOURTH = 0.4569465810444642;
const FOUR_LN2 = 4 * Math.LN2;

function emptyAt(start: Millis, high: number, low: number): OpenPeriod {
  const sums = { squares: 0, down: 0, last: 0, sizes: 0, roots: 0, products: 0, fourths: 0, fine: 0 };
  return { start, bars: 0, move: 0, ...sums, high, low };
}

function closedOf(open: OpenPeriod): Period {
  const n = open.bars;
  const span = Math.log(open.high / open.low);
  const root = open.roots / n;
  return {
    start: open.start,
    bars: n,
    move: open.move,
    variance: open.squares,
    down: open.down,
    last: 4 * open.last,
    bipower: n < 2 ? open.squares : (open.products * n) / ((n - 1) * MEAN_SIZE_SQUARED),
    absolute: (open.sizes * open.sizes) / (n * MEAN_SIZE_SQUARED),
    power: (n * root * root * root * root) / MEAN_ROOT_FOURTH,
    quarticity: (n / 3) * open.fourths,
    fine: open.fine,
    range: (span * span) / FOUR_LN2,
  };
}

/** `open` after a bar of return `move`, which follows one of size `before`. */
function added(open: OpenPeriod, bar: Bar, move: number, before: number, isLast: boolean): OpenPeriod {
  const square = move * move;
  const size = Math.abs(move);
  const span = Math.log(bar.high / bar.low);
  return {
    start: open.start,
    bars: open.bars + 1,
    move: open.move + move,
    squares: open.squares + square,
    down: open.down + (move < 0 ? square : 0),
    last: open.last + (isLast ? square : 0),
    sizes: open.sizes + size,
    roots: open.roots + Math.sqrt(size),
    products: open.products + (open.bars === 0 ? 0 : size * before),
    fourths: open.fourths + square * square,
    fine: open.fine + (span * span) / FOUR_LN2,
    high: Math.max(open.high, bar.high),
    low: Math.min(open.low, bar.low),
  };
}

/**
 * `state` after one bar more of `intervalMs`, in periods of `periodMs` counted from the epoch; a bar belongs
 * to the period that it opens in. The return across a gap counts whole where it ends. Bars that go back in
 * time or have a price that is not above 0 are ignored.
 */
export function foldPeriod(
  state: PeriodState | undefined,
  bar: Bar,
  intervalMs: number,
  periodMs: number,
): Folded | undefined {
  const isPriced = bar.low > 0 && bar.high >= bar.low && bar.high < Infinity && bar.open > 0 && bar.close > 0;
  if (!isPriced || (state !== undefined && bar.start < state.at)) return undefined;
  const closed: Period[] = [];
  const start = millis(bar.start - (bar.start % periodMs));
  let open = state?.open ?? null;
  if (open !== null && open.start !== start) {
    closed.push(closedOf(open));
    open = null;
  }
  const move = Math.log(bar.close / (state?.close ?? bar.open));
  const isLast = bar.start - start >= 0.75 * periodMs;
  open = added(open ?? emptyAt(start, bar.high, bar.low), bar, move, state?.size ?? 0, isLast);
  const at = later(bar.start, intervalMs);
  if (at - start >= periodMs) {
    closed.push(closedOf(open));
    open = null;
  }
  return { state: { close: bar.close, size: Math.abs(move), at, open }, closed };
}
