/**
 * A simulated exchange, real enough that clients which were written for Deribit, Binance and Hyperliquid trade on
 * it: `matching/` is price-time order books, `account/` money, margin, liquidation and settlement, `market/` what
 * moves prices and who else trades; `deribit/`, `binance/` and `hyperliquid/` put it on the wire, and `server/`
 * serves all three on one port. An exchange is deterministic: time comes in with `advance`, chance from a seed.
 */
import type { Currency, InstrumentId } from '../domain/instrument.ts';
import type { Atoms, Lots, Millis } from '../units/units.ts';
import type { Listing } from './listing.ts';
import type {
  BalanceView,
  DepthView,
  ExchangeEvent,
  FundingPayment,
  PositionView,
  TickerView,
} from './told.ts';

export type Side = 'buy' | 'sell';
export type TimeInForce = 'gtc' | 'ioc' | 'fok';
/** Ours: E-1, E-2, … in the order of acceptance. */
export type ExchangeOrderId = string;
export type AccountId = string;

/** An order as it is asked for. */
export interface Ticket {
  readonly symbol: InstrumentId;
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
  readonly symbol: InstrumentId;
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
  readonly listings: ReadonlyMap<InstrumentId, Listing>;
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
  cancelAll(account: AccountId, symbol: InstrumentId | null, why?: EndReason): readonly ExchangeOrder[];

  order(id: ExchangeOrderId): ExchangeOrder | undefined;
  /** Newest last; open ones, or all that are remembered. */
  orders(account: AccountId, which: 'open' | 'all'): readonly ExchangeOrder[];
  executions(account: AccountId): readonly Execution[];
  trades(symbol: InstrumentId): readonly Execution[];
  funding(account: AccountId): readonly FundingPayment[];
  /** Past rates of a symbol, newest last. */
  fundingRates(symbol: InstrumentId): readonly { readonly at: Millis; readonly rate: number }[];
  positions(account: AccountId): readonly PositionView[];
  balances(account: AccountId): readonly BalanceView[];
  setLeverage(account: AccountId, symbol: InstrumentId, leverage: number): void;

  depth(symbol: InstrumentId, levels: number): DepthView;
  ticker(symbol: InstrumentId): TickerView;
  state(symbol: InstrumentId): 'open' | 'halted' | 'settling' | 'expired' | 'delisted';
  index(currency: Currency): number;

  accounts(): readonly Account[];
  accountOf(key: string): Account | undefined;
  deposit(account: AccountId, currency: Currency, amount: Atoms): void;

  /** What can go wrong with the markets themselves; faults of the wire are the server's. */
  readonly control: ExchangeControl;
}

export interface ExchangeControl {
  halt(symbol: InstrumentId): void;
  resume(symbol: InstrumentId): void;
  /** All requests are refused until it is over. */
  maintenance(on: boolean): void;
  delist(symbol: InstrumentId): void;
  /** Moves a currency's index by a factor at once, and the market maker with it. */
  jump(currency: Currency, factor: number): void;
  /** Pays funding of a symbol now at `rate`. */
  payFunding(symbol: InstrumentId, rate: number): void;
  /** Expires a future or an option now at `delivery`. */
  settle(symbol: InstrumentId, delivery: number): void;
  /** Takes `lots` of an account's position away at the mark, as auto-deleveraging does. */
  deleverage(account: AccountId, symbol: InstrumentId, lots: Lots): void;
  /** Switches the market maker of a symbol off and on; off, its orders go too. */
  maker(symbol: InstrumentId, on: boolean): void;
  /** A trade between strangers that takes from the book. */
  takeFrom(symbol: InstrumentId, side: Side, count: Lots): void;
}
