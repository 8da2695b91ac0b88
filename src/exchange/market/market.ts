/**
 * What moves prices, and who else trades: index processes, marks of what is listed, funding rates, expiries, and
 * house accounts that quote and take through the same requests as everybody. The exchange keeps the time and calls.
 */
import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import type { Random } from '../../math/random.ts';
import type { Millis } from '../../units/units.ts';
import type {
  AccountId,
  ExchangeOrder,
  ExchangeOrderId,
  Placed,
  Rejection,
  Side,
  Ticket,
} from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { ExchangeEvent, LevelView, TickerView } from '../told.ts';

/** Who quotes, and who takes, for the house: two accounts, so that they may trade with each other. */
export const MAKER: AccountId = 'house-maker';
export const TAKER: AccountId = 'house-taker';

/** What the exchange does for its market. */
export interface MarketHost {
  readonly now: Millis;
  /** Of the exchange's seed; fork it. */
  readonly random: Random;
  readonly listings: ReadonlyMap<InstrumentId, Listing>;
  state(symbol: InstrumentId): 'open' | 'halted' | 'settling' | 'expired' | 'delisted';
  best(symbol: InstrumentId, side: Side): LevelView | null;
  place(account: AccountId, ticket: Ticket): Placed | Rejection;
  cancel(account: AccountId, order: ExchangeOrderId): ExchangeOrder | Rejection;
  cancelAll(account: AccountId, symbol: InstrumentId | null): readonly ExchangeOrder[];
  /** Undefined too once it is over and forgotten. */
  order(id: ExchangeOrderId): ExchangeOrder | undefined;
  /** Trading in it begins. */
  list(listing: Listing): void;
  /** Pays funding, and remembers the rate. */
  payFunding(symbol: InstrumentId, rate: number): void;
  /** Ends a future or option: orders cancelled, positions closed, state `expired`. */
  settle(symbol: InstrumentId, delivery: number): void;
  /** For `ticker` events, when marks or the index have moved. */
  emit(event: ExchangeEvent): void;
}

/** Made by `createMarket(options)(host: MarketHost): Market` in create-market.ts. */
export interface Market {
  /**
   * When it wants to be called next: at first the start of the exchange, then always later than the last call. The
   * exchange calls `advance` at exactly these times, and looks for whom to liquidate after each.
   */
  readonly nextAt: Millis;
  advance(now: Millis): void;
  /** In the instrument's price unit. */
  mark(symbol: InstrumentId): number;
  index(currency: Currency): number;
  /** The running rate; null for what pays none. */
  funding(symbol: InstrumentId): TickerView['funding'];
  option(symbol: InstrumentId): TickerView['option'];
  jump(currency: Currency, factor: number): void;
  maker(symbol: InstrumentId, on: boolean): void;
}
