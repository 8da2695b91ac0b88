/**
 * The venues that a book stands on: what is held there, at which marks, and how it stands by the simulated exchange's
 * own margin, which is not the one that protection plans by.
 */
import { addCash, applyTrade, type Book, cashOf, EMPTY_BOOK, positionLots } from '../../domain/book.ts';
import { type Currency, lotDelta, settleValue } from '../../domain/instrument.ts';
import { marginOf, maxLeverage } from '../../exchange/account/margin.ts';
import type { Listing } from '../../exchange/listing.ts';
import { black76 } from '../../pricing/black-scholes.ts';
import { fromAtoms, toAtoms } from '../../units/rounding.ts';
import { DAY, YEAR } from '../../units/time.ts';
import { atoms, lots } from '../../units/units.ts';
import { FUTURE_DAYS, listingsAt, OPTION_DAYS } from './instruments.ts';
import { type BookSetup, currencyOf, NOTIONAL, venueOf } from './setup.ts';
import type { Coin } from './weather.ts';

/** Prices of a moment. `implied` is Bitcoin's; `elapsedMs` is since the path began. */
export interface Prices {
  readonly BTC: number;
  readonly ETH: number;
  readonly implied: number;
  readonly elapsedMs: number;
}

/** What a dated future stands above spot, a year. */
const CARRY = 0.05;

/** How an account stands at its venue, in its currency. */
export interface VenueHealth {
  readonly equity: number;
  readonly balance: number;
  readonly initial: number;
  readonly maintenance: number;
  readonly isDue: boolean;
}

export function yearsLeft(listing: Listing, { elapsedMs }: Prices): number {
  const days = listing.instrument.kind === 'option' ? OPTION_DAYS : FUTURE_DAYS;
  return (days * DAY - elapsedMs) / YEAR;
}

/** In the instrument's price unit. */
export function markOf(listing: Listing, prices: Prices): number {
  const { instrument } = listing;
  const spot = prices[instrument.base as Coin];
  if (instrument.kind === 'future') return spot * (1 + CARRY * yearsLeft(listing, prices));
  if (instrument.kind !== 'option') return spot;
  const { type, strike } = instrument;
  const years = yearsLeft(listing, prices);
  const value = black76({ type, strike, forward: spot, years, vol: prices.implied, rate: 0 });
  if ('kind' in value) throw new Error(`${instrument.id} has no value: ${value.field}`);
  return value.price / spot;
}

/** Quote units of one of `currency`. */
export function worthOf(currency: Currency, prices: Prices): number {
  return currency === 'BTC' ? prices.BTC : 1;
}

export class Venues {
  readonly listings: ReadonlyMap<string, Listing>;
  readonly accounts: readonly string[];
  /** What each account may trade. */
  readonly tradable: ReadonlyMap<string, readonly Listing[]>;
  #book: Book = EMPTY_BOOK;

  constructor(setup: BookSetup, prices: Prices) {
    this.listings = listingsAt(prices.BTC);
    this.accounts = Object.keys(setup.accounts);
    const held = new Set(
      Object.values(setup.accounts).flatMap(({ positions }) => Object.keys(positions ?? {})),
    );
    this.tradable = new Map(
      this.accounts.map((account) => [
        account,
        [...this.listings.values()].filter(
          ({ instrument }) =>
            instrument.venue === venueOf(account) &&
            instrument.settle === currencyOf(account) &&
            (instrument.kind === 'perp' || held.has(instrument.id)),
        ),
      ]),
    );
    for (const [account, { collateral, positions = {} }] of Object.entries(setup.accounts)) {
      for (const [symbol, share] of Object.entries(positions)) this.#open(symbol, share, prices);
      const currency = currencyOf(account);
      const wanted = (collateral * NOTIONAL) / worthOf(currency, prices);
      // What options were sold for is part of the collateral that is stated.
      this.deposit(account, wanted - this.cash(account));
    }
  }

  listing(symbol: string): Listing {
    const found = this.listings.get(symbol);
    if (found === undefined) throw new Error(`${symbol} is not listed`);
    return found;
  }

  #open(symbol: string, share: number, prices: Prices): void {
    const listing = this.listing(symbol);
    const { instrument } = listing;
    const spot = prices[instrument.base as Coin];
    const perLot = lotDelta(instrument, spot) * spot;
    this.trade(symbol, Math.round((share * NOTIONAL) / perLot), markOf(listing, prices), 0);
  }

  /** Trades `count` lots (signed) at `price`; `fee` in settle units. */
  trade(symbol: string, count: number, price: number, fee: number): void {
    const { instrument } = this.listing(symbol);
    const paid = toAtoms(fee, 'nearest');
    const trade = { lots: lots(count), price, fee: paid, feeCurrency: instrument.settle };
    this.#book = applyTrade(this.#book, instrument, trade);
  }

  deposit(account: string, amount: number): void {
    const moved = atoms(toAtoms(amount, 'nearest'));
    this.#book = addCash(this.#book, venueOf(account), currencyOf(account), moved);
  }

  cash(account: string): number {
    return fromAtoms(cashOf(this.#book, venueOf(account), currencyOf(account)));
  }

  held(symbol: string): number {
    return positionLots(this.#book, symbol);
  }

  cost(symbol: string): number {
    return fromAtoms(this.#book.positions[symbol]?.cost ?? atoms(0n));
  }

  /** Quote units that all contracts and options held are on. */
  notional(prices: Prices): number {
    let sum = 0;
    for (const { instrument } of this.listings.values()) {
      const spot = prices[instrument.base as Coin];
      sum += Math.abs(this.held(instrument.id)) * lotDelta(instrument, spot) * spot;
    }
    return sum;
  }

  /** By the exchange's rules: options' worth is equity but not what margin is held against. */
  health(account: string, prices: Prices): VenueHealth {
    let equity = this.cash(account);
    let balance = equity;
    let [initial, maintenance, holdings] = [0, 0, 0];
    for (const listing of this.tradable.get(account) ?? []) {
      const { instrument } = listing;
      const count = this.held(instrument.id);
      if (count === 0) continue;
      holdings += 1;
      const mark = markOf(listing, prices);
      const worth = settleValue(instrument, lots(count), mark);
      const underlying = prices[instrument.base as Coin];
      const isOption = instrument.kind === 'option';
      equity += isOption ? worth : worth - this.cost(instrument.id);
      if (!isOption) balance += worth - this.cost(instrument.id);
      const leverage = Math.max(1, maxLeverage(listing));
      const margin = marginOf(listing, lots(count), { mark, underlying }, leverage);
      initial += margin.initial;
      maintenance += margin.maintenance;
    }
    return { equity, balance, initial, maintenance, isDue: holdings > 0 && balance < maintenance };
  }

  /** Whether any account is to be liquidated at these prices. */
  dueAt(prices: Prices): string | null {
    return this.accounts.find((account) => this.health(account, prices).isDue) ?? null;
  }
}
