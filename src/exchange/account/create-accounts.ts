/** The accounts of an exchange: the ledger, and what is asked of it and done to it. */
import { type Currency, type InstrumentId, sizeOf } from '../../domain/instrument.ts';
import { fundingCash } from '../../pricing/perpetual/funding.ts';
import { settleInCash } from '../../pricing/settlement/exercise.ts';
import { toAtoms } from '../../units/rounding.ts';
import { type Atoms, lots } from '../../units/units.ts';
import type { AccountId } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { FundingPayment } from '../told.ts';
import type { Accounts, AccountsHost } from './accounts.ts';
import { marginRejection } from './can-place.ts';
import { deleverage } from './deleverage.ts';
import { costOf, createLedger, type Pots } from './ledger.ts';
import { liquidate } from './liquidate.ts';
import { maxLeverage } from './margin.ts';
import { balanceViews, currenciesOf, positionViews } from './views.ts';

/** Accounts, and what the exchange has earned and put by. */
export interface ExchangeAccounts extends Accounts {
  pots(currency: Currency): Pots;
  /** What a position was entered for, in atoms of its settlement currency. */
  costOf(account: AccountId, symbol: InstrumentId): Atoms;
}

/** What expires is worth, in its own price unit, at a settlement price of the underlying. */
function settledAt({ instrument }: Listing, delivery: number): number {
  if (instrument.kind !== 'option') return delivery;
  const settled = settleInCash(instrument, lots(0), delivery);
  return settled.kind === 'cash' ? settled.price : 0;
}

export function createAccounts(host: AccountsHost): ExchangeAccounts {
  const ledger = createLedger(host);
  let payments = 0;
  let settlements = 0;

  const pay = (listing: Listing, rate: number): void => {
    const { instrument } = listing;
    const { id, settle, inverse } = instrument;
    const mark = host.mark(id);
    for (const state of ledger.states.values()) {
      const held = ledger.held(state.terms.id, id);
      if (held === 0) continue;
      const cash = fundingCash({ size: sizeOf(instrument, held), inverse, mark }, rate);
      if (typeof cash === 'object') continue;
      const amount = toAtoms(cash, 'nearest');
      // Longs pay shorts, so that all that the fund keeps or gives is what rounding leaves.
      ledger.insure(state.terms.id, settle, amount);
      if (state.terms.isHouse) continue;
      const payment: FundingPayment = {
        ...{ id: `F-${++payments}`, account: state.terms.id, symbol: id, rate, lots: held },
        ...{ amount, currency: settle, at: host.now },
      };
      state.funding.push(payment);
      host.emit({ kind: 'funding', account: state.terms.id, payment });
    }
  };

  return {
    canPlace: (account, ticket, replaced) => marginRejection(host, ledger.state(account), ticket, replaced),
    applyExecution: (fill) => ledger.trade(fill),
    positionLots: (account, symbol) => ledger.held(account, symbol),
    positions: (account) => positionViews(host, ledger, ledger.state(account)),
    balances: (account) => balanceViews(host, ledger.state(account)),
    setLeverage(account, symbol, leverage) {
      const listing = host.listings.get(symbol);
      if (listing === undefined || !Number.isFinite(leverage)) return;
      const most = maxLeverage(listing);
      ledger.state(account).leverage.set(symbol, Math.min(most, Math.max(1, leverage)));
    },
    deposit(account, currency, amount) {
      ledger.deposit(account, currency, amount);
      host.emit({ kind: 'transfer', account, currency, amount, at: host.now });
    },
    payFunding(symbol, rate) {
      const listing = host.listings.get(symbol);
      if (listing !== undefined) pay(listing, rate);
    },
    funding: (account) => ledger.state(account).funding,
    settle(symbol, delivery) {
      const listing = host.listings.get(symbol);
      if (listing === undefined || !(delivery > 0)) return;
      const price = settledAt(listing, delivery);
      for (const { terms } of ledger.states.values()) {
        if (ledger.held(terms.id, symbol) === 0) continue;
        const count = ledger.settle(terms.id, listing.instrument, price);
        if (terms.isHouse) continue;
        const id = `S-${++settlements}`;
        const account = terms.id;
        host.emit({ kind: 'settled', account, symbol, lots: count, price, delivery, id, at: host.now });
      }
    },
    deleverage: (account, symbol, count) =>
      void deleverage(host, ledger, account, symbol, count, host.mark(symbol)),
    watch() {
      for (const state of ledger.states.values()) {
        if (state.terms.isHouse) continue;
        for (const currency of currenciesOf(host, state)) liquidate(host, ledger, state, currency);
      }
    },
    openInterest(symbol) {
      let sum = 0;
      for (const { terms } of ledger.states.values()) sum += Math.max(0, ledger.held(terms.id, symbol));
      return sum;
    },
    pots: (currency) => ledger.pots(currency),
    costOf: (account, symbol) => costOf(ledger.state(account).book, symbol),
  };
}
