import type { Random } from '../math/random.ts';
import type { AccountsHost, AccountTerms } from './account/accounts.ts';
import type { MarketHost } from './market/market.ts';
import { bookOf, type Floor } from './matching/floor.ts';
import { FORCED, type Matching } from './matching/matching.ts';
import { bestOf } from './matching/views.ts';
import type { Operations } from './operations.ts';

/** The parts of an exchange that requests go through. */
export interface Parts {
  readonly floor: Floor;
  readonly matching: Matching;
  readonly operations: Operations;
}

/** The exchange as its accounts see it. */
export function accountsHost(
  { floor, matching, operations }: Parts,
  accounts: readonly AccountTerms[],
): AccountsHost {
  return {
    get now() {
      return floor.now;
    },
    listings: floor.listings,
    accounts,
    mark: (symbol) => floor.market.mark(symbol),
    index: (currency) => floor.market.index(currency),
    openOrders: (account) => floor.orders.open(account).map(({ order }) => order),
    best: (symbol, side) => bestOf(floor, symbol, side),
    liquidate: (account, ticket) => {
      const answer = matching.place(account, { ...ticket, timeInForce: 'ioc' }, FORCED);
      return answer.kind === 'placed' ? answer.executions : [];
    },
    tradeOffBook: (trade) => operations.tradeOffBook(trade),
    cancelAll: (account, symbol, why) => matching.cancelAll(account, symbol, why),
    emit: (event) => floor.events.emit(event),
  };
}

/** The exchange as its market sees it. */
export function marketHost({ floor, matching, operations }: Parts, random: Random): MarketHost {
  return {
    get now() {
      return floor.now;
    },
    random,
    listings: floor.listings,
    state: (symbol) => bookOf(floor, symbol).state,
    best: (symbol, side) => bestOf(floor, symbol, side),
    place: (account, ticket) => matching.place(account, ticket),
    cancel: (account, order) => matching.cancel(account, order, 'user'),
    cancelAll: (account, symbol) => matching.cancelAll(account, symbol, 'user'),
    order: (id) => floor.orders.byId(id)?.order,
    list: (listing) => operations.list(listing),
    payFunding: (symbol, rate) => operations.payFunding(symbol, rate),
    settle: (symbol, delivery) => operations.settle(symbol, delivery),
    emit: (event) => floor.events.emit(event),
  };
}
