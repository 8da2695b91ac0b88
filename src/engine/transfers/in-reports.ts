/**
 * Transfers as venues' reports show them. Money that has left or arrived while nobody has told so yet is no difference;
 * and while a transfer may have changed what an account holds, nobody's word for that is taken over the book's.
 */
import { cashOf } from '../../domain/book.ts';
import type { Currency, VenueId } from '../../domain/instrument.ts';
import type { AccountEvent } from '../../domain/order.ts';
import { adoptedAway, foldNews, isUnderWay, type Transfer, underWay } from '../../execute/transfer.ts';
import { atoms, type Millis } from '../../units/units.ts';
import type { EngineState } from '../state.ts';
import { withMoved } from './news.ts';
import { withTransfers } from './transfers.ts';

type Report = Extract<AccountEvent, { kind: 'report' }>;

/** Something that a transfer may have done to the account, and between what that adds to its cash. */
interface Move {
  readonly transfer: Transfer;
  readonly stage: 'left' | 'arrived' | 'failed';
  readonly least: bigint;
  readonly most: bigint;
}

/** A move that has been seen, and what it has added. */
interface Seen extends Pick<Move, 'transfer' | 'stage'> {
  readonly more: bigint;
}

/** Beyond this their sums are not looked through. */
const MOST_MOVES = 8;

/** What a transfer may add where it arrives: a hand knows what is kept only when it is done. */
function arrivalOf(transfer: Transfer): Move {
  const { amount } = transfer.request;
  const least = amount - transfer.fee;
  return { transfer, stage: 'arrived', least, most: transfer.by === 'hand' ? amount : least };
}

function movesAt(state: EngineState, venue: VenueId, currency: Currency): Move[] {
  return Object.values(state.transfers ?? {}).flatMap((transfer): Move[] => {
    const { request, stage } = transfer;
    const { from, to, amount } = request;
    const isOver = !isUnderWay(transfer) && stage !== 'lost';
    if (isOver || request.currency !== currency) return [];
    if (to === venue) return [arrivalOf(transfer)];
    if (from !== venue) return [];
    return stage === 'left'
      ? [{ transfer, stage: 'failed', least: amount, most: amount }]
      : [{ transfer, stage: 'left', least: -amount, most: -amount }];
  });
}

function smaller(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}

/** What each of `moves` has added where together they have added `gap`: the first ones have cost what was kept. */
function shared(moves: readonly Move[], gap: bigint): readonly Seen[] {
  let kept = moves.reduce((sum, { most }) => sum + most, 0n) - gap;
  return moves.map(({ transfer, stage, least, most }) => {
    const own = kept < 0n ? 0n : smaller(kept, most - least);
    kept -= own;
    return { transfer, stage, more: most - own };
  });
}

/** Those of `moves` that come to `gap` but for `dust`, where only one choice of them does. */
function choiceOf(moves: readonly Move[], gap: bigint, dust: bigint): readonly Seen[] {
  const chosen: (readonly Move[])[] = [];
  const choose = (i: number, picked: readonly Move[], least: bigint, most: bigint): void => {
    const move = moves[i];
    if (move === undefined) {
      if (picked.length > 0 && least - dust <= gap && gap <= most + dust) chosen.push(picked);
      return;
    }
    choose(i + 1, picked, least, most);
    choose(i + 1, [...picked, move], least + move.least, most + move.most);
  };
  if (moves.length <= MOST_MOVES) choose(0, [], 0n, 0n);
  const [only] = chosen;
  return only === undefined || chosen.length > 1 ? [] : shared(only, gap);
}

/**
 * What hands have moved here that nobody tells of, where something else is missing too: whatever more than half of it
 * is here for. Only where nothing else is expected, or nothing in time any more: else it waits.
 */
function byHand(moves: readonly Move[], gap: bigint): readonly Seen[] {
  if (moves.length > 1 && moves.some(({ transfer }) => !transfer.isOverdue)) return [];
  let left = gap;
  return moves.flatMap(({ transfer, stage }): Seen[] => {
    const { amount } = transfer.request;
    const isAwaited = transfer.by === 'hand' && transfer.stage === 'left' && stage === 'arrived';
    if (!isAwaited || 2n * left <= amount) return [];
    const more = smaller(left, amount);
    left -= more;
    return [{ transfer, stage, more }];
  });
}

function seen(state: EngineState, { transfer, stage, more }: Seen, at: Millis): EngineState {
  const { request } = transfer;
  const received = stage === 'left' ? request.amount : atoms(more);
  const news = { stage, amount: received, at };
  const after = foldNews(transfer, news, at, state.config.execution.ackWithinMs);
  return after === null ? state : withMoved(state, transfer, after);
}

/** `state` with those transfers booked that alone explain cash which `report` tells otherwise than the book. */
export function seenIn(state: EngineState, report: Report, at: Millis, dust: bigint): EngineState {
  if (state.transfers === undefined) return state;
  const currencies = new Set(Object.values(state.transfers).map(({ request }) => request.currency));
  let next = state;
  for (const currency of [...currencies].sort()) {
    const gap = (report.cash[currency] ?? 0n) - cashOf(state.book, report.venue, currency);
    if (gap <= dust && gap >= -dust) continue;
    const moves = movesAt(state, report.venue, currency);
    const choice = choiceOf(moves, gap, dust);
    const found = choice.length > 0 ? choice : byHand(moves, gap);
    for (const move of found) next = seen(next, move, at);
  }
  return next;
}

/** Currencies of which it is not known what `venue` holds, as a transfer may have begun or ended there. */
export function inMotion({ transfers }: EngineState, venue: VenueId): ReadonlySet<Currency> {
  const moving = underWay(transfers).filter(
    ({ isOverdue, request: { from, to } }) => !isOverdue && (from === venue || to === venue),
  );
  return new Set(moving.map(({ request }) => request.currency));
}

/**
 * `state`, which is about to believe `report`, without what hands have moved and is overdue there: nobody will ever
 * tell of it, and it may be in what the venue holds. One that was thought not to have been moved may be too: it is
 * forgotten.
 */
export function withoutUntold(state: EngineState, { venue, cash }: Report, at: Millis): EngineState {
  let next = state;
  for (const [id, transfer] of Object.entries(state.transfers ?? {})) {
    const { by, stage, isOverdue, request } = transfer;
    const { from, to, currency } = request;
    const isHere = (from === venue || to === venue) && cash[currency] !== cashOf(state.book, venue, currency);
    if (by !== 'hand' || !isHere) continue;
    if (stage === 'left' && isOverdue) next = withMoved(next, transfer, adoptedAway(transfer, at));
    if (stage === 'lost') {
      const { [id]: _, ...others } = next.transfers ?? {};
      next = withTransfers(next, others);
    }
  }
  return next;
}
