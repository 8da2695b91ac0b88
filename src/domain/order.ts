import type { Atoms, Lots, Millis } from '../units/units.ts';
import type { Trade } from './book.ts';
import type { Currency, Instrument, InstrumentId, VenueId } from './instrument.ts';
import type { MarginTier, VenueMargin } from './margin.ts';
import type { TransferCommand, TransferNews } from './transfer.ts';

/** Ours, made from the journal's id, the entry's seq and the leg: see `execute/order-id.ts`. */
export type OrderId = string;
/** The venue's own id of one execution; the same execution told twice bears the same id. */
export type FillId = string;

/**
 * A limit order. One that is not `postOnly` takes what it can at once, and the venue itself must end it at `deadline`.
 * One that is may only rest: where it would take, the venue ends it as cancelled with nothing filled; it may get there
 * until `deadline`, and from then on we have it cancelled.
 */
export interface OrderRequest {
  readonly id: OrderId;
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
  /** Signed: positive buys. */
  readonly lots: Lots;
  readonly limit: number;
  readonly deadline: Millis;
  /** The venue may only fill what makes the position smaller. */
  readonly reduceOnly: boolean;
  readonly postOnly?: true;
}

/** What may be asked of a venue. A query asks after orders by id, and for positions and cash. */
export type VenueCommand =
  | { readonly kind: 'place'; readonly order: OrderRequest }
  | {
      readonly kind: 'cancel';
      readonly venue: VenueId;
      readonly order: OrderId;
      readonly instrument: InstrumentId;
    }
  | { readonly kind: 'query'; readonly venue: VenueId; readonly orders: readonly OrderId[] };

/** All that an engine may ask for: of a venue, or of whoever moves our money between them. */
export type Command = VenueCommand | TransferCommand;

/** Whom `command` is for. */
export function venueOf(command: VenueCommand): VenueId {
  return command.kind === 'place' ? command.order.venue : command.venue;
}

/** Whether `command` is for the treasury. */
export function isTransfer<T extends Command>(command: T): command is Extract<T, TransferCommand> {
  return command.kind === 'transfer' || command.kind === 'track';
}

export interface Fill extends Trade {
  readonly fill: FillId;
}

export type ClosedReason = 'filled' | 'cancelled' | 'expired' | 'rejected';

/** What the venue knows of an order. `absent`: it has never seen it, which before the deadline proves nothing. */
export interface OrderReport {
  readonly order: OrderId;
  readonly status: 'open' | 'absent' | ClosedReason;
  readonly fills: readonly Fill[];
  readonly detail?: string;
}

/**
 * What a venue tells about our account. `unknown` is an adapter's word that an answer did not come: never a
 * rejection. `deal` is a trade that evenkeel did not order (a client's, a desk's, a roll), and may bring a new
 * instrument. A `settled` option's price is its payoff.
 */
export type AccountEvent =
  | { readonly kind: 'ack'; readonly order: OrderId }
  | ({ readonly kind: 'fill'; readonly order: OrderId; readonly instrument: InstrumentId } & Fill)
  | {
      readonly kind: 'closed';
      readonly order: OrderId;
      readonly reason: ClosedReason;
      /** Lots filled in all, without sign: what fills may still be missing can be told from it. */
      readonly filled: Lots;
      readonly detail?: string;
    }
  | { readonly kind: 'unknown'; readonly order: OrderId; readonly detail: string }
  | {
      readonly kind: 'funding';
      readonly id: string;
      readonly instrument: InstrumentId;
      /** Cash received (positive) or paid. */
      readonly amount: Atoms;
      readonly currency: Currency;
    }
  | {
      readonly kind: 'gas';
      readonly id: string;
      readonly venue: VenueId;
      readonly amount: Atoms;
      readonly currency: Currency;
    }
  | ({ readonly kind: 'deal'; readonly id: string; readonly instrument: Instrument } & Trade)
  | {
      readonly kind: 'settled';
      readonly id: string;
      readonly instrument: InstrumentId;
      readonly price: number;
    }
  | ({ readonly kind: 'transfer' } & TransferNews)
  /** The adapter has lost touch: what happened there is not known until its next report. */
  | { readonly kind: 'suspect'; readonly venue: VenueId; readonly detail: string }
  | {
      readonly kind: 'report';
      readonly venue: VenueId;
      /** When the venue took it, or a little before: what came later is not in it, however late it arrives. */
      readonly at: Millis;
      readonly orders: readonly OrderReport[];
      readonly positions: Readonly<Record<InstrumentId, Lots>>;
      readonly cash: Readonly<Record<Currency, Atoms>>;
      /** Average entry prices of the positions, where the venue tells them. */
      readonly entries?: Readonly<Record<InstrumentId, number>>;
      /**
       * What the venue says of each currency that it margins by itself, or of the unit in which it counts all of them
       * together. A currency that it says nothing sound of is left out: it is not known, and not nothing.
       */
      readonly margin?: Readonly<Record<Currency, VenueMargin>>;
      /** Places in the queue for auto-deleveraging, 0 to 4, the first to go; absent where the venue does not tell. */
      readonly adl?: Readonly<Record<InstrumentId, number>>;
      /** Brackets of our instruments: in the first report of each connection, where the venue tells them. */
      readonly tiers?: Readonly<Record<InstrumentId, readonly MarginTier[]>>;
    };

/** An account event and when its venue says that it happened. */
export interface TimedAccountEvent {
  readonly at: Millis;
  readonly event: AccountEvent;
}
