import type { Millis } from '../../units/units.ts';
import type { Accounts, AccountTerms } from '../account/accounts.ts';
import type { Events } from '../events.ts';
import type { AccountId } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { Market } from '../market/market.ts';
import type { Ladder } from './ladder.ts';
import type { OrderStore } from './order-store.ts';
import type { Tape } from './tape.ts';

export type SymbolState = 'open' | 'halted' | 'settling' | 'expired' | 'delisted';

/** One listing's market. */
export interface Book {
  readonly listing: Listing;
  /** A fresh one when trading is over. */
  ladder: Ladder;
  state: SymbolState;
  /** Of its last change. */
  changeId: number;
}

/** Who trades: the number is what the ladder knows an account by. */
export interface Member {
  readonly terms: AccountTerms;
  readonly number: number;
}

/** All that a request reads and writes. */
export interface Floor {
  now: Millis;
  isDown: boolean;
  readonly listings: Map<string, Listing>;
  readonly books: Map<string, Book>;
  readonly members: ReadonlyMap<AccountId, Member>;
  readonly orders: OrderStore;
  readonly tape: Tape;
  readonly events: Events;
  readonly accounts: Accounts;
  readonly market: Market;
}

/** The member that an account is. Throws where there is none: who is let in is the protocols' affair. */
export function memberOf({ members }: Floor, account: AccountId): Member {
  const member = members.get(account);
  if (member === undefined) throw new Error(`there is no account ${account}`);
  return member;
}

/** The book of a symbol. Throws where there is none, which `listings` tells before. */
export function bookOf({ books }: Floor, symbol: string): Book {
  const book = books.get(symbol);
  if (book === undefined) throw new Error(`${symbol} is not listed`);
  return book;
}
