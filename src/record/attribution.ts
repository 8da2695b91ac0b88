/**
 * Explains P&L. The ledger holds the marks it last explained up to (its anchor). Between two marks the rows
 * held are explained by their Greeks; what happens in between (a fill, a fee, a funding payment) is explained
 * when it is booked, as if it had happened at the anchor's marks: a fill's distance from the mark is its
 * slippage, and from then on it moves like anything held.
 */

import { YEAR } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import type { Columns } from '../value/columns.ts';

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
  // Written out: it is done at every bar, and keys that are looked up by name make a dictionary of the sum.
  return {
    delta: a.delta + (b.delta ?? 0),
    gamma: a.gamma + (b.gamma ?? 0),
    theta: a.theta + (b.theta ?? 0),
    vega: a.vega + (b.vega ?? 0),
    funding: a.funding + (b.funding ?? 0),
    fees: a.fees + (b.fees ?? 0),
    slippage: a.slippage + (b.slippage ?? 0),
    gas: a.gas + (b.gas ?? 0),
    basis: a.basis + (b.basis ?? 0),
    quote: a.quote + (b.quote ?? 0),
    residual: a.residual + (b.residual ?? 0),
  };
}

export function totalOf(attribution: Attribution): number {
  return PARTS.reduce((sum, part) => sum + attribution[part], 0);
}

/** The marks of one end of an interval, as far as attribution needs them. */
export interface IntervalEnd {
  readonly at: Millis;
  readonly vols: Readonly<Record<string, number>>;
  /** Vols of single options, which go before those. */
  readonly optionVols?: Readonly<Record<string, number>>;
  readonly rates: Readonly<Record<string, number>>;
}

/**
 * One book valued four times: at the first marks, at the later prices at once, halfway through time and vol at
 * those prices, and at the later marks.
 */
export interface Interval {
  readonly from: IntervalEnd;
  readonly to: IntervalEnd;
  readonly before: Columns;
  readonly moved: Pick<Columns, 'layout' | 'value'>;
  readonly midway: Pick<Columns, 'layout' | 'vega' | 'theta'>;
  readonly after: Columns;
}

/** What the rows of one pair have in common over an interval. */
interface PairOver {
  readonly rateBefore: number;
  readonly rate: number;
  /** Of what values are in after the interval; another than before where `isRequoted`. */
  readonly rateAfter: number;
  readonly isRequoted: boolean;
  /** Empty for cash that is none. */
  readonly underlying: string;
  readonly move: number;
  /** Of the underlying's vol. */
  readonly volMove: number;
}

function pairOver({ from, to, before, after }: Interval, i: number): PairOver {
  const [first, last] = [before.pairs[i], after.pairs[i]];
  const [quote, quoteAfter] = [first?.quote ?? '', last?.quote ?? ''];
  const underlying = first?.underlying ?? '';
  return {
    rateBefore: from.rates[quote] ?? 0,
    rate: to.rates[quote] ?? 0,
    rateAfter: to.rates[quoteAfter] ?? 0,
    isRequoted: quoteAfter !== quote,
    underlying,
    move: (last?.spot ?? 0) - (first?.spot ?? 0),
    volMove: (to.vols[underlying] ?? 0) - (from.vols[underlying] ?? 0),
  };
}

/** How much the vol that row `row` is valued at has moved: its own, where it has one. */
function volMoveOf({ from, to, before }: Interval, row: number, { underlying }: PairOver): number {
  const id = before.layout.ids[row] ?? '';
  const first = from.optionVols?.[id] ?? from.vols[underlying] ?? 0;
  return (to.optionVols?.[id] ?? to.vols[underlying] ?? 0) - first;
}

/**
 * When to value the book midway: halfway to the end of the interval, or to the first expiry in it, since what
 * has expired has no theta left.
 */
export function midwayAt({ at, layout }: Pick<Columns, 'at' | 'layout'>, to: IntervalEnd): Millis {
  const { expiry } = layout;
  let end: number = to.at;
  for (let row = 0; row < expiry.length; row += 1) {
    const ends = expiry[row] ?? Infinity;
    if (ends > at && ends < end) end = ends;
  }
  return millis(Math.floor((at + end) / 2));
}

/** The P&L of holding one book over `interval`, by cause. The valuations must be of the same layout. */
export function explainInterval(interval: Interval): Attribution {
  const { from, to, before, moved, midway, after } = interval;
  const { layout } = before;
  for (const other of [moved, midway, after]) {
    if (other.layout !== layout) throw new Error('attribution: the valuations are not of one book');
  }
  const { curved, expiry, pair } = layout;
  const pairs = layout.pairs.map((_, i) => pairOver(interval, i));
  const isOwnVol = from.optionVols !== undefined || to.optionVols !== undefined;
  const { value: firsts, delta: deltas } = before;
  const { value: lasts } = after;
  const { value: values } = moved;
  const { theta: thetas, vega: vegas } = midway;
  const start = from.at;
  const finish = to.at;
  const whole = Math.max(0, (finish - start) / YEAR);
  // Each by itself: taken out of an array, they would be boxed anew at every row.
  let delta = 0;
  let gamma = 0;
  let theta = 0;
  let vega = 0;
  let basis = 0;
  let quote = 0;
  let residual = 0;
  for (let row = 0; row < pair.length; row += 1) {
    const over = pairs[pair[row] ?? 0];
    if (over === undefined) continue;
    const { rate, rateBefore } = over;
    const first = firsts[row] ?? 0;
    const last = lasts[row] ?? 0;
    if (over.isRequoted) {
      // A reload has quoted the index of a coin balance in another currency.
      quote += last * over.rateAfter - first * rateBefore;
      continue;
    }
    quote += first * (rate - rateBefore);
    if (over.underlying === '') continue;
    const byDelta = (deltas[row] ?? 0) * over.move;
    delta += rate * byDelta;
    if (curved[row] !== 1) {
      basis += rate * (last - first - byDelta);
      continue;
    }
    // All of the curvature at once: ½Γ·dS² is its second-order term, and on a bar that crosses the strike near
    // expiry the higher ones are as large. Then, at the new price, time and vol pass: by the midpoint rule, as
    // theta at the strike is without bound toward expiry.
    const byGamma = (values[row] ?? 0) - first - byDelta;
    const end = expiry[row] ?? Infinity;
    const years = end < finish ? Math.max(0, (end - start) / YEAR) : whole;
    const byTheta = (thetas[row] ?? 0) * years;
    const byVega = (vegas[row] ?? 0) * (isOwnVol ? volMoveOf(interval, row, over) : over.volMove);
    gamma += rate * byGamma;
    theta += rate * byTheta;
    vega += rate * byVega;
    residual += rate * (last - first - byDelta - byGamma - byTheta - byVega);
  }
  return { ...NO_ATTRIBUTION, delta, gamma, theta, vega, basis, quote, residual };
}
