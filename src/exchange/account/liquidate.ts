import { cashOf } from '../../domain/book.ts';
import type { Currency } from '../../domain/instrument.ts';
import { fromAtoms, roundInteger, toAtoms } from '../../units/rounding.ts';
import { atoms, type Lots, lots } from '../../units/units.ts';
import type { AccountsHost } from './accounts.ts';
import { deleverage } from './deleverage.ts';
import { type Health, type Holding, healthOf, pendingBySymbol } from './health.ts';
import { type AccountState, type Ledger, venueOf } from './ledger.ts';
import { bankruptcyPrice } from './liquidation-price.ts';

/** How much of a position is closed at a time, so that no more of it goes than has to. */
const STEP_SHARE = 0.25;
/** A position is gone after about thirty such steps; beyond this something does not add up. */
const MOST_STEPS = 400;

/** What is closed first: what wants most margin; without any that does, what can be turned into most cash. */
function worst(holdings: readonly Holding[]): Holding | undefined {
  const weight = ({ margin, worth }: Holding) =>
    margin.maintenance > 0 ? [1, margin.maintenance] : [0, worth];
  let found: Holding | undefined;
  for (const holding of holdings) {
    const [[a = 0, b = 0], [c = 0, d = 0]] = [weight(holding), found === undefined ? [-1, 0] : weight(found)];
    if (a > c || (a === c && b > d)) found = holding;
  }
  return found;
}

function stepOf({ listing, lots: held }: Holding): Lots {
  const size = Math.max(listing.minLots, Math.ceil(Math.abs(held) * STEP_SHARE));
  return lots(Math.min(Math.abs(held), size));
}

/** Sells or buys one step back through the book, down to the price at which nothing is left; what it closed. */
function closeInBook(host: AccountsHost, state: AccountState, holding: Holding, equity: number): number {
  const { listing, lots: held, mark } = holding;
  const { tick, id } = listing.instrument;
  const limit = bankruptcyPrice(listing, held, mark, equity);
  const ticks = limit === Infinity ? null : Math.max(1, roundInteger(limit / tick, held > 0 ? 'up' : 'down'));
  const executions = host.liquidate(state.terms.id, {
    ...{ symbol: id, side: held > 0 ? 'sell' : 'buy', lots: stepOf(holding), ticks, timeInForce: 'ioc' },
    ...{ reduceOnly: true, postOnly: 'no', label: '' },
  });
  return executions.reduce((sum, each) => sum + each.lots, 0);
}

/** The fund makes up for what an account owes, as far as it goes; all of it where nothing is left to close. */
function insure(
  host: AccountsHost,
  ledger: Ledger,
  state: AccountState,
  currency: Currency,
  owed: number,
  isLast: boolean,
): void {
  const debt = toAtoms(owed, 'up');
  const fund = ledger.pots(currency).insurance;
  const amount = isLast || fund >= debt ? debt : fund;
  if (amount <= 0n) return;
  ledger.insure(state.terms.id, currency, atoms(amount));
  host.emit({ kind: 'transfer', account: state.terms.id, currency, amount: atoms(amount), at: host.now });
}

function ordersIn(host: AccountsHost, state: AccountState, currency: Currency): readonly string[] {
  const symbols = new Set<string>();
  for (const { ticket } of host.openOrders(state.terms.id))
    if (host.listings.get(ticket.symbol)?.instrument.settle === currency) symbols.add(ticket.symbol);
  return [...symbols];
}

function isDue({ holdings, balance, maintenance }: Health): boolean {
  return holdings.length > 0 && balance < maintenance;
}

/** One step; whether another may help. */
function step(
  host: AccountsHost,
  ledger: Ledger,
  state: AccountState,
  currency: Currency,
  health: Health,
): boolean {
  const holding = worst(health.holdings);
  if (holding === undefined) return false;
  const { listing, lots: held } = holding;
  const { id } = listing.instrument;
  const fund = Math.max(0, fromAtoms(ledger.pots(currency).insurance));
  if (closeInBook(host, state, holding, health.equity + fund) > 0) return true;
  // While there is something left, the book may yet fill; once there is not, somebody must take it now.
  const now = healthOf(host, state, currency, new Map());
  if (now.equity > 0) return false;
  insure(host, ledger, state, currency, -now.equity, false);
  const { equity } = healthOf(host, state, currency, new Map());
  const price = bankruptcyPrice(listing, held, host.mark(id), Math.min(0, equity));
  return deleverage(host, ledger, state.terms.id, id, lots(Math.abs(held)), price) > 0;
}

/**
 * Liquidates one currency of an account whose margin balance is below its maintenance margin: its orders are
 * cancelled, then its positions closed in steps through the book until it is above, at prices no worse than leave it
 * (and the insurance fund) with nothing. What the book does not take waits while the account has equity; without any
 * it is taken from the other side at the price that brings the account to nothing. Debts that are left are the
 * fund's, which may be in debt itself.
 */
export function liquidate(host: AccountsHost, ledger: Ledger, state: AccountState, currency: Currency): void {
  if (isDue(healthOf(host, state, currency, new Map()))) closeUntilSafe(host, ledger, state, currency);
  const cash = cashOf(state.book, venueOf(host), currency);
  const { holdings } = healthOf(host, state, currency, new Map());
  if (holdings.length === 0 && cash < 0n) insure(host, ledger, state, currency, -fromAtoms(cash), true);
}

function closeUntilSafe(host: AccountsHost, ledger: Ledger, state: AccountState, currency: Currency): void {
  for (const symbol of ordersIn(host, state, currency)) host.cancelAll(state.terms.id, symbol, 'liquidation');
  for (let i = 0; i < MOST_STEPS; i++) {
    const health = healthOf(host, state, currency, pendingBySymbol(host, state, currency));
    if (!isDue(health) || !step(host, ledger, state, currency, health)) break;
  }
}
