/**
 * The rows of a book table that are no options: spot, perps, futures, liquidity ranges and cash, in columns.
 * All but liquidity are straight lines in the price of their underlying, as `valueDeltaOne` says why.
 */
import type { Position } from '../domain/book.ts';
import { type Currency, type Instrument, isMargined, type Option, sizeOf } from '../domain/instrument.ts';
import { fromAtoms } from '../units/rounding.ts';
import type { Atoms } from '../units/units.ts';
import { type Marks, spotIn } from './marks.ts';

/** What a row is, in its `kind`. Plain cash is cash in a currency that is no underlying. */
export const KIND = { linear: 0, inverse: 1, liquidity: 2, coin: 3, plainCash: 4 } as const;

export interface OtherRows {
  readonly count: number;
  readonly ids: readonly string[];
  /** The currency that a row's value is in; of coin held as cash, the coin itself until marks are poured in. */
  readonly quotes: readonly Currency[];
  readonly kind: Uint8Array;
  /** The place of its underlying in the table's list; −1 for plain cash. */
  readonly slot: Int32Array;
  /** Base units; quote units of an inverse contract, units of liquidity, units of a currency. Signed. */
  readonly size: Float64Array;
  /** What a margined position cost, in its settlement currency; 0 for anything that was paid for. */
  readonly cost: Float64Array;
  /** Square roots of the two ends of a range. */
  readonly rootLower: Float64Array;
  readonly rootUpper: Float64Array;

  /** Poured in: the row's own price, the underlying in the row's quote, what that quote is worth. */
  readonly mark: Float64Array;
  readonly spot: Float64Array;
  readonly inIndexQuote: Float64Array;
  readonly inReporting: Float64Array;
  /** 0 where something that the row needs is missing. */
  readonly ready: Uint8Array;
}

/** What a row is made from. */
export interface OtherRow {
  readonly id: string;
  readonly quote: Currency;
  readonly kind: number;
  readonly slot: number;
  readonly size: number;
  readonly cost: number;
  readonly lower: number;
  readonly upper: number;
}

/** A position as a row. */
export function positionRow(instrument: Exclude<Instrument, Option>, held: Position, slot: number): OtherRow {
  const { id, quote } = instrument;
  const size = sizeOf(instrument, held.lots);
  const common = { id, quote, slot, size, lower: 0, upper: 0 };
  if (instrument.kind === 'lp') {
    return { ...common, kind: KIND.liquidity, cost: 0, lower: instrument.lower, upper: instrument.upper };
  }
  const cost = isMargined(instrument) ? fromAtoms(held.cost) : 0;
  return { ...common, kind: instrument.inverse ? KIND.inverse : KIND.linear, cost };
}

/** A cash balance as a row: of the underlying at `slot`, or of none. */
export function cashRow(venue: string, currency: Currency, amount: Atoms, slot: number): OtherRow {
  const common = { id: `${venue}/${currency}`, quote: currency, slot, cost: 0, lower: 0, upper: 0 };
  return { ...common, size: fromAtoms(amount), kind: slot < 0 ? KIND.plainCash : KIND.coin };
}

/** `rows` as columns, in their order. */
export function otherRows(rows: readonly OtherRow[]): OtherRows {
  const column = (of: (row: OtherRow) => number): Float64Array => Float64Array.from(rows, of);
  const empty = (): Float64Array => new Float64Array(rows.length);
  return {
    count: rows.length,
    ids: rows.map((row) => row.id),
    quotes: rows.map((row) => row.quote),
    kind: Uint8Array.from(rows, (row) => row.kind),
    slot: Int32Array.from(rows, (row) => row.slot),
    size: column((row) => row.size),
    cost: column((row) => row.cost),
    rootLower: column((row) => Math.sqrt(row.lower)),
    rootUpper: column((row) => Math.sqrt(row.upper)),
    ...{ mark: empty(), spot: empty(), inIndexQuote: empty(), inReporting: empty() },
    ready: new Uint8Array(rows.length),
  };
}

/** Finite and above zero. */
function isPrice(value: number | undefined): value is number {
  return value !== undefined && value > 0 && value < Infinity;
}

/** Pours the marks of one row in. Answers the field that is missing or no number, or '' where none is. */
export function pourOther(rows: OtherRows, i: number, underlying: Currency, marks: Marks): string {
  rows.ready[i] = 0;
  const kind = rows.kind[i] ?? 0;
  const indexQuote = marks.indexQuote[underlying] ?? '';
  const quote = kind === KIND.coin ? indexQuote : (rows.quotes[i] ?? '');
  if (!Number.isFinite(rows.size[i])) return 'quantity';
  if (kind !== KIND.plainCash) {
    const spot = spotIn(marks, underlying, quote);
    if (!isPrice(spot)) return 'spot';
    rows.spot[i] = spot;
  }
  if (kind === KIND.linear || kind === KIND.inverse) {
    const mark = marks.prices[rows.ids[i] ?? ''];
    if (!isPrice(mark)) return 'price';
    rows.mark[i] = mark;
  }
  const lower = rows.rootLower[i] ?? 0;
  if (kind === KIND.liquidity && !(lower >= 0 && lower < (rows.rootUpper[i] ?? 0))) return 'range';
  const inReporting = marks.rates[quote];
  if (!isPrice(inReporting)) return 'rate';
  rows.inReporting[i] = inReporting;
  rows.inIndexQuote[i] = quote === indexQuote ? 1 : inReporting / (marks.rates[indexQuote] ?? inReporting);
  rows.ready[i] = 1;
  return '';
}

/**
 * Value of a row in its quote when its underlying stands at `scale` times where it was poured in. The basis of
 * a linear contract stays as it is, added to the index; that of an inverse one, as a multiple of it.
 */
export function otherValue(rows: OtherRows, i: number, scale: number): number {
  const size = rows.size[i] ?? 0;
  const cost = rows.cost[i] ?? 0;
  const spot = rows.spot[i] ?? 0;
  const mark = rows.mark[i] ?? 0;
  switch (rows.kind[i]) {
    case KIND.linear:
      return size * (mark + spot * (scale - 1)) - cost;
    case KIND.inverse:
      return -size * (spot / mark) - cost * spot * scale;
    case KIND.liquidity:
      return size * liquidityValue(rows.rootLower[i] ?? 0, rows.rootUpper[i] ?? 0, spot * scale);
    case KIND.coin:
      return size * spot * scale;
    default:
      return size;
  }
}

/** Delta of a row against its underlying in the row's quote, where it was poured in. */
export function otherDelta(rows: OtherRows, i: number): number {
  switch (rows.kind[i]) {
    case KIND.inverse:
      return -(rows.cost[i] ?? 0);
    case KIND.liquidity: {
      const root = clamp(Math.sqrt(rows.spot[i] ?? 0), rows.rootLower[i] ?? 0, rows.rootUpper[i] ?? 0);
      return (rows.size[i] ?? 0) * (1 / root - 1 / (rows.rootUpper[i] ?? 0));
    }
    case KIND.plainCash:
      return 0;
    default:
      return rows.size[i] ?? 0;
  }
}

/** Gamma of a row: of liquidity within its range, edges included, −L / (2 S^1.5). */
export function otherGamma(rows: OtherRows, i: number): number {
  if (rows.kind[i] !== KIND.liquidity) return 0;
  const spot = rows.spot[i] ?? 0;
  const root = Math.sqrt(spot);
  const isWithin = root >= (rows.rootLower[i] ?? 0) && root <= (rows.rootUpper[i] ?? 0);
  return isWithin ? (-0.5 * (rows.size[i] ?? 0)) / (spot * root) : 0;
}

/**
 * One unit of liquidity between prices a and b (given by their roots) at price P, in quote currency:
 * 2√P − √a − P/√b within, all base below, all quote above. Uniswap v3 core (Adams et al. 2021), section 6.2.
 */
function liquidityValue(rootLower: number, rootUpper: number, price: number): number {
  const root = clamp(Math.sqrt(price), rootLower, rootUpper);
  // A price of 0 on a full range: base without end, worth nothing.
  const inBase = root > 0 ? price / root - price / rootUpper : 0;
  return inBase + (root - rootLower);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
