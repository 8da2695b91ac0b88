import type { Currency, InstrumentId, VenueId } from '../domain/instrument.ts';
import type { MarginTier, VenueMargin } from '../domain/margin.ts';
import type { MarketEvent } from '../domain/market.ts';
import type {
  AccountEvent,
  ClosedReason,
  Fill,
  OrderId,
  OrderReport,
  OrderRequest,
} from '../domain/order.ts';
import type { Finding } from '../ports/live-venue.ts';
import { type Atoms, type Lots, lots, type Millis } from '../units/units.ts';

/** What a protocol tells of the venue. Every event may come twice or late; `venue.ts` and the engine bear that. */
export interface Ears {
  /** Good until this returns: the next event may be told in the same object. */
  market(event: MarketEvent): void;
  /** Of our account, but for reports: these are put together by `venue.ts`. */
  account(event: Exclude<AccountEvent, { kind: 'report' | 'suspect' }>, at: Millis): void;
  /** All streams are up again after `open` or after `down`; what happened in between has not been told. */
  up(): void;
  /** Orders and account cannot be relied upon: nothing is sent until `up` and a reconciliation. */
  down(reason: string): void;
  /** Something that an operator should read once, such as a gap in a book. */
  notice(text: string): void;
}

/** What became of the attempt to place an order. */
export type PlaceAnswer =
  | { readonly kind: 'accepted'; readonly fills: readonly Fill[]; readonly closed: Closed | null }
  | { readonly kind: 'rejected'; readonly detail: string }
  /** It never left, so it is as good as rejected. */
  | { readonly kind: 'unsent'; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/** `filled` in all, without sign. */
export interface Closed {
  readonly reason: ClosedReason;
  readonly filled: Lots;
  readonly detail?: string;
}

/** What became of an order that was only to rest and would have taken: the venue had it for a moment, and ended it. */
export function wouldTake(detail: string): PlaceAnswer {
  const why = /post.?only/i.test(detail) ? detail : `post-only: ${detail}`;
  return { kind: 'accepted', fills: [], closed: { reason: 'cancelled', filled: lots(0), detail: why } };
}

export type CancelAnswer =
  | { readonly kind: 'closed'; readonly closed: Closed }
  /** The venue knows no such open order: it has ended, or never came. It is to be asked about. */
  | { readonly kind: 'not-open' }
  | { readonly kind: 'unknown'; readonly detail: string };

export interface Holdings {
  /** By our instrument ids, or by the venue's symbol where we list no such instrument. */
  readonly positions: Readonly<Record<InstrumentId, Lots>>;
  /** Without what is unrealised. */
  readonly cash: Readonly<Record<Currency, Atoms>>;
  /** Average entry prices of the positions, where the venue tells them. */
  readonly entries: Readonly<Record<InstrumentId, number>>;
  /** As a report has them, where the venue tells. */
  readonly margin?: Readonly<Record<Currency, VenueMargin>>;
  readonly adl?: Readonly<Record<InstrumentId, number>>;
}

/**
 * A venue's wire protocol as our venues use it; `venue.ts` makes a port of it. Requests reject with `WireDown` where
 * nothing was sent, and with `NoAnswer` where something may have been.
 */
export interface Protocol {
  readonly venue: VenueId;
  /** False where there is no key: there is a market to watch, and nothing to trade with. */
  readonly hasAccount: boolean;
  /** Connects and stays connected. Resolves when first up; rejects with `VenueRefused` where trying again is no use. */
  open(ears: Ears): Promise<void>;
  close(): Promise<void>;
  place(order: OrderRequest): Promise<PlaceAnswer>;
  cancel(order: OrderId, instrument: InstrumentId): Promise<CancelAnswer>;
  /** All that the venue knows of `orders`, with all fills of each. */
  orders(orders: readonly OrderId[]): Promise<readonly OrderReport[]>;
  holdings(): Promise<Holdings>;
  /** Brackets of our instruments as they were learnt when it was last up; absent where the venue tells none. */
  tiers?(): Readonly<Record<InstrumentId, readonly MarginTier[]>>;
  /** Orders resting there that are none of ours. */
  foreign(): Promise<readonly string[]>;
  /** Tests connection, clock, permissions and settings; changes nothing. */
  examine(): Promise<readonly Finding[]>;
}

/** Nothing was sent: there is no connection, or a limit left no room before the deadline. */
export class WireDown extends Error {}

/** Sent, and no answer came, or none that tells: what became of it is not known. */
export class NoAnswer extends Error {}

/** Whether `error` only means that there is no answer, sent or not; anything else is a refusal or a bug. */
export function isUnanswered(error: unknown): error is WireDown | NoAnswer {
  return error instanceof WireDown || error instanceof NoAnswer;
}

/** The venue will not have us as we are configured (key, permission, instrument). Says what to change. */
export class VenueRefused extends Error {}
