import type { InstrumentId, VenueId } from '../../domain/instrument.ts';
import type { AccountEvent, OrderId } from '../../domain/order.ts';
import { isLive } from '../../execute/order.ts';
import type { Millis } from '../../units/units.ts';
import type { EngineState } from '../state.ts';
import { isToClose } from './everything.ts';

/** How closing one instrument goes. */
export interface Try {
  /** The order that is to close it, or a part of it; null between two of them. */
  readonly order: OrderId | null;
  /** How often the price bound was doubled. */
  readonly widened: number;
  /** No order before then: the last came to nothing. */
  readonly notBefore: Millis;
}

/** What keeps the book from being flat, and why. */
export interface Open {
  /** An instrument, a venue or an order. */
  readonly what: string;
  /**
   * What it waits for: a price, a venue that can be relied upon, a limit of ours, somebody who trades, or, when all is
   * closed by our own book, the venue's word that it is.
   */
  readonly kind: 'price' | 'venue' | 'limit' | 'market' | 'word';
  readonly why: string;
}

/** What a venue's last report told of it. */
export interface Confirmation {
  /** When it was taken. */
  readonly at: Millis;
  /** What is to be closed and is held there by the venue's own word. */
  readonly held: readonly InstrumentId[];
}

/** A flatten under way, or done and kept up until the re-arm. */
export interface Flattening {
  readonly since: Millis;
  /** When less was held for the last time, or it began. */
  readonly progressAt: Millis;
  /** When it looks again at the latest; null once all is flat. */
  readonly nextAt: Millis | null;
  /** Looks in a row that found nothing to do. */
  readonly idle: number;
  readonly tries: Readonly<Record<InstrumentId, Try>>;
  /** Lots, without sign, at the last look. */
  readonly held: Readonly<Record<InstrumentId, number>>;
  readonly confirmations: Readonly<Record<VenueId, Confirmation>>;
  /** When venues were last asked to confirm, and orders last told to end. */
  readonly askedAt: Millis | null;
  readonly cancelledAt: Millis;
  readonly open: readonly Open[];
  /** Positions that stay, as nothing here could close them: see `everything.ts`. */
  readonly left: readonly InstrumentId[];
}

/** A flatten that an operator has just ordered. All that rests is being cancelled. */
export function begun(at: Millis): Flattening {
  return {
    ...{ since: at, progressAt: at, nextAt: at, idle: 0, tries: {}, held: {}, confirmations: {} },
    ...{ askedAt: null, cancelledAt: at, open: [], left: [] },
  };
}

/** Whether a flatten is to look at the book at `now`. */
export function isDue({ flatten }: EngineState, now: Millis): boolean {
  return flatten !== undefined && flatten.nextAt !== null && now >= flatten.nextAt;
}

type Report = Extract<AccountEvent, { kind: 'report' }>;

/** What `report` says of what is to be closed. What is not listed here is of no kind that may be held. */
function confirmationOf(state: EngineState, report: Report): Confirmation {
  const held = Object.entries(report.positions).filter(([id, count]) => {
    const instrument = state.instruments[id];
    return count !== 0 && (instrument === undefined || isToClose(state, instrument));
  });
  return { at: report.at, held: held.map(([id]) => id).sort() };
}

function hasEnded(before: EngineState, after: EngineState): boolean {
  if (before.orders === after.orders) return false;
  return Object.entries(before.orders).some(([id, order]) => {
    const now = after.orders[id];
    return isLive(order) && (now === undefined || !isLive(now));
  });
}

/** `after` with what an account event means for its flatten: a report is kept, and what may be news is looked at. */
export function told(before: EngineState, after: EngineState, event: AccountEvent, at: Millis): EngineState {
  if (after.flatten === undefined) return after;
  const isNews = event.kind === 'deal' || event.kind === 'settled' || event.kind === 'suspect';
  const flatten =
    isNews || hasEnded(before, after) ? { ...after.flatten, idle: 0, nextAt: at } : after.flatten;
  if (event.kind !== 'report') return { ...after, flatten };
  const known = flatten.confirmations[event.venue];
  // Reports overtake each other.
  if (known !== undefined && known.at > event.at) return { ...after, flatten };
  const confirmations = { ...flatten.confirmations, [event.venue]: confirmationOf(after, event) };
  return { ...after, flatten: { ...flatten, confirmations, nextAt: at } };
}
