import { positionLots } from '../../domain/book.ts';
import { settleValue } from '../../domain/instrument.ts';
import { lots } from '../../units/units.ts';
import type { ExchangeOrder, Rejection, Ticket } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { AccountsHost } from './accounts.ts';
import type { Pending } from './exposure.ts';
import { feeOf } from './fees.ts';
import { healthOf, initialOf, pendingBySymbol } from './health.ts';
import type { AccountState } from './ledger.ts';

/** What an order costs at once if it fills at its price: the loss to the mark, and the fee. */
function costAtOnce(host: AccountsHost, listing: Listing, pending: Pending): number {
  const { instrument } = listing;
  const fee = feeOf(listing, pending.lots, pending.price, host.index(instrument.base), false);
  if (instrument.kind === 'option') return fee;
  const signed = lots(pending.side === 'buy' ? pending.lots : -pending.lots);
  const mark = host.mark(instrument.id);
  const paid = settleValue(instrument, signed, pending.price);
  return fee + Math.max(0, paid - settleValue(instrument, signed, mark));
}

/**
 * Why an account may not have an order: its margin balance would not cover the initial margin of all positions and
 * orders with it, and what it costs at once. Orders that only reduce, and those that want no margin beyond what
 * the symbol wants already, always pass: an account in trouble must be able to get out of it.
 */
export function marginRejection(
  host: AccountsHost,
  state: AccountState,
  ticket: Ticket,
  replaced?: ExchangeOrder,
): Rejection | undefined {
  const listing = host.listings.get(ticket.symbol);
  if (listing === undefined || ticket.reduceOnly || state.terms.isHouse) return undefined;
  const { instrument } = listing;
  const currency = instrument.settle;
  const price = ticket.ticks === null ? host.mark(ticket.symbol) : ticket.ticks * instrument.tick;
  const candidate: Pending = { side: ticket.side, lots: ticket.lots, price };
  const pending = pendingBySymbol(host, state, currency, replaced?.id);
  const held = positionLots(state.book, ticket.symbol);
  const before = pending.get(ticket.symbol) ?? [];
  const wantedBefore = initialOf(host, state, listing, held, before);
  const wanted = initialOf(host, state, listing, held, [...before, candidate]);
  if (wanted <= wantedBefore) return undefined;
  const { balance, initial } = healthOf(host, state, currency, pending);
  const needed = wanted - wantedBefore + costAtOnce(host, listing, candidate);
  const available = balance - initial;
  if (needed <= available) return undefined;
  return {
    ...{ kind: 'rejected', code: 'insufficient-margin' },
    message: `${ticket.lots} lots need ${needed.toFixed(8)} ${currency}, and ${available.toFixed(8)} is available`,
  };
}
