/** Keeps the ledger explained: marks it to the market, and books what happens between marks. */
import type { Book, Trade } from '../domain/book.ts';
import {
  type Currency,
  type Instrument,
  type Instruments,
  notional,
  settleValue,
} from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { watchLoss } from '../guard/standing.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import {
  type Attribution,
  addAttribution,
  explainInterval,
  midwayAt,
  NO_ATTRIBUTION,
  totalOf,
} from '../record/attribution.ts';
import { fromAtoms, toAtoms } from '../units/rounding.ts';
import { type Marks, marksOf, midwayTo, movedTo, type Unpriced } from '../value/marks.ts';
import { markPrice, type Valuation, valuate } from '../value/value.ts';
import type { EngineState } from './state.ts';

export interface Marked {
  readonly kind: 'marked';
  readonly state: EngineState;
  readonly marks: Marks;
  readonly valuation: Valuation;
  readonly explained: Attribution;
}

/**
 * The last valuation behind a ledger's marks. Unless the book has changed since, the next interval begins with it:
 * a quarter of a decision's work. It is found by identity, so it is what valuing once more would give; and only the
 * last is kept, as a map of many would cost the collector more than it saves.
 */
let latest: {
  readonly of: readonly [Marks, Book, Instruments];
  readonly valuation: Valuation;
} | null = null;

function valuateAgain(
  book: Book,
  instruments: Instruments,
  marks: Marks,
  kernel: Kernel,
): Valuation | Unpriced {
  if (latest?.of[0] === marks && latest.of[1] === book && latest.of[2] === instruments) {
    return latest.valuation;
  }
  return valuate(book, instruments, marks, kernel);
}

/** Values the book at `snapshot` and explains the P&L since the last marks; or says what has no price. */
export function markTo(state: EngineState, snapshot: MarketSnapshot, kernel: Kernel): Marked | Unpriced {
  const { book, config, instruments, ledger } = state;
  const marks = marksOf(book, snapshot, {
    profiles: config.profiles,
    instruments,
    reporting: config.reporting,
  });
  if ('kind' in marks) return marks;
  const valuation = valuate(book, instruments, marks, kernel);
  if (valuation.kind === 'unpriced') return valuation;
  const explained =
    ledger.marks === null ? NO_ATTRIBUTION : explain(state, ledger.marks, marks, valuation, kernel);
  latest = { of: [marks, book, instruments], valuation };
  const { equity } = valuation;
  const standing = watchLoss(state.standing, marks.at, equity, config.limits, ledger.equity);
  const next: EngineState = {
    ...state,
    standing,
    ledger: {
      ...ledger,
      marks,
      equity,
      openingEquity: ledger.openingEquity ?? equity,
      attribution: addAttribution(ledger.attribution, explained),
    },
  };
  return { kind: 'marked', state: next, marks, valuation, explained };
}

/**
 * The P&L since the marks `from`, by cause. What is held now but had no price then (a deal in something new)
 * cannot be followed from there; all that is not explained yet is then residual, so that the ledger goes on.
 */
function explain(state: EngineState, from: Marks, to: Marks, after: Valuation, kernel: Kernel): Attribution {
  const { book, instruments, ledger } = state;
  const before = valuateAgain(book, instruments, from, kernel);
  if (before.kind === 'valuation') {
    const moved = valuate(book, instruments, movedTo(from, to), kernel);
    const midway = valuate(book, instruments, midwayTo(from, to, midwayAt(before, to)), kernel);
    if (moved.kind === 'valuation' && midway.kind === 'valuation') {
      return explainInterval({ from, to, before, moved, midway, after });
    }
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
  const valuation = valuate(book, state.instruments, marks, kernel);
  return valuation.kind === 'unpriced' ? null : valuation.equity;
}

/** `state` with a trade's notional added to the turnover. */
export function turnedOver(state: EngineState, instrument: Instrument, trade: Trade): EngineState {
  const index = state.ledger.marks?.index[instrument.base];
  const price = instrument.inverse && instrument.kind === 'option' && index !== undefined ? index : 1;
  const worth = notional(instrument, trade.lots, trade.price) * price * rateOf(state, instrument.quote);
  return { ...state, ledger: { ...state.ledger, turnover: state.ledger.turnover + worth } };
}

/** A fee in the reporting currency, as a P&L. */
export function feeOf(state: EngineState, trade: Trade): number {
  return -fromAtoms(trade.fee) * rateOf(state, trade.feeCurrency);
}
