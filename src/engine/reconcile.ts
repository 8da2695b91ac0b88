import type { Alarm } from '../domain/alarm.ts';
import { averageEntry, type Book, cashOf, type Position, positionLots } from '../domain/book.ts';
import { isMargined, settleValue, type VenueId } from '../domain/instrument.ts';
import type { AccountEvent } from '../domain/order.ts';
import { liveOrders } from '../execute/order.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { toAtoms } from '../units/rounding.ts';
import { later } from '../units/time.ts';
import { type Atoms, type Lots, lots, type Millis } from '../units/units.ts';
import { markPrice } from '../value/value.ts';
import { booked, equityAtMarks } from './ledger.ts';
import { reportEveryMs } from './protection/protection.ts';
import type { Difference, EngineState } from './state.ts';
import { inMotion, seenIn, withoutUntold } from './transfers/in-reports.ts';

/**
 * Atoms by which a venue's cash may differ from ours without being worth a word: venues round what they show, and each
 * trade by itself. When it has grown beyond this, theirs is adopted.
 */
const CASH_DUST = 16n;

type Report = Extract<AccountEvent, { kind: 'report' }>;

/** Instruments at `venue` that either side holds. */
function heldAt(state: EngineState, report: Report): string[] {
  const ours = Object.keys(state.book.positions).filter(
    (id) => state.instruments[id]?.venue === report.venue,
  );
  return [...new Set([...ours, ...Object.keys(report.positions)])].sort();
}

interface Differing {
  /** Empty when all agrees. */
  readonly text: string;
  readonly ofPositions: boolean;
  /** Whether any of it is of something that is listed here, and can be adopted. */
  readonly isOurs: boolean;
}

function surplus(what: string, unit: string, amount: number | bigint): string {
  return amount > 0 ? `${what}: ${amount} ${unit} more there` : `${what}: ${-amount} ${unit} fewer there`;
}

/** Whether the report differs in `id`, which is listed here. */
function isListedGap(state: EngineState, { positions }: Report, id: string): boolean {
  return state.instruments[id] !== undefined && (positions[id] ?? 0) !== positionLots(state.book, id);
}

/**
 * How the report differs from the book, as amounts: these stay the same while both move with the same trades.
 * What a report leaves out is 0. Cash that a transfer may have changed is for its treasury to tell of.
 */
function differing(state: EngineState, report: Report): Differing {
  const found: string[] = [];
  for (const id of heldAt(state, report)) {
    const more = (report.positions[id] ?? 0) - positionLots(state.book, id);
    if (more !== 0) found.push(surplus(id, 'lots', more));
  }
  const ofPositions = found.length > 0;
  const unlisted = found.length - heldAt(state, report).filter((id) => isListedGap(state, report, id)).length;
  const currencies = new Set([
    ...Object.keys(report.cash),
    ...Object.keys(state.book.cash[report.venue] ?? {}),
  ]);
  const moving = inMotion(state, report.venue);
  for (const currency of [...currencies].sort()) {
    if (moving.has(currency)) continue;
    const more = (report.cash[currency] ?? 0n) - cashOf(state.book, report.venue, currency);
    if (more > CASH_DUST || more < -CASH_DUST) found.push(surplus(currency, 'atoms', more));
  }
  return { text: found.join('; '), ofPositions, isOurs: found.length > unlisted };
}

/** `count` lots of `id` bought at `entry`, or else as if at the mark; null where it has neither. */
function entered(state: EngineState, id: string, count: Lots, entry: number | undefined): Position | null {
  const instrument = state.instruments[id];
  const { marks } = state.ledger;
  const mark = instrument === undefined || marks === null ? null : markPrice(instrument, marks);
  const price = entry ?? mark;
  if (instrument === undefined || typeof price !== 'number') return null;
  return { instrument: id, lots: count, cost: toAtoms(settleValue(instrument, count, price), 'nearest') };
}

/**
 * Whether the venue has the same lots at another entry: every one that closes would then gain other cash there than
 * here. Within a tick it may be how the venue rounds what it shows.
 */
function isEnteredElsewhere(state: EngineState, id: string, entry: number | undefined): boolean {
  const [instrument, position] = [state.instruments[id], state.book.positions[id]];
  if (entry === undefined || instrument === undefined || position === undefined) return false;
  return isMargined(instrument) && Math.abs(averageEntry(position, instrument) - entry) > instrument.tick;
}

/** The book as the venue has it; null while something in it has no mark, as its cost would be made up. */
function adopted(state: EngineState, report: Report): Book | null {
  const positions: Record<string, Position> = { ...state.book.positions };
  for (const id of heldAt(state, report)) {
    const count = report.positions[id] ?? lots(0);
    const entry = report.entries?.[id];
    const isSame = count === positionLots(state.book, id) && !isEnteredElsewhere(state, id, entry);
    if (isSame || state.instruments[id] === undefined) continue;
    const position = count === 0 ? null : entered(state, id, count, entry);
    if (position !== null) positions[id] = position;
    else if (count === 0) delete positions[id];
    else return null;
  }
  const cash: Record<string, Atoms> = { ...report.cash };
  for (const currency of inMotion(state, report.venue))
    cash[currency] = cashOf(state.book, report.venue, currency);
  return { positions, cash: { ...state.book.cash, [report.venue]: cash } };
}

/** `state` after `venue` has been compared. As long as anything is open, all are asked again soon. */
function withDifference(
  state: EngineState,
  venue: VenueId,
  difference: Difference | null,
  at: Millis,
): EngineState {
  const { execution } = state.config;
  const { [venue]: old, ...others } = state.reconciliation.differences;
  const differences = difference === null ? others : { ...others, [venue]: difference };
  const { awaiting: before, lost } = state.reconciliation;
  const awaiting = difference === null ? before.filter((id) => id !== venue) : before;
  const isOpen = awaiting.length > 0 || Object.keys(differences).length > 0;
  const nextAt = later(at, isOpen ? execution.ackWithinMs : reportEveryMs(state));
  // A venue that may be traded at again is a reason to decide.
  const wasInDoubt = before.includes(venue) || old?.ofPositions === true;
  const bookChanged = state.decisions.bookChanged || (difference === null && wasInDoubt);
  return {
    ...state,
    reconciliation: {
      ...{ awaiting, nextAt, differences },
      ...(lost !== undefined && { lost: lost.filter((id) => awaiting.includes(id)) }),
    },
    decisions: { ...state.decisions, bookChanged },
  };
}

/** Whether `text` was told before, by another report than this or its echo, and is not what orders are still doing. */
function isConfirmed(state: EngineState, report: Report, { text, ofPositions }: Differing): boolean {
  const { venue } = report;
  const seen = state.reconciliation.differences[venue];
  if (seen === undefined || seen.text !== text) return false;
  const isBusy = liveOrders(state.orders).some((order) => order.request.venue === venue);
  if (ofPositions && isBusy) return false;
  return report.at >= later(seen.at, state.config.execution.ackWithinMs);
}

/**
 * Compares the book with a venue's report, unless that is older than the book. A difference seen once may be an
 * event on its way, and until it is cleared up nothing is traded on positions that differ; told again, the venue
 * is right: its positions and cash are adopted, and what that does to the equity is P&L unexplained.
 */
export function reconcile(
  before: EngineState,
  report: Report,
  at: Millis,
  kernel: Kernel,
): { readonly state: EngineState; readonly alarms: readonly Alarm[] } {
  const { venue } = report;
  if (report.at < before.changedAt) return { state: before, alarms: [] };
  // Where positions differ too, a trade is on its way, and cash says nothing of transfers.
  const state = differing(before, report).ofPositions ? before : seenIn(before, report, at, CASH_DUST);
  const alarms = [unlistedAlarm(state, report)];
  const found = differing(state, report);
  const { text, ofPositions } = found;
  if (text === '') return { state: withDifference(state, venue, null, at), alarms };
  const isBelieved = isConfirmed(state, report, found);
  const counted = isBelieved ? withoutUntold(state, report, at) : state;
  const book = isBelieved ? adopted(counted, report) : null;
  if (book === null) {
    const seen = state.reconciliation.differences[venue];
    const difference = { text, ofPositions, at: seen?.text === text ? seen.at : report.at };
    return { state: withDifference(state, venue, difference, at), alarms };
  }
  const known = equityAtMarks(counted, counted.book, kernel);
  const theirs = equityAtMarks(counted, book, kernel);
  const residual = known === null || theirs === null ? 0 : theirs - known;
  const next = booked(counted, book, { residual });
  const decisions = { ...next.decisions, bookChanged: true };
  const adoption: Alarm = {
    ...{ key: `adopted/${venue}`, severity: 'warning', text: `adopted from ${venue}: ${text}` },
  };
  return {
    state: withDifference({ ...next, decisions }, venue, null, at),
    alarms: found.isOurs ? [adoption, ...alarms] : alarms,
  };
}

/** What a venue holds and nobody here knows what it is; it stays a difference however often it is adopted. */
function unlistedAlarm(state: EngineState, { venue, positions }: Report): Alarm {
  const ids = Object.keys(positions).filter((id) => state.instruments[id] === undefined);
  const key = `unlisted/${venue}`;
  const what = ids.join(', ');
  if (what === '')
    return { key, severity: 'info', text: `all that ${venue} holds is listed here`, state: null };
  return { key, severity: 'critical', text: `${venue} holds what is not listed here: ${what}`, state: what };
}
