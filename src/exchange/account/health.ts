import { cashOf, type Position } from '../../domain/book.ts';
import { type Currency, type InstrumentId, settleValue } from '../../domain/instrument.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { type Atoms, type Lots, lots } from '../../units/units.ts';
import type { Listing } from '../listing.ts';
import type { AccountsHost } from './accounts.ts';
import { initialWithOrders, type Pending, pendingOf } from './exposure.ts';
import { type AccountState, venueOf } from './ledger.ts';
import { type Margin, type MarginPrices, marginOf, maxLeverage } from './margin.ts';

/** One position at its mark; amounts in settlement units. */
export interface Holding {
  readonly listing: Listing;
  readonly lots: Lots;
  readonly position: Position;
  readonly cost: number;
  readonly mark: number;
  readonly worth: number;
  readonly margin: Margin;
}

/** One currency of an account, in its units. */
export interface Health {
  readonly cash: Atoms;
  /** Cash, gains of perps and futures, and what options are worth. */
  readonly equity: number;
  /** Equity without options: what margin is held against, since what a short option owes is in its margin. */
  readonly balance: number;
  readonly initial: number;
  readonly maintenance: number;
  readonly holdings: readonly Holding[];
}

/** Leverage where none was set: exchanges begin below what they allow, but for those that know no setting. */
const USUAL_LEVERAGE = 20;

export function leverageOf(state: AccountState, listing: Listing): number {
  const most = maxLeverage(listing);
  const { instrument } = listing;
  return state.leverage.get(instrument.id) ?? (instrument.inverse ? most : Math.min(USUAL_LEVERAGE, most));
}

function pricesOf(host: AccountsHost, listing: Listing): MarginPrices {
  const { instrument } = listing;
  return { mark: host.mark(instrument.id), underlying: host.index(instrument.base) };
}

/** What the account holds that settles in `currency`. */
function holdingsOf(host: AccountsHost, state: AccountState, currency: Currency): readonly Holding[] {
  const found: Holding[] = [];
  for (const position of Object.values(state.book.positions)) {
    const listing = host.listings.get(position.instrument);
    if (listing === undefined || listing.instrument.settle !== currency) continue;
    const prices = pricesOf(host, listing);
    const worth = settleValue(listing.instrument, position.lots, prices.mark);
    const margin = marginOf(listing, position.lots, prices, leverageOf(state, listing));
    const { lots: count } = position;
    const cost = fromAtoms(position.cost);
    found.push({ listing, lots: count, position, cost, mark: prices.mark, worth, margin });
  }
  return found;
}

/** Open orders that count against margin in `currency`, by symbol. `without`: one that is not there any more. */
export function pendingBySymbol(
  host: AccountsHost,
  state: AccountState,
  currency: Currency,
  without?: string,
): Map<InstrumentId, Pending[]> {
  const found = new Map<InstrumentId, Pending[]>();
  for (const order of host.openOrders(state.terms.id)) {
    const { symbol } = order.ticket;
    const listing = host.listings.get(symbol);
    if (order.id === without || listing?.instrument.settle !== currency) continue;
    const pending = pendingOf(order, listing);
    if (pending === undefined) continue;
    const known = found.get(symbol);
    if (known === undefined) found.set(symbol, [pending]);
    else known.push(pending);
  }
  return found;
}

/** How an account stands in one currency with these orders open. */
export function healthOf(
  host: AccountsHost,
  state: AccountState,
  currency: Currency,
  pending: ReadonlyMap<InstrumentId, readonly Pending[]>,
): Health {
  const cash = cashOf(state.book, venueOf(host), currency);
  const holdings = holdingsOf(host, state, currency);
  let equity = fromAtoms(cash);
  let balance = equity;
  let [initial, maintenance] = [0, 0];
  for (const { listing, lots: count, cost, worth, margin } of holdings) {
    const isOption = listing.instrument.kind === 'option';
    equity += isOption ? worth : worth - cost;
    if (!isOption) balance += worth - cost;
    maintenance += margin.maintenance;
    const orders = pending.get(listing.instrument.id);
    initial += orders === undefined ? margin.initial : initialOf(host, state, listing, count, orders);
  }
  for (const [symbol, orders] of pending) {
    const listing = host.listings.get(symbol);
    if (listing === undefined || state.book.positions[symbol] !== undefined) continue;
    initial += initialOf(host, state, listing, lots(0), orders);
  }
  return { cash, equity, balance, initial, maintenance, holdings };
}

/** Initial margin of one symbol: a position and these orders. */
export function initialOf(
  host: AccountsHost,
  state: AccountState,
  listing: Listing,
  held: Lots,
  orders: readonly Pending[],
): number {
  return initialWithOrders(listing, held, orders, pricesOf(host, listing), leverageOf(state, listing));
}
