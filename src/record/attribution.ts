/**
 * Explains P&L. The ledger holds the marks it last explained up to (its anchor). Between two marks the rows
 * held are explained by their Greeks; what happens in between (a fill, a fee, a funding payment) is explained
 * when it is booked, as if it had happened at the anchor's marks: a fill's distance from the mark is its
 * slippage, and from then on it moves like anything held.
 */

import { yearsBetween } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import type { Row, Valuation } from '../value/value.ts';

/** P&L by cause, in the reporting currency; a cost is negative. Their sum is the P&L. */
export interface Attribution {
  readonly delta: number;
  readonly gamma: number;
  readonly theta: number;
  readonly vega: number;
  readonly funding: number;
  readonly fees: number;
  readonly slippage: number;
  readonly gas: number;
  readonly basis: number;
  /** Quote currencies moving against the reporting currency. */
  readonly quote: number;
  /** What the Greeks leave unexplained of what is curved, and corrections adopted from a venue. */
  readonly residual: number;
}

export const NO_ATTRIBUTION: Attribution = {
  delta: 0,
  gamma: 0,
  theta: 0,
  vega: 0,
  funding: 0,
  fees: 0,
  slippage: 0,
  gas: 0,
  basis: 0,
  quote: 0,
  residual: 0,
};

const PARTS = Object.keys(NO_ATTRIBUTION) as (keyof Attribution)[];

export function addAttribution(a: Attribution, b: Partial<Attribution>): Attribution {
  const sum: Record<string, number> = {};
  for (const part of PARTS) sum[part] = a[part] + (b[part] ?? 0);
  return sum as unknown as Attribution;
}

export function totalOf(attribution: Attribution): number {
  return PARTS.reduce((sum, part) => sum + attribution[part], 0);
}

/** The marks of one end of an interval, as far as attribution needs them. */
export interface IntervalEnd {
  readonly at: Millis;
  readonly vols: Readonly<Record<string, number>>;
  readonly rates: Readonly<Record<string, number>>;
}

/**
 * One book valued four times: at the first marks, at the later prices at once, halfway through time and vol at
 * those prices, and at the later marks.
 */
export interface Interval {
  readonly from: IntervalEnd;
  readonly to: IntervalEnd;
  readonly before: Valuation;
  readonly moved: Valuation;
  readonly midway: Valuation;
  readonly after: Valuation;
}

type Sums = { -readonly [Part in keyof Attribution]: number };

/** One row in each of an interval's valuations. */
type RowOver = Readonly<Record<'before' | 'moved' | 'midway' | 'after', Row>>;

/** Adds one row's P&L over the interval to `sums`. */
function explainRow(sums: Sums, { from, to }: Interval, { before, moved, midway, after }: RowOver): void {
  const rateBefore = from.rates[before.quote] ?? 0;
  const rate = to.rates[before.quote] ?? 0;
  if (after.quote !== before.quote) {
    // A reload has quoted the index of a coin balance in another currency.
    sums.quote += after.value * (to.rates[after.quote] ?? 0) - before.value * rateBefore;
    return;
  }
  const change = after.value - before.value;
  sums.quote += before.value * (rate - rateBefore);
  const underlying = before.underlying;
  if (underlying === null) return;
  const delta = before.greeks.delta * (after.spot - before.spot);
  sums.delta += rate * delta;
  if (!before.curved) {
    sums.basis += rate * (change - delta);
    return;
  }
  // All of the curvature at once: ½Γ·dS² is its second-order term, and on a bar that crosses the strike near
  // expiry the higher ones are as large. Then, at the new price, time and vol pass: by the midpoint rule, as
  // theta at the strike is without bound toward expiry.
  const gamma = moved.value - before.value - delta;
  const end = before.expiry === null || to.at < before.expiry ? to.at : before.expiry;
  const years = Math.max(0, yearsBetween(from.at, end));
  const theta = midway.greeks.theta * years;
  const volMove = (to.vols[underlying] ?? 0) - (from.vols[underlying] ?? 0);
  const vega = midway.greeks.vega * volMove;
  sums.gamma += rate * gamma;
  sums.theta += rate * theta;
  sums.vega += rate * vega;
  sums.residual += rate * (change - delta - gamma - theta - vega);
}

/**
 * When to value the book midway: halfway to the end of the interval, or to the first expiry in it, since what
 * has expired has no theta left.
 */
export function midwayAt(before: Valuation, to: IntervalEnd): Millis {
  let end: number = to.at;
  for (const { expiry } of before.rows)
    if (expiry !== null && expiry > before.at && expiry < end) end = expiry;
  return millis(Math.floor((before.at + end) / 2));
}

/** The P&L of holding one book over `interval`, by cause. The valuations must be of the same book. */
export function explainInterval(interval: Interval): Attribution {
  const sums: Sums = { ...NO_ATTRIBUTION };
  const all = [interval.before, interval.moved, interval.midway, interval.after];
  const count = Math.max(...all.map(({ rows }) => rows.length));
  for (let i = 0; i < count; i += 1) {
    const before = interval.before.rows[i];
    const moved = interval.moved.rows[i];
    const midway = interval.midway.rows[i];
    const after = interval.after.rows[i];
    const id = before?.id;
    if (before === undefined || moved?.id !== id || midway?.id !== id || after?.id !== id) {
      const ids = [before, moved, midway, after].map((row) => row?.id);
      throw new Error(`attribution: row ${i} is ${ids.join(', ')}: the valuations are not of one book`);
    }
    explainRow(sums, interval, { before, moved, midway, after } as RowOver);
  }
  return sums;
}
