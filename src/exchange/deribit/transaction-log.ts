/**
 * Each account's transaction log: every movement of its cash, with the cash after it. Balances are carried forward
 * line by line in a book of our own, since many events of one request are told when all of them have happened.
 */
import { addCash, applySettlement, applyTrade, type Book, cashOf, EMPTY_BOOK } from '../../domain/book.ts';
import type { Currency } from '../../domain/instrument.ts';
import { type Atoms, atoms, lots, type Millis } from '../../units/units.ts';
import type { AccountId, Exchange, Execution } from '../exchange.ts';
import type { ExchangeEvent, FundingPayment } from '../told.ts';
import { priceOf } from './quantities.ts';

type Settled = Extract<ExchangeEvent, { kind: 'settled' }>;

/** One line: what happened, what it moved the cash by, and the cash after it. */
export interface LogLine {
  readonly id: number;
  readonly at: Millis;
  readonly currency: Currency;
  readonly change: Atoms;
  readonly cashAfter: Atoms;
  readonly equityAfter: number;
  readonly of:
    | { readonly kind: 'trade'; readonly execution: Execution }
    | { readonly kind: 'funding'; readonly payment: FundingPayment }
    | { readonly kind: 'delivery'; readonly settled: Settled }
    | { readonly kind: 'transfer' };
}

export interface TransactionLog {
  /** To be called with every event, in order. */
  note(event: ExchangeEvent): void;
  /** Oldest first; the last 20,000 lines or so. */
  of(account: AccountId): readonly LogLine[];
}

const LONGEST = 20_000;

function bookAfter(exchange: Exchange, book: Book, event: ExchangeEvent): Book {
  if (event.kind === 'transfer') return addCash(book, exchange.name, event.currency, event.amount);
  if (event.kind === 'funding')
    return addCash(book, exchange.name, event.payment.currency, event.payment.amount);
  const symbol =
    event.kind === 'fill' ? event.execution.symbol : event.kind === 'settled' ? event.symbol : '';
  const listing = exchange.listings.get(symbol);
  if (listing === undefined) return book;
  const instrument = { ...listing.instrument, venue: exchange.name };
  if (event.kind === 'settled') return applySettlement(book, instrument, event.price);
  if (event.kind !== 'fill') return book;
  const { side, lots: count, ticks, fee, feeCurrency } = event.execution;
  const price = priceOf(listing, ticks);
  return applyTrade(book, instrument, {
    lots: lots(side === 'buy' ? count : -count),
    price,
    fee,
    feeCurrency,
  });
}

/** What `event` is on a log, and the currency that it moves; undefined for what moves no cash. */
function entryOf(
  exchange: Exchange,
  event: ExchangeEvent,
): (Pick<LogLine, 'at' | 'currency' | 'of'> & { readonly account: AccountId }) | undefined {
  const settleOf = (symbol: string) => exchange.listings.get(symbol)?.instrument.settle ?? '';
  switch (event.kind) {
    case 'fill': {
      const { account, execution } = event;
      const currency = settleOf(execution.symbol);
      return { account, at: execution.at, currency, of: { kind: 'trade', execution } };
    }
    case 'funding': {
      const { account, payment } = event;
      return { account, at: payment.at, currency: payment.currency, of: { kind: 'funding', payment } };
    }
    case 'settled': {
      const { account, at, symbol } = event;
      return { account, at, currency: settleOf(symbol), of: { kind: 'delivery', settled: event } };
    }
    case 'transfer':
      return { account: event.account, at: event.at, currency: event.currency, of: { kind: 'transfer' } };
    case 'book':
    case 'trade':
    case 'order':
    case 'ticker':
    case 'state':
      return undefined;
  }
}

/** Empty logs of the accounts of `exchange`, in which nobody has traded yet. */
export function createTransactionLog(exchange: Exchange): TransactionLog {
  const logs = new Map<AccountId, LogLine[]>();
  const books = new Map<AccountId, Book>();
  for (const { id } of exchange.accounts()) {
    let book = EMPTY_BOOK;
    for (const { currency, cash } of exchange.balances(id))
      book = addCash(book, exchange.name, currency, cash);
    books.set(id, book);
  }
  let lastId = 0;
  return {
    of: (account) => logs.get(account) ?? [],
    note: (event) => {
      const entry = entryOf(exchange, event);
      if (entry === undefined) return;
      const { account, at, currency, of } = entry;
      const before = books.get(account) ?? EMPTY_BOOK;
      const after = bookAfter(exchange, before, event);
      books.set(account, after);
      const cashAfter = cashOf(after, exchange.name, currency);
      const change = atoms(cashAfter - cashOf(before, exchange.name, currency));
      const equityAfter = exchange.balances(account).find((each) => each.currency === currency)?.equity ?? 0;
      const log = logs.get(account) ?? [];
      logs.set(account, log);
      lastId += 1;
      log.push({ id: lastId, at, currency, change, cashAfter, equityAfter, of });
      if (log.length > LONGEST) log.splice(0, LONGEST / 4);
    },
  };
}
