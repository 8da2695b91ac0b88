/** Keeps the ledger explained: marks it to the market, and books what happens between marks. */
import type { Book, Trade } from '../domain/book.ts';
import { type Currency, type Instrument, settleValue, turnover } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { watchLoss } from '../guard/standing.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import {
  type Attribution,
  addAttribution,
  explainInterval,
  type Interval,
  midwayAt,
  NO_ATTRIBUTION,
  totalOf,
} from '../record/attribution.ts';
import { fromAtoms, toAtoms } from '../units/rounding.ts';
import { type Columns, columnsOf } from '../value/columns.ts';
import { curvedDecay, curvedValues } from '../value/curves.ts';
import { type Layout, layoutOf } from '../value/layout.ts';
import { type Marks, marksOf, midwayTo, movedTo, type Unpriced } from '../value/marks.ts';
import { isSameMarks } from '../value/same-marks.ts';
import { sampleOf } from '../value/sample.ts';
import { markPrice } from '../value/value.ts';
import type { EngineState } from './state.ts';

export interface Marked {
  readonly kind: 'marked';
  readonly state: EngineState;
  readonly marks: Marks;
  readonly valuation: Columns;
  readonly explained: Attribution;
}

/** What of a book does not change with the market, and what marks it wants. */
interface Held {
  readonly layout: Layout;
  readonly sample: Book;
}

/**
 * The last valuation behind a ledger's marks, and the book that it is of. Unless the book has changed since, the
 * next interval begins with it: a quarter of a decision's work. It is found by identity, so it is what valuing
 * once more would give; and only the last is kept, as a map of many would cost the collector more than it saves.
 */
let latest: { readonly marks: Marks; readonly columns: Columns } | null = null;
let latestHeld: Held | null = null;

function heldIn({ book, instruments }: EngineState): Held {
  const last = latestHeld;
  if (last?.layout.book === book && last.layout.listed === instruments) return last;
  const layout = layoutOf(book, instruments, last?.layout);
  const isLike = last?.layout.given === layout.given && last.layout.listed === instruments;
  // Of a sample's positions only the ids count.
  const sample = isLike ? { ...last.sample, cash: book.cash } : sampleOf(book, instruments);
  latestHeld = { layout, sample };
  return latestHeld;
}

function columnsAgain(layout: Layout, marks: Marks, kernel: Kernel): Columns | Unpriced {
  if (latest?.marks === marks && latest.columns.layout === layout) return latest.columns;
  return columnsOf(layout, marks, kernel);
}

/** Values the book at `snapshot` and explains the P&L since the last marks; or says what has no price. */
export function markTo(state: EngineState, snapshot: MarketSnapshot, kernel: Kernel): Marked | Unpriced {
  const { config, instruments, ledger } = state;
  const { layout, sample } = heldIn(state);
  const rules = { profiles: config.profiles, instruments, reporting: config.reporting };
  const told = marksOf(sample, snapshot, rules);
  if ('kind' in told) return told;
  // A decision follows a bar at once: nothing has moved in between, and there is nothing to explain.
  const isSame = ledger.marks !== null && isSameMarks(ledger.marks, told);
  const marks = isSame ? (ledger.marks ?? told) : told;
  const from = isSame ? null : ledger.marks;
  // Before the valuation at its end, so that the kernel finds what it was prepared with at the beginning.
  const opened = from === null ? null : opening(layout, from, marks, kernel);
  const valuation = columnsAgain(layout, marks, kernel);
  if (valuation.kind === 'unpriced') return valuation;
  const explained = from === null ? NO_ATTRIBUTION : explain(ledger, opened, from, marks, valuation);
  latest = { marks, columns: valuation };
  const { equity } = valuation;
  const standing = watchLoss(state.standing, marks.at, equity, config.limits, ledger.equity);
  const openingEquity = ledger.openingEquity ?? equity;
  const attribution = addAttribution(ledger.attribution, explained);
  const next: EngineState = {
    ...state,
    standing,
    ledger: { ...ledger, marks, equity, openingEquity, attribution },
  };
  return { kind: 'marked', state: next, marks, valuation, explained };
}

type Opening = Pick<Interval, 'before' | 'moved' | 'midway'>;

/** What an interval begins with. What is held now but had no price then cannot be followed from there: null. */
function opening(layout: Layout, from: Marks, to: Marks, kernel: Kernel): Opening | null {
  const before = columnsAgain(layout, from, kernel);
  if (before.kind === 'unpriced') return null;
  const moved = curvedValues(layout, movedTo(from, to), kernel);
  const midway = curvedDecay(layout, midwayTo(from, to, midwayAt(before, to)), kernel);
  return moved.kind === 'unpriced' || midway.kind === 'unpriced' ? null : { before, moved, midway };
}

/**
 * The P&L since the marks of the beginning, by cause. Without one (a deal in something new) all that is not
 * explained yet is residual, so that the ledger goes on.
 */
function explain(
  ledger: EngineState['ledger'],
  opened: Opening | null,
  from: Marks,
  to: Marks,
  after: Columns,
): Attribution {
  if (opened !== null) {
    const { before, moved, midway } = opened;
    return explainInterval({ from, to, before, moved, midway, after });
  }
  const known = (ledger.openingEquity ?? 0) + totalOf(ledger.attribution);
  return { ...NO_ATTRIBUTION, residual: after.equity - known };
}

/** `state` with `book` for its own and `parts` of P&L explained at the ledger's marks. */
export function booked(state: EngineState, book: Book, parts: Partial<Attribution>): EngineState {
  const { ledger } = state;
  const attribution = addAttribution(ledger.attribution, parts);
  return { ...state, book, ledger: { ...ledger, attribution } };
}

/** What one unit of `currency` is worth in the reporting currency at the ledger's marks; 0 before the first. */
export function rateOf(state: EngineState, currency: Currency): number {
  return state.ledger.marks?.rates[currency] ?? 0;
}

/**
 * P&L of a trade against the ledger's marks, in the reporting currency: what its lots are marked at less what
 * was paid for them, the fee apart. 0 before the first marks, as the opening equity then includes it.
 */
export function edgeOf(
  state: EngineState,
  instrument: Instrument,
  trade: Pick<Trade, 'lots' | 'price'>,
): number {
  const { marks } = state.ledger;
  if (marks === null) return 0;
  const price = markPrice(instrument, marks);
  if (typeof price !== 'number') return 0;
  const marked = settleValue(instrument, trade.lots, price);
  // In whole atoms, as the book pays it: a coin's atom is a thousand times the tolerance of the ledger's sums.
  const paid = fromAtoms(toAtoms(settleValue(instrument, trade.lots, trade.price), 'nearest'));
  return (marked - paid) * rateOf(state, instrument.settle);
}

/** Equity of `book` at the ledger's marks; null where something in it has no mark. */
export function equityAtMarks(state: EngineState, book: Book, kernel: Kernel): number | null {
  const { marks } = state.ledger;
  if (marks === null) return null;
  const valuation = columnsOf(layoutOf(book, state.instruments), marks, kernel);
  return valuation.kind === 'unpriced' ? null : valuation.equity;
}

/** `state` with what changed hands in a trade added to the turnover. */
export function turnedOver(state: EngineState, instrument: Instrument, trade: Trade): EngineState {
  const index = state.ledger.marks?.index[instrument.base] ?? 1;
  const worth = turnover(instrument, trade.lots, trade.price, index) * rateOf(state, instrument.quote);
  return { ...state, ledger: { ...state.ledger, turnover: state.ledger.turnover + worth } };
}

/** A fee in the reporting currency, as a P&L. */
export function feeOf(state: EngineState, trade: Trade): number {
  return -fromAtoms(trade.fee) * rateOf(state, trade.feeCurrency);
}
