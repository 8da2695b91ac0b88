/**
 * Explains P&L. The ledger holds the marks it last explained up to (its anchor). Between two marks the rows
 * held are explained by their Greeks; what happens in between (a fill, a fee, a funding payment) is explained
 * when it is booked, as if it had happened at the anchor's marks: a fill's distance from the mark is its
 * slippage, and from then on it moves like anything held.
 */

import { yearsBetween } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
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
  /** What the Greeks leave unexplained of the options' P&L, and corrections adopted from a venue. */
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

/** One book valued three times: at the first marks, at the later prices at once, and at the later marks. */
export interface Interval {
  readonly from: IntervalEnd;
  readonly to: IntervalEnd;
  readonly before: Valuation;
  readonly moved: Valuation;
  readonly after: Valuation;
}

type Sums = { -readonly [Part in keyof Attribution]: number };

/** Adds one row's P&L over the interval to `sums`. `before`, `moved` and `after` are the same row. */
function explainRow(sums: Sums, interval: Interval, before: Row, moved: Row, after: Row): void {
  const { from, to } = interval;
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
  if (!before.option) {
    sums.basis += rate * (change - delta);
    return;
  }
  // All of the curvature at once: ½Γ·dS² is its second-order term, and on a bar that crosses the strike near
  // expiry the higher ones are as large. Theta and vega are taken midway between both ends of the move.
  const gamma = moved.value - before.value - delta;
  const end = before.expiry === null || to.at < before.expiry ? to.at : before.expiry;
  const years = Math.max(0, yearsBetween(from.at, end));
  const theta = ((before.greeks.theta + moved.greeks.theta) / 2) * years;
  const volMove = (to.vols[underlying] ?? 0) - (from.vols[underlying] ?? 0);
  const vega = ((before.greeks.vega + moved.greeks.vega) / 2) * volMove;
  sums.gamma += rate * gamma;
  sums.theta += rate * theta;
  sums.vega += rate * vega;
  sums.residual += rate * (change - delta - gamma - theta - vega);
}

/** The P&L of holding one book over `interval`, by cause. The three valuations must be of the same book. */
export function explainInterval(interval: Interval): Attribution {
  const sums: Sums = { ...NO_ATTRIBUTION };
  const { before, moved, after } = interval;
  for (let i = 0; i < Math.max(before.rows.length, moved.rows.length, after.rows.length); i += 1) {
    const [row, movedRow, afterRow] = [before.rows[i], moved.rows[i], after.rows[i]];
    if (row === undefined || movedRow?.id !== row.id || afterRow?.id !== row.id) {
      const id = row?.id ?? movedRow?.id ?? afterRow?.id;
      throw new Error(`attribution: row ${id} is not the same in all three valuations of the interval`);
    }
    explainRow(sums, interval, row, movedRow, afterRow);
  }
  return sums;
}
