import { createRandom } from '../math/random.ts';
import type { Millis } from '../units/units.ts';
import type { Accounts, AccountsHost, AccountTerms } from './account/accounts.ts';
import { createAccounts } from './account/create-accounts.ts';
import { Events } from './events.ts';
import type { Account, AccountId, Exchange, ExchangeControl } from './exchange.ts';
import { accountsHost, marketHost, type Parts } from './hosts.ts';
import type { Listing } from './listing.ts';
import { createMarket } from './market/create-market.ts';
import { MAKER, type Market, type MarketHost, TAKER } from './market/market.ts';
import { bookOf, type Floor } from './matching/floor.ts';
import { Matching } from './matching/matching.ts';
import { OrderStore } from './matching/order-store.ts';
import { Tape } from './matching/tape.ts';
import { depthOf, tickerOf } from './matching/views.ts';
import { Operations } from './operations.ts';

/** An account of a customer, as it is opened. */
export type CustomerTerms = Omit<AccountTerms, 'isHouse'>;

export interface ExchangeOptions {
  readonly name: string;
  readonly listings: readonly Listing[];
  /** Of customers; the house has two of its own. */
  readonly accounts: readonly CustomerTerms[];
  readonly seed: number | string;
  readonly start: Millis;
  /** What moves prices and trades; if left out, random indices, a market maker and takers. */
  readonly market?: (host: MarketHost) => Market;
  /** What keeps the money, for tests of matching alone. */
  readonly money?: (host: AccountsHost) => Accounts;
}

/** Nobody asks for what the house has done. */
const HOUSE_REMEMBERS = 100;

function house(id: AccountId): AccountTerms {
  return { id, key: '', secret: '', canTrade: true, canWithdraw: false, deposits: {}, isHouse: true };
}

/** The floor with its members on it, and neither listings nor anybody who asks it for accounts and market yet. */
function emptyFloor(
  start: Millis,
  terms: readonly AccountTerms[],
  parts: { readonly accounts: () => Accounts; readonly market: () => Market },
): Floor {
  const floor: Floor = {
    now: start,
    isDown: false,
    listings: new Map(),
    books: new Map(),
    members: new Map(terms.map((each, number) => [each.id, { terms: each, number }])),
    orders: new OrderStore(),
    tape: new Tape(),
    events: new Events(),
    get accounts() {
      return parts.accounts();
    },
    get market() {
      return parts.market();
    },
  };
  for (const { id, isHouse } of terms) {
    floor.orders.addAccount(id, isHouse ? HOUSE_REMEMBERS : undefined);
    floor.tape.addAccount(id, isHouse ? HOUSE_REMEMBERS : undefined);
  }
  return floor;
}

/**
 * An exchange with nothing on the wire yet. Deterministic: the same options and calls give the same events. Throws on
 * accounts and symbols that do not exist, but for tickets, which are rejected.
 */
export function createExchange(options: ExchangeOptions): Exchange {
  const terms = [
    ...options.accounts.map((each) => ({ ...each, isHouse: false })),
    house(MAKER),
    house(TAKER),
  ];
  const floor = emptyFloor(options.start, terms, { accounts: () => accounts, market: () => market });
  const matching = new Matching(floor);
  const parts: Parts = { floor, matching, operations: new Operations(floor, matching) };
  for (const listing of options.listings) parts.operations.list(listing);
  const market = (options.market ?? createMarket())(marketHost(parts, createRandom(options.seed)));
  const accounts = (options.money ?? createAccounts)(accountsHost(parts, terms));
  const exchange = exchangeOf(options.name, options.accounts, parts);
  exchange.advance(options.start);
  return exchange;
}

function exchangeOf(name: string, customers: readonly Account[], parts: Parts): Exchange {
  const { floor, matching, operations } = parts;
  /** Carries a request out and tells what came of it. */
  const told = <T>(request: () => T): T => {
    try {
      return request();
    } finally {
      floor.events.flush();
    }
  };
  return {
    name,
    get now() {
      return floor.now;
    },
    listings: floor.listings,
    listen: (listener) => floor.events.listen(listener),
    advance: (to) => advance(floor, to),
    place: (account, ticket) => told(() => matching.place(account, ticket)),
    cancel: (account, order, why = 'user') => told(() => matching.cancel(account, order, why)),
    amend: (account, order, to) => told(() => matching.amend(account, order, to)),
    cancelAll: (account, symbol, why = 'user') => told(() => matching.cancelAll(account, symbol, why)),
    order: (id) => floor.orders.byId(id)?.order,
    orders: (account, which) =>
      (which === 'open' ? floor.orders.open(account) : floor.orders.all(account)).map(({ order }) => order),
    executions: (account) => floor.tape.executions(account),
    trades: (symbol) => floor.tape.trades(symbol),
    funding: (account) => floor.accounts.funding(account),
    fundingRates: (symbol) => operations.rates(symbol),
    positions: (account) => floor.accounts.positions(account),
    balances: (account) => floor.accounts.balances(account),
    setLeverage: (account, symbol, leverage) => floor.accounts.setLeverage(account, symbol, leverage),
    depth: (symbol, levels) => depthOf(floor, symbol, levels),
    ticker: (symbol) => tickerOf(floor, symbol),
    state: (symbol) => bookOf(floor, symbol).state,
    index: (currency) => floor.market.index(currency),
    accounts: () => customers,
    accountOf: (key) => customers.find((each) => each.key === key),
    deposit: (account, currency, amount) => told(() => floor.accounts.deposit(account, currency, amount)),
    control: controlOf(parts, told),
  };
}

/** Lets the market act at each of its times up to `to`, and whoever can no longer pay be liquidated. */
function advance(floor: Floor, to: Millis): void {
  const { market, accounts, events } = floor;
  while (market.nextAt <= to) {
    const at = market.nextAt;
    floor.now = at;
    market.advance(at);
    accounts.watch();
    events.flush();
    if (market.nextAt <= at) throw new Error(`the market was called at ${at} and wants to be again`);
  }
  if (to > floor.now) floor.now = to;
}

function controlOf(
  { floor, matching, operations }: Parts,
  told: <T>(request: () => T) => T,
): ExchangeControl {
  const { market, accounts } = floor;
  return {
    halt: (symbol) => told(() => operations.setHalted(symbol, true)),
    resume: (symbol) => told(() => operations.setHalted(symbol, false)),
    maintenance: (on) => {
      floor.isDown = on;
    },
    delist: (symbol) => told(() => operations.delist(symbol)),
    jump: (currency, factor) =>
      told(() => {
        market.jump(currency, factor);
        accounts.watch();
      }),
    payFunding: (symbol, rate) => told(() => operations.payFunding(symbol, rate)),
    settle: (symbol, delivery) => told(() => operations.settle(symbol, delivery)),
    deleverage: (account, symbol, count) => told(() => accounts.deleverage(account, symbol, count)),
    maker: (symbol, on) => told(() => market.maker(symbol, on)),
    takeFrom: (symbol, side, count) =>
      told(() => {
        matching.place(TAKER, {
          symbol,
          side,
          lots: count,
          ticks: null,
          timeInForce: 'ioc',
          reduceOnly: false,
          postOnly: 'no',
          label: '',
        });
      }),
  };
}
