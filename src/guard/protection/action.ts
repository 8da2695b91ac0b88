/** What protection asks for: plain values, which others turn into commands once they are approved. */
import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import type { Lots, Millis } from '../../units/units.ts';
import type { AccountId } from './account.ts';

/** Collateral from one own account to another, by a route that is allowed. */
export interface TransferAction {
  readonly kind: 'transfer';
  /** Of this transfer, given once. */
  readonly id: number;
  readonly route: string;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly currency: Currency;
  /** What leaves; the route's fee is taken out of it. */
  readonly amount: number;
  readonly because: string;
}

export interface OrderAction {
  readonly kind: 'order';
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  /** Signed. */
  readonly lots: Lots;
  readonly reduceOnly: boolean;
  /** Orders of one shift: what closes may only be sent as far as what opens has filled. */
  readonly pair: string | null;
  readonly because: string;
}

export type Action = TransferAction | OrderAction;

/** A transfer that was asked for and of which no end is known. Plain data. */
export interface Transit {
  readonly id: number;
  readonly route: string;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly currency: Currency;
  /** What leaves, and what is to arrive. */
  readonly amount: number;
  readonly arriving: number;
  readonly sentAt: Millis;
  /** From then on it counts as not there, and its route as broken. */
  readonly overdueAt: Millis;
}
