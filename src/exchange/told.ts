/** What an exchange tells: of accounts and markets when asked, and of what happens as it does. */
import type { Currency, InstrumentId } from '../domain/instrument.ts';
import type { Atoms, Lots, Millis } from '../units/units.ts';
import type { AccountId, ExchangeOrder, Execution, Side } from './exchange.ts';

export interface PositionView {
  readonly symbol: InstrumentId;
  /** Signed. */
  readonly lots: Lots;
  /** In the instrument's price unit. */
  readonly averageEntry: number;
  readonly mark: number;
  /** All in settlement units. */
  readonly unrealised: number;
  readonly realised: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  /** Null where no price liquidates it. */
  readonly liquidationPrice: number | null;
  readonly leverage: number;
  /** 0 (last) to 4 (first in the queue for auto-deleveraging). */
  readonly adlRank: number;
}

/** One currency of an account. */
export interface BalanceView {
  readonly currency: Currency;
  /** Deposits and all that was realised: `equity` less what is unrealised. */
  readonly cash: Atoms;
  readonly equity: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  /** For new orders. */
  readonly available: number;
}

export interface LevelView {
  readonly ticks: number;
  readonly lots: number;
}

export interface DepthView {
  readonly bids: readonly LevelView[];
  readonly asks: readonly LevelView[];
  /** Of the last change of this symbol's book; each change adds 1. */
  readonly changeId: number;
}

/** All numbers in price units (options of an inverse kind: in coin) but vols and rates, which are fractions. */
export interface TickerView {
  readonly symbol: InstrumentId;
  readonly at: Millis;
  readonly index: number;
  readonly mark: number;
  readonly last: number | null;
  readonly bid: LevelView | null;
  readonly ask: LevelView | null;
  readonly high: number;
  readonly low: number;
  /** In lots and quote units over 24 h. */
  readonly volumeLots: number;
  readonly volumeNotional: number;
  readonly openInterestLots: number;
  /** The rate of the running interval so far, and when it is paid; null for what pays none. */
  readonly funding: { readonly rate: number; readonly nextAt: Millis } | null;
  readonly option: {
    readonly markVol: number;
    readonly underlying: number;
    readonly delta: number;
    readonly gamma: number;
    /** Per vol point, as exchanges show it, in USD. */
    readonly vega: number;
    /** Per day, in USD. */
    readonly theta: number;
    readonly rho: number;
  } | null;
}

export interface FundingPayment {
  readonly id: string;
  readonly account: AccountId;
  readonly symbol: InstrumentId;
  readonly rate: number;
  readonly lots: Lots;
  /** Received (positive) or paid. */
  readonly amount: Atoms;
  readonly currency: Currency;
  readonly at: Millis;
}

/** A level's new total; 0 lots: it is gone. `isNew`: it was not there before. */
export interface LevelChange extends LevelView {
  readonly side: Side;
  readonly isNew: boolean;
}

/** What happens, in order. Those with an `account` are told to nobody else. */
export type ExchangeEvent =
  | {
      readonly kind: 'book';
      readonly symbol: InstrumentId;
      readonly changes: readonly LevelChange[];
      readonly changeId: number;
      readonly at: Millis;
    }
  | { readonly kind: 'trade'; readonly execution: Execution }
  | { readonly kind: 'order'; readonly account: AccountId; readonly order: ExchangeOrder }
  | { readonly kind: 'fill'; readonly account: AccountId; readonly execution: Execution }
  | { readonly kind: 'funding'; readonly account: AccountId; readonly payment: FundingPayment }
  | {
      readonly kind: 'settled';
      readonly account: AccountId;
      readonly symbol: InstrumentId;
      readonly lots: Lots;
      /** The payoff of an option in its price unit, the delivery price of a future. */
      readonly price: number;
      /** What expired is settled at. */
      readonly delivery: number;
      readonly id: string;
      readonly at: Millis;
    }
  | {
      readonly kind: 'transfer';
      readonly account: AccountId;
      readonly currency: Currency;
      readonly amount: Atoms;
      readonly at: Millis;
    }
  /** Mark, index or funding rate have moved: a new ticker can be read. */
  | { readonly kind: 'ticker'; readonly symbol: InstrumentId; readonly at: Millis }
  | {
      readonly kind: 'state';
      readonly symbol: InstrumentId;
      readonly state: 'open' | 'halted' | 'settling' | 'expired' | 'delisted';
      readonly at: Millis;
    };
