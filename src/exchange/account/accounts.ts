/**
 * Money: what each account holds, what it must hold against that, and what is taken from it or closed when it no
 * longer does. The exchange asks before it takes an order, tells of every execution, and lets this part act through
 * a host; prices and time come from there too.
 */
import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import type { Atoms, Lots, Millis } from '../../units/units.ts';
import type {
  Account,
  AccountId,
  EndReason,
  ExchangeOrder,
  Execution,
  Rejection,
  Side,
  Ticket,
} from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { BalanceView, ExchangeEvent, FundingPayment, LevelView, PositionView } from '../told.ts';

/** An account as it is opened. */
export interface AccountTerms extends Account {
  readonly deposits: Readonly<Record<Currency, Atoms>>;
  /** The exchange's own: no margin is asked of it, it is never liquidated, and nobody is told what it does. */
  readonly isHouse: boolean;
}

/** One side of a trade, about to be booked. */
export interface Fill {
  readonly account: AccountId;
  readonly symbol: InstrumentId;
  readonly side: Side;
  readonly lots: Lots;
  readonly ticks: number;
  readonly isMaker: boolean;
  readonly kind: Execution['kind'];
}

/** What booking a fill came to. */
export type Booked = Pick<Execution, 'fee' | 'feeCurrency' | 'realised'>;

/** A trade that does not go through the book. */
export interface OffBook {
  readonly symbol: InstrumentId;
  readonly buyer: AccountId;
  readonly seller: AccountId;
  readonly lots: Lots;
  readonly ticks: number;
  readonly kind: 'liquidation' | 'adl';
}

/** What the exchange does for its accounts. */
export interface AccountsHost {
  readonly now: Millis;
  readonly listings: ReadonlyMap<InstrumentId, Listing>;
  readonly accounts: readonly AccountTerms[];
  /** In the instrument's price unit. */
  mark(symbol: InstrumentId): number;
  index(currency: Currency): number;
  /** What rests in the books, oldest first. */
  openOrders(account: AccountId): Iterable<ExchangeOrder>;
  best(symbol: InstrumentId, side: Side): LevelView | null;
  /** Trades in the account's name without asking for margin; the rest of the ticket is cancelled. */
  liquidate(account: AccountId, ticket: Ticket): readonly Execution[];
  /** Books both sides by `applyExecution` and tells the world. */
  tradeOffBook(trade: OffBook): void;
  cancelAll(account: AccountId, symbol: InstrumentId | null, why: EndReason): readonly ExchangeOrder[];
  emit(event: ExchangeEvent): void;
}

/** Made by `createAccounts(host: AccountsHost): Accounts` in create-accounts.ts. */
export interface Accounts {
  /**
   * Why the account may not have this order; undefined: it may. `replaced` is the open order that it takes the place
   * of. A market order's ticket comes with the worst price that it can fill at.
   */
  canPlace(account: AccountId, ticket: Ticket, replaced?: ExchangeOrder): Rejection | undefined;
  applyExecution(fill: Fill): Booked;
  /** Signed. */
  positionLots(account: AccountId, symbol: InstrumentId): Lots;
  positions(account: AccountId): readonly PositionView[];
  balances(account: AccountId): readonly BalanceView[];
  setLeverage(account: AccountId, symbol: InstrumentId, leverage: number): void;
  /** Emits the `transfer`. */
  deposit(account: AccountId, currency: Currency, amount: Atoms): void;
  /** Pays every holder at `rate` of the mark; emits what each is paid. */
  payFunding(symbol: InstrumentId, rate: number): void;
  funding(account: AccountId): readonly FundingPayment[];
  /** Closes all positions of `symbol` at what `delivery` makes of them; emits what each got. */
  settle(symbol: InstrumentId, delivery: number): void;
  /** Takes `count` lots of the account's position away at the mark, against holders of the other side. */
  deleverage(account: AccountId, symbol: InstrumentId, count: Lots): void;
  /** Liquidates who no longer has the maintenance margin. Called whenever marks have moved. */
  watch(): void;
  /** Lots held long by all accounts together. */
  openInterest(symbol: InstrumentId): number;
}
