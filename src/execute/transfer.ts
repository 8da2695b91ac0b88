/** The life of a transfer between our accounts. As of orders, silence proves nothing, and news come twice and late. */
import { addCash, type Book } from '../domain/book.ts';
import type { VenueId } from '../domain/instrument.ts';
import {
  IN_TRANSIT,
  type TransferId,
  type TransferNews,
  type TransferRequest,
  type TransferRoute,
} from '../domain/transfer.ts';
import { DAY, later } from '../units/time.ts';
import { type Atoms, atoms, type Millis } from '../units/units.ts';

/** A transfer as far as it is known. What it comes to in the book follows from `stage` and `received`. */
export interface Transfer {
  readonly request: TransferRequest;
  readonly by: 'treasury' | 'hand';
  /** What its route keeps. */
  readonly fee: Atoms;
  /**
   * `sent`: perhaps heard of; `taken`: it will be seen to; `left`: under way. The others are its end: `failed` is back
   * where it came from, `lost` never left, and `adopted` is in what a venue has been believed to hold, or gone.
   */
  readonly stage: 'sent' | 'taken' | 'left' | 'arrived' | 'failed' | 'lost' | 'adopted';
  /** What has arrived, or is back; 0 until then. */
  readonly received: Atoms;
  readonly latencyMs: number;
  /** From then on it is not counted on, and somebody is told. */
  readonly overdueAt: Millis;
  readonly isOverdue: boolean;
  /** When it is next to be asked after or looked at; null once it has ended. */
  readonly nextAt: Millis | null;
  readonly endedAt: Millis | null;
}

export type Transfers = Readonly<Record<TransferId, Transfer>>;

/** How long one that has ended is remembered: news of it that come later than that are nobody's. */
const REMEMBERED_MS = DAY;

export function isUnderWay({ stage }: Transfer): boolean {
  return stage === 'sent' || stage === 'taken' || stage === 'left';
}

export function underWay(transfers: Transfers = {}): Transfer[] {
  return Object.values(transfers).filter(isUnderWay);
}

type Owned = readonly (readonly [venue: VenueId, amount: bigint])[];

/** What a transfer has done to our accounts. */
function doneBy({ request, stage, received }: Transfer): Owned {
  const { from, to, amount } = request;
  switch (stage) {
    case 'left':
      return [
        [from, -amount],
        [IN_TRANSIT, amount],
      ];
    case 'arrived':
      return [
        [from, -amount],
        [to, received],
      ];
    case 'failed':
      return [[from, received - amount]];
    case 'adopted':
      return [[from, -amount]];
    default:
      return [];
  }
}

/** `book` after what was known of a transfer has become `after`, and what that has cost, in atoms of its currency. */
export function bookMoved(
  book: Book,
  before: Transfer,
  after: Transfer,
): { readonly book: Book; readonly cost: Atoms } {
  const { currency } = after.request;
  const moves = [...doneBy(after), ...doneBy(before).map(([venue, amount]) => [venue, -amount] as const)];
  let next = book;
  let cost = 0n;
  for (const [venue, amount] of moves) {
    next = addCash(next, venue, currency, atoms(amount));
    cost -= amount;
  }
  return { book: next, cost: atoms(cost) };
}

/** When a transfer that is under way at `at` is to be looked after again. */
function nextOf(transfer: Transfer, at: Millis, ackWithinMs: number): Millis {
  const { by, stage, latencyMs, overdueAt, isOverdue } = transfer;
  const isFresh = stage === 'sent' && by === 'treasury';
  const again = later(at, isFresh ? ackWithinMs : Math.max(ackWithinMs, latencyMs));
  return !isOverdue && overdueAt < again ? overdueAt : again;
}

/** The transfer that `request` has become at `at`, when it is sent. */
export function begunTransfer(
  request: TransferRequest,
  { by, fee, latencyMs, overdueMs }: Pick<TransferRoute, 'by' | 'fee' | 'latencyMs' | 'overdueMs'>,
  at: Millis,
  ackWithinMs: number,
): Transfer {
  const begun: Transfer = {
    ...{ request, by, fee, stage: 'sent', received: atoms(0n), latencyMs },
    ...{ overdueAt: later(at, overdueMs), isOverdue: false, nextAt: null, endedAt: null },
  };
  return { ...begun, nextAt: nextOf(begun, at, ackWithinMs) };
}

function reached(
  transfer: Transfer,
  stage: Transfer['stage'],
  received: Atoms,
  at: Millis,
  ackWithinMs: number,
): Transfer {
  const next: Transfer = { ...transfer, stage, received };
  return isUnderWay(next)
    ? { ...next, nextAt: nextOf(next, at, ackWithinMs), endedAt: null }
    : { ...next, nextAt: null, endedAt: at };
}

/** `transfer` after a venue's word was taken for cash that it may be a part of: to count it too would be to guess. */
export function adoptedAway(transfer: Transfer, at: Millis): Transfer {
  return { ...transfer, stage: 'adopted', nextAt: null, endedAt: at };
}

/**
 * `transfer` after `news` that came at `at`; the same where they are none; or null where they contradict how it is
 * known to have ended. One that was taken for lost may have left all the same.
 */
export function foldNews(
  transfer: Transfer,
  news: Pick<TransferNews, 'stage' | 'amount' | 'at'>,
  at: Millis,
  ackWithinMs: number,
): Transfer | null {
  const { stage, received, request } = transfer;
  if (stage === 'adopted') return transfer;
  const become = (next: Transfer['stage'], amount = 0n): Transfer =>
    reached(transfer, next, atoms(amount), at, ackWithinMs);
  switch (news.stage) {
    case 'taken':
      return stage === 'sent' ? become('taken') : transfer;
    case 'left':
      return stage === 'sent' || stage === 'taken' || stage === 'lost' ? become('left') : transfer;
    case 'arrived':
    case 'failed':
      if (stage === 'arrived' || stage === 'failed')
        return stage === news.stage && received === news.amount ? transfer : null;
      return become(news.stage, news.amount);
    case 'absent':
      return stage === 'sent' && news.at > request.deadline ? become('lost') : transfer;
  }
}

/** `transfers` at `at` without those that ended long ago. */
export function forgetTransfers(transfers: Transfers, at: Millis): Transfers {
  const kept = Object.entries(transfers).filter(
    ([, { endedAt }]) => endedAt === null || later(endedAt, REMEMBERED_MS) > at,
  );
  return kept.length === Object.keys(transfers).length ? transfers : Object.fromEntries(kept);
}

/** `transfer` when `nextAt` has come, and whether its treasury is to be asked after it. */
export function chaseTransfer(
  transfer: Transfer,
  at: Millis,
  ackWithinMs: number,
): { readonly transfer: Transfer; readonly isAsked: boolean } {
  const { by, stage, overdueAt } = transfer;
  const isOverdue = at >= overdueAt;
  // Nobody has taken it in hand: it is wanted no more.
  if (by === 'hand' && stage === 'sent' && isOverdue)
    return { transfer: reached(transfer, 'lost', atoms(0n), at, ackWithinMs), isAsked: false };
  const next = { ...transfer, isOverdue };
  return { transfer: { ...next, nextAt: nextOf(next, at, ackWithinMs) }, isAsked: by === 'treasury' };
}
