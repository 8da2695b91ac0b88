/**
 * Who has what. Every movement of money has two ends here: what accounts lose to fees, to rounding or beyond
 * their last coin is found in the exchange's own pots, so that cash less the cost of margined positions, over
 * all accounts and pots, is what was deposited, to the atom.
 */
import {
  addCash,
  applySettlement,
  applyTrade,
  type Book,
  cashOf,
  EMPTY_BOOK,
  positionLots,
} from '../../domain/book.ts';
import type { Currency, Instrument, InstrumentId } from '../../domain/instrument.ts';
import { toAtoms } from '../../units/rounding.ts';
import { type Atoms, atoms, type Lots, lots } from '../../units/units.ts';
import type { AccountId } from '../exchange.ts';
import type { FundingPayment } from '../told.ts';
import type { AccountsHost, AccountTerms, Booked, Fill } from './accounts.ts';
import { feeOf } from './fees.ts';

/** One account's books. */
export interface AccountState {
  readonly terms: AccountTerms;
  book: Book;
  /** Gains taken on what is still open, by symbol. */
  readonly realised: Map<InstrumentId, Atoms>;
  readonly leverage: Map<InstrumentId, number>;
  readonly funding: FundingPayment[];
}

/** What the exchange itself has of a currency. */
export interface Pots {
  readonly fees: Atoms;
  /** Of liquidation fees and of what does not come out even; it pays what bankrupt accounts cannot. */
  readonly insurance: Atoms;
}

export interface Ledger {
  readonly states: ReadonlyMap<AccountId, AccountState>;
  /** Throws on an account that the exchange does not have: a bug of the caller. */
  state(account: AccountId): AccountState;
  held(account: AccountId, symbol: InstrumentId): Lots;
  trade(fill: Fill): Booked;
  /** Moves `amount` (signed) of the insurance fund's money into the account. */
  insure(account: AccountId, currency: Currency, amount: Atoms): void;
  deposit(account: AccountId, currency: Currency, amount: Atoms): void;
  /** Trades the position away at `price`; what it held. */
  settle(account: AccountId, instrument: Instrument, price: number): Lots;
  pots(currency: Currency): Pots;
}

/** What a position was bought for, in atoms. */
export function costOf(book: Book, symbol: InstrumentId): Atoms {
  return book.positions[symbol]?.cost ?? atoms(0n);
}

function isContract(instrument: Instrument): boolean {
  return instrument.kind === 'perp' || instrument.kind === 'future';
}

class Pot {
  readonly #held = new Map<Currency, bigint>();

  add(currency: Currency, amount: bigint): void {
    this.#held.set(currency, this.of(currency) + amount);
  }

  of(currency: Currency): Atoms {
    return atoms(this.#held.get(currency) ?? 0n);
  }
}

function openStates(host: AccountsHost): Map<AccountId, AccountState> {
  const states = new Map<AccountId, AccountState>();
  for (const terms of host.accounts) {
    const state: AccountState = {
      ...{ terms, book: EMPTY_BOOK, realised: new Map(), leverage: new Map(), funding: [] },
    };
    for (const [currency, amount] of Object.entries(terms.deposits))
      state.book = addCash(state.book, venueOf(host), currency, amount);
    states.set(terms.id, state);
  }
  return states;
}

/** The name under which books keep their cash: that of the exchange, as its listings have it. */
export function venueOf(host: AccountsHost): string {
  for (const { instrument } of host.listings.values()) return instrument.venue;
  return '';
}

export function createLedger(host: AccountsHost): Ledger {
  const states = openStates(host);
  const fees = new Pot();
  const insurance = new Pot();

  const state = (account: AccountId): AccountState => {
    const found = states.get(account);
    if (found === undefined) throw new Error(`no account ${account}`);
    return found;
  };

  const feeFor = (fill: Fill, instrument: Instrument, price: number): Atoms => {
    const listing = host.listings.get(fill.symbol);
    if (listing === undefined || fill.kind === 'adl' || state(fill.account).terms.isHouse) return atoms(0n);
    const index = host.index(instrument.base);
    return toAtoms(feeOf(listing, fill.lots, price, index, fill.isMaker), 'nearest');
  };

  return {
    states,
    state,
    held: (account, symbol) => positionLots(state(account).book, symbol),
    trade(fill) {
      const owner = state(fill.account);
      const instrument = host.listings.get(fill.symbol)?.instrument;
      if (instrument === undefined) throw new Error(`no listing ${fill.symbol}`);
      const price = fill.ticks * instrument.tick;
      const fee = feeFor(fill, instrument, price);
      const feeCurrency = instrument.settle;
      const before = owner.book;
      const [cash, cost] = [cashOf(before, instrument.venue, feeCurrency), costOf(before, fill.symbol)];
      const signed = lots(fill.side === 'buy' ? fill.lots : -fill.lots);
      owner.book = applyTrade(before, instrument, { lots: signed, price, fee, feeCurrency });
      const flow = cashOf(owner.book, instrument.venue, feeCurrency) - cash + fee;
      const left = costOf(owner.book, fill.symbol);
      // A contract's cash moves by the gain alone; an option's by its whole price, of which the cost remembers.
      const realised = atoms(isContract(instrument) ? flow : flow + left - cost);
      // The liquidated pay their fee to the fund that stands behind them.
      const isLiquidated = fill.kind === 'liquidation' && !fill.isMaker;
      (isLiquidated ? insurance : fees).add(feeCurrency, fee);
      const total = (owner.realised.get(fill.symbol) ?? 0n) + realised;
      if (positionLots(owner.book, fill.symbol) === 0) owner.realised.delete(fill.symbol);
      else owner.realised.set(fill.symbol, atoms(total));
      return { fee, feeCurrency, realised };
    },
    insure(account, currency, amount) {
      const owner = state(account);
      owner.book = addCash(owner.book, venueOf(host), currency, amount);
      insurance.add(currency, -amount);
    },
    deposit(account, currency, amount) {
      const owner = state(account);
      owner.book = addCash(owner.book, venueOf(host), currency, amount);
    },
    settle(account, instrument, price) {
      const owner = state(account);
      const held = positionLots(owner.book, instrument.id);
      const cost = costOf(owner.book, instrument.id);
      const cash = cashOf(owner.book, instrument.venue, instrument.settle);
      owner.book = applySettlement(owner.book, instrument, price);
      owner.realised.delete(instrument.id);
      // All positions together are zero, so that what their settlements leave over is rounding.
      const flow = cashOf(owner.book, instrument.venue, instrument.settle) - cash;
      insurance.add(instrument.settle, -(isContract(instrument) ? flow + cost : flow));
      return held;
    },
    pots: (currency) => ({ fees: fees.of(currency), insurance: insurance.of(currency) }),
  };
}
