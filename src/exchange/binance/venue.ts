import { createRandom, type Random } from '../../math/random.ts';
import type { Account, AccountId, Exchange } from '../exchange.ts';
import { Candles } from './candles.ts';
import { DeadMan } from './dead-man.ts';
import type { Fault } from './fault.ts';
import { Limits } from './limits.ts';
import { ListenKeys } from './listen-keys.ts';
import { type Markets, marketsOf } from './markets.ts';
import { OrderIndex } from './order-index.ts';
import type { Params } from './params.ts';
import { createSettings, type Settings } from './settings.ts';
import { Transfers } from './transfers.ts';
import { UserEvents } from './user-events.ts';
import { UserFeed } from './user-feed.ts';

/** One Binance: the exchange behind it, and what only Binance knows. */
export interface Venue {
  readonly exchange: Exchange;
  readonly markets: Markets;
  readonly index: OrderIndex;
  readonly events: UserEvents;
  readonly feed: UserFeed;
  readonly keys: ListenKeys;
  readonly deadMan: DeadMan;
  readonly candles: Candles;
  readonly transfers: Transfers;
  readonly limits: Limits;
  readonly settings: (account: AccountId) => Settings;
  /** For ids that clients leave to the exchange. */
  readonly random: Random;
}

/** A request, with who makes it and until when it may be carried out. */
export interface Call {
  readonly params: Params;
  readonly account: Account;
  readonly deadline: number;
}

/** What a request leads to: a body for JSON, or why not. */
export type Answer = Fault | object;

export function createVenue(exchange: Exchange, seed: number): Venue {
  const random = createRandom(seed).fork('binance');
  const markets = marketsOf(exchange);
  // It listens first: what is told to users is said in its words.
  const index = new OrderIndex(exchange);
  const feed = new UserFeed(exchange);
  return {
    exchange,
    markets,
    index,
    events: new UserEvents(exchange, markets, index, feed),
    feed,
    keys: new ListenKeys(random.fork('keys')),
    deadMan: new DeadMan(exchange),
    candles: new Candles(exchange),
    transfers: new Transfers(exchange),
    limits: new Limits(),
    settings: createSettings(),
    random,
  };
}
