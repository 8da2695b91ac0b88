import { fromAtoms, toAtoms } from '../../units/rounding.ts';
import { type Atoms, atoms, type Lots, lots, millis } from '../../units/units.ts';
import type { ExchangeOrder, Execution, Side, Ticket } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { standardListings } from '../market/listings.ts';
import type { ExchangeEvent } from '../told.ts';
import type { AccountsHost, AccountTerms, Fill } from './accounts.ts';
import { createAccounts, type ExchangeAccounts } from './create-accounts.ts';

const NOW = millis(Date.parse('2025-11-19T12:00:00Z'));

const listings = new Map(
  (['deribit', 'binance'] as const)
    .flatMap((protocol) => standardListings(protocol, NOW))
    // One exchange for the tests, so that coin and quote margin stand side by side in an account.
    .map((listing) => ({ ...listing, instrument: { ...listing.instrument, venue: 'test' } }))
    .map((listing) => [listing.instrument.id, listing]),
);

function listed(id: string): Listing {
  const listing = listings.get(id);
  if (listing === undefined) throw new Error(`${id} is not listed`);
  return listing;
}

/** Inverse, in contracts of 10 USD. */
export const BTC_PERP: Listing = listed('BTC-PERPETUAL');
export const BTC_FUTURE: Listing = listed('BTC-28NOV25');
/** Inverse options of a tenth of a coin. */
export const BTC_CALL: Listing = listed('BTC-28NOV25-100000-C');
export const BTC_PUT: Listing = listed('BTC-28NOV25-100000-P');
/** Linear, in thousandths of a coin. */
export const BINANCE_BTC: Listing = listed('BTCUSDT');
export const BINANCE_ETH: Listing = listed('ETHUSDT');

export const USDT = (amount: number): Atoms => toAtoms(amount, 'nearest');

export function termsOf(
  id: string,
  deposits: Readonly<Record<string, number>>,
  isHouse = false,
): AccountTerms {
  const entries = Object.entries(deposits).map(([currency, amount]) => [currency, USDT(amount)]);
  return {
    ...{ id, key: id, secret: id, canTrade: true, canWithdraw: false, isHouse },
    deposits: Object.fromEntries(entries),
  };
}

export function ticketOf(listing: Listing, side: Side, count: number, price: number | null): Ticket {
  const ticks = price === null ? null : Math.round(price / listing.instrument.tick);
  return {
    ...{ symbol: listing.instrument.id, side, lots: lots(count), ticks },
    ...{ timeInForce: 'gtc', reduceOnly: false, postOnly: 'no', label: '' },
  };
}

/** What somebody stands ready to take of a symbol; the worse prices are never touched before the better. */
interface Appetite {
  readonly ticks: number;
  left: number;
}

/** An exchange with no books but appetites: enough to see what accounts do. */
export interface TestExchange {
  readonly accounts: ExchangeAccounts;
  readonly events: ExchangeEvent[];
  readonly marks: Map<string, number>;
  readonly open: ExchangeOrder[];
  /** Counterparty of what is liquidated, at these prices; the house's by default. */
  readonly appetites: Map<string, Appetite[]>;
  /** `buyer` buys from `seller`. */
  trade(
    listing: Listing,
    buyer: string,
    seller: string,
    count: number,
    price: number,
    kind?: Fill['kind'],
  ): void;
  rest(account: string, ticket: Ticket): ExchangeOrder;
  cash(account: string, currency: string): number;
  /** Of all accounts and pots, less the cost of contracts that are open: what was ever deposited. */
  total(currency: string): Atoms;
}

export function createTestExchange(terms: readonly AccountTerms[]): TestExchange {
  const events: ExchangeEvent[] = [];
  const marks = new Map<string, number>();
  const open: ExchangeOrder[] = [];
  const appetites = new Map<string, Appetite[]>();
  let trades = 0;

  const book = (fill: Fill): Execution => {
    const booked = accounts.applyExecution(fill);
    const { account, symbol, side, lots: count, ticks, isMaker, kind } = fill;
    trades += 1;
    return {
      ...{ id: `X-${trades}`, trade: `T-${trades}`, seq: trades, order: 'E-0', label: '', account, symbol },
      ...{ side, lots: count, ticks, ...booked, isMaker, kind, at: NOW },
    };
  };
  const both = (
    symbol: string,
    buyer: string,
    seller: string,
    count: Lots,
    ticks: number,
    kind: Fill['kind'],
    taker: string,
  ): readonly Execution[] => {
    const fills: readonly (readonly [Side, string])[] = [
      ['buy', buyer],
      ['sell', seller],
    ];
    return fills.map(([side, account]) =>
      book({ account, symbol, side, lots: count, ticks, isMaker: account !== taker, kind }),
    );
  };

  const host: AccountsHost = {
    now: NOW,
    listings,
    accounts: terms,
    mark: (symbol) => marks.get(symbol) ?? (symbol.endsWith('C') || symbol.endsWith('P') ? 0.05 : 100_000),
    index: (currency) => marks.get(`index ${currency}`) ?? 100_000,
    openOrders: (account) => open.filter((order) => order.account === account),
    best: () => null,
    liquidate(account, ticket) {
      const executions: Execution[] = [];
      let left: number = ticket.lots;
      for (const appetite of appetites.get(ticket.symbol) ?? []) {
        const isWorse =
          ticket.ticks !== null &&
          (ticket.side === 'buy' ? appetite.ticks > ticket.ticks : appetite.ticks < ticket.ticks);
        const count = lots(Math.min(left, appetite.left));
        if (isWorse || count === 0) continue;
        appetite.left -= count;
        left -= count;
        const [buyer, seller] = ticket.side === 'buy' ? [account, 'house'] : ['house', account];
        const done = both(ticket.symbol, buyer, seller, count, appetite.ticks, 'liquidation', account);
        executions.push(...done.filter((each) => each.account === account));
      }
      return executions;
    },
    tradeOffBook({ symbol, buyer, seller, lots: count, ticks, kind }) {
      for (const execution of both(symbol, buyer, seller, count, ticks, kind, seller))
        events.push({ kind: 'fill', account: execution.account, execution });
    },
    cancelAll(account, symbol, why) {
      const ended = open.filter((order) => order.account === account && order.ticket.symbol === symbol);
      for (const order of ended) {
        open.splice(open.indexOf(order), 1);
        events.push({ kind: 'order', account, order: { ...order, status: 'cancelled', endedBy: why } });
      }
      return ended;
    },
    emit: (event) => void events.push(event),
  };
  const accounts = createAccounts(host);
  return {
    ...{ accounts, events, marks, open, appetites },
    trade(listing, buyer, seller, count, price, kind = 'trade') {
      const { id, tick } = listing.instrument;
      both(id, buyer, seller, lots(count), Math.round(price / tick), kind, buyer);
    },
    rest(account, ticket) {
      const order: ExchangeOrder = {
        ...{
          id: `E-${open.length + 1}`,
          account,
          ticket,
          status: 'open',
          filled: lots(0),
          filledTickLots: 0,
        },
        ...{ at: NOW, changedAt: NOW },
      };
      open.push(order);
      return order;
    },
    cash: (account, currency) =>
      fromAtoms(accounts.balances(account).find((each) => each.currency === currency)?.cash ?? atoms(0n)),
    total(currency) {
      const { fees, insurance } = accounts.pots(currency);
      let sum = fees + insurance;
      for (const { id } of terms) {
        sum += accounts.balances(id).find((each) => each.currency === currency)?.cash ?? 0n;
        for (const view of accounts.positions(id)) {
          const instrument = listings.get(view.symbol)?.instrument;
          if (instrument?.settle !== currency || instrument.kind === 'option') continue;
          sum -= accounts.costOf(id, view.symbol);
        }
      }
      return atoms(sum);
    },
  };
}
