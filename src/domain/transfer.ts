/** Money of ours that goes from one of our own accounts to another. */
import type { Atoms, Millis } from '../units/units.ts';
import type { Currency, VenueId } from './instrument.ts';

/** Ours, made as an order's id is. */
export type TransferId = string;

/** The account of money that has left one venue and not come to another. No venue can be called so. */
export const IN_TRANSIT: VenueId = 'in transit';

/** What is to be moved. */
export interface TransferWanted {
  readonly from: VenueId;
  readonly to: VenueId;
  readonly currency: Currency;
  /** What leaves; what arrives is less by the fee. */
  readonly amount: Atoms;
}

/** It must not be taken up after `deadline`: one that the treasury has not seen by then is none. */
export interface TransferRequest extends TransferWanted {
  readonly id: TransferId;
  readonly deadline: Millis;
}

/** One line of the allow-list: what may go from one of our accounts to another, and how that is. */
export interface TransferRoute extends Omit<TransferWanted, 'amount'> {
  /** Kept on the way, of each transfer. */
  readonly fee: Atoms;
  /** How long it usually takes, and after how long something is wrong: both from when it was asked for. */
  readonly latencyMs: number;
  readonly overdueMs: number;
  /** Of one transfer. */
  readonly least: Atoms;
  readonly most: Atoms;
  /** Whose doing it is: keys of ours may not withdraw, so at real venues it is an operator's hand. */
  readonly by: 'treasury' | 'hand';
}

/** What may be asked of a treasury: to move, or to say how a transfer fares. */
export type TransferCommand =
  | { readonly kind: 'transfer'; readonly transfer: TransferRequest }
  | { readonly kind: 'track'; readonly transfer: TransferRequest };

/**
 * What a treasury tells of a transfer: that it will see to it, that the money has left, has arrived, will not arrive
 * and is back, or that it has never heard of it, which before its deadline proves nothing.
 */
export interface TransferNews extends TransferWanted {
  readonly id: TransferId;
  readonly stage: 'taken' | 'left' | 'arrived' | 'failed' | 'absent';
  /** What has arrived, or is back where it came from (all of it where it never left); else what was asked for. */
  readonly amount: Atoms;
  /** When the treasury looked, or a little before. */
  readonly at: Millis;
}
