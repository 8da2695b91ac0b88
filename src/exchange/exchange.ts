/**
 * A simulated exchange, real enough that clients which were written for Deribit, Binance and Hyperliquid trade on
 * it: `matching/` is price-time order books, `account/` money, margin, liquidation and settlement, `market/` what
 * moves prices and who else trades; `deribit/`, `binance/` and `hyperliquid/` put it on the wire, and `server/`
 * serves all three on one port. An exchange is deterministic: time comes in with `advance`, chance from a seed.
 */
import type { Currency } from '../domain/instrument.ts';
import type { Atoms, Lots, Millis } from '../units/units.ts';
import type { Listing } from './listing.ts';

export type Side = 'buy' | 'sell';
export type TimeInForce = 'gtc' | 'ioc' | 'fok';
/** Ours: E-1, E-2, … in the order of acceptance. */
export type ExchangeOrderId = string;
export type AccountId = string;
export type Symbol = string;

/** An order as it is asked for. */
export interface Ticket {
  readonly symbol: Symbol;
  readonly side: Side;
  /** Above 0. */
  readonly lots: Lots;
  /** Limit price in ticks; null for a market order, which is never left resting. */
  readonly ticks: number | null;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  /** `reject` what would take liquidity; `slide` puts it one tick behind the other side instead. */
  readonly postOnly: 'no' | 'reject' | 'slide';
  /** The client's own word for it, not unique; empty where there is none. */
  readonly label: string;
  /** The order is refused if it is met only after this time: venues' request deadlines. */
  readonly deadline?: Millis;
}

export type OrderStatus = 'open' | 'filled' | 'cancelled' | 'rejected';

/** Why an order ended without having filled. */
export type EndReason =
  | 'user'
  | 'ioc'
  | 'fok'
  | 'self-trade'
  | 'reduce-only'
  | 'margin'
  | 'liquidation'
  | 'disconnect'
  | 'dead-man'
  | 'delisted'
  | 'settlement';

export interface ExchangeOrder {
  readonly id: ExchangeOrderId;
  readonly account: AccountId;
  readonly ticket: Ticket;
  readonly status: OrderStatus;
  readonly filled: Lots;
  /** Sum of ticks × lots over its executions. */
  readonly filledTickLots: number;
  readonly endedBy?: EndReason;
  readonly at: Millis;
  readonly changedAt: Millis;
}

export interface Execution {
  /** Unique in the exchange; both sides of a trade have one each, with the same `trade`. */
  readonly id: string;
  readonly trade: string;
  /** Per symbol, counting from 1. */
  readonly seq: number;
  readonly order: ExchangeOrderId;
  readonly label: string;
  readonly account: AccountId;
  readonly symbol: Symbol;
  readonly side: Side;
  readonly lots: Lots;
  readonly ticks: number;
  /** Positive: paid. */
  readonly fee: Atoms;
  readonly feeCurrency: Currency;
  /** Gain on what this closed, in atoms of the settlement currency. */
  readonly realised: Atoms;
  readonly isMaker: boolean;
  readonly kind: 'trade' | 'liquidation' | 'adl';
  readonly at: Millis;
}

/** Why the exchange does not take a request; every protocol has its own codes for these. */
export type RejectionCode =
  | 'unknown-symbol'
  | 'unknown-order'
  | 'not-open'
  | 'wrong-tick'
  | 'wrong-size'
  | 'below-minimum'
  | 'below-min-notional'
  | 'price-band'
  | 'no-liquidity'
  | 'post-only'
  | 'reduce-only'
  | 'insufficient-margin'
  | 'too-many-orders'
  | 'deadline'
  | 'halted'
  | 'maintenance'
  | 'settling'
  | 'expired';

export interface Rejection {
  readonly kind: 'rejected';
  readonly code: RejectionCode;
  /** In words: the field, its value, what would do. */
  readonly message: string;
}

export interface Placed {
  readonly kind: 'placed';
  readonly order: ExchangeOrder;
  readonly executions: readonly Execution[];
}

export interface PositionView {
  readonly symbol: Symbol;
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
  readonly symbol: Symbol;
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
  readonly symbol: Symbol;
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
      readonly symbol: Symbol;
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
      readonly symbol: Symbol;
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
  | { readonly kind: 'ticker'; readonly symbol: Symbol; readonly at: Millis }
  | {
      readonly kind: 'state';
      readonly symbol: Symbol;
      readonly state: 'open' | 'halted' | 'settling' | 'expired' | 'delisted';
      readonly at: Millis;
    };

export interface Account {
  readonly id: AccountId;
  readonly key: string;
  readonly secret: string;
  readonly canTrade: boolean;
  readonly canWithdraw: boolean;
}

/** One exchange: markets and accounts behind one protocol. Everything takes effect at once, at `now`. */
export interface Exchange {
  readonly name: string;
  readonly now: Millis;
  readonly listings: ReadonlyMap<Symbol, Listing>;
  listen(listener: (event: ExchangeEvent) => void): void;
  /** Lets the market move, funding be paid, options expire and positions be liquidated, up to `to`. */
  advance(to: Millis): void;

  place(account: AccountId, ticket: Ticket): Placed | Rejection;
  cancel(account: AccountId, order: ExchangeOrderId, why?: EndReason): ExchangeOrder | Rejection;
  /** Keeps its place in the queue if only made smaller at the same price; as the protocols' edit and modify. */
  amend(
    account: AccountId,
    order: ExchangeOrderId,
    to: { readonly lots: Lots; readonly ticks: number },
  ): Placed | Rejection;
  /** The orders that it ended. */
  cancelAll(account: AccountId, symbol: Symbol | null, why?: EndReason): readonly ExchangeOrder[];

  order(id: ExchangeOrderId): ExchangeOrder | undefined;
  /** Newest last; open ones, or all that are remembered. */
  orders(account: AccountId, which: 'open' | 'all'): readonly ExchangeOrder[];
  executions(account: AccountId): readonly Execution[];
  trades(symbol: Symbol): readonly Execution[];
  funding(account: AccountId): readonly FundingPayment[];
  /** Past rates of a symbol, newest last. */
  fundingRates(symbol: Symbol): readonly { readonly at: Millis; readonly rate: number }[];
  positions(account: AccountId): readonly PositionView[];
  balances(account: AccountId): readonly BalanceView[];
  setLeverage(account: AccountId, symbol: Symbol, leverage: number): void;

  depth(symbol: Symbol, levels: number): DepthView;
  ticker(symbol: Symbol): TickerView;
  state(symbol: Symbol): 'open' | 'halted' | 'settling' | 'expired' | 'delisted';
  index(currency: Currency): number;

  accounts(): readonly Account[];
  accountOf(key: string): Account | undefined;
  deposit(account: AccountId, currency: Currency, amount: Atoms): void;

  /** What can go wrong with the markets themselves; faults of the wire are the server's. */
  readonly control: ExchangeControl;
}

export interface ExchangeControl {
  halt(symbol: Symbol): void;
  resume(symbol: Symbol): void;
  /** All requests are refused until it is over. */
  maintenance(on: boolean): void;
  delist(symbol: Symbol): void;
  /** Moves a currency's index by a factor at once, and the market maker with it. */
  jump(currency: Currency, factor: number): void;
  /** Pays funding of a symbol now at `rate`. */
  payFunding(symbol: Symbol, rate: number): void;
  /** Expires a future or an option now at `delivery`. */
  settle(symbol: Symbol, delivery: number): void;
  /** Takes `lots` of an account's position away at the mark, as auto-deleveraging does. */
  deleverage(account: AccountId, symbol: Symbol, lots: Lots): void;
  /** Switches the market maker of a symbol off and on; off, its orders go too. */
  maker(symbol: Symbol, on: boolean): void;
  /** A trade between strangers that takes from the book. */
  takeFrom(symbol: Symbol, side: Side, count: Lots): void;
}
