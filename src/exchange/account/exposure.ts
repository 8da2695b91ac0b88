import { settleValue } from '../../domain/instrument.ts';
import { type Lots, lots } from '../../units/units.ts';
import type { ExchangeOrder, Side } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { type Margin, type MarginPrices, marginOf } from './margin.ts';

/** An order's part that may still trade and would not only lower the position. */
export interface Pending {
  readonly side: Side;
  readonly lots: Lots;
  readonly price: number;
}

/** What of an open order counts against margin; undefined where nothing does. */
export function pendingOf(order: ExchangeOrder, listing: Listing): Pending | undefined {
  const { ticket, filled } = order;
  if (ticket.reduceOnly || ticket.ticks === null) return undefined;
  const left = lots(ticket.lots - filled);
  return { side: ticket.side, lots: left, price: ticket.ticks * listing.instrument.tick };
}

/** The largest position either way that a position and the orders beside it can become. */
export function worstLots(held: Lots, pending: readonly Pending[]): { long: Lots; short: Lots } {
  let [buys, sells] = [0, 0];
  for (const each of pending) {
    if (each.side === 'buy') buys += each.lots;
    else sells += each.lots;
  }
  return { long: lots(Math.max(0, held + buys)), short: lots(Math.min(0, held - sells)) };
}

/** Premium of resting purchases of an option, beyond those that buy a short position back, cheapest left out. */
function premium(listing: Listing, held: Lots, pending: readonly Pending[]): number {
  let toClose = Math.max(0, -held);
  let sum = 0;
  const buys = pending.filter(({ side }) => side === 'buy').sort((a, b) => a.price - b.price);
  for (const { lots: count, price } of buys) {
    const closing = Math.min(toClose, count);
    toClose -= closing;
    sum += settleValue(listing.instrument, lots(count - closing), price);
  }
  return sum;
}

/**
 * Initial margin of a position with its open orders, in settlement units: that of the worse of all purchases and
 * all sales being filled, so an order that lowers the position wants none. An option's purchases want their price.
 */
export function initialWithOrders(
  listing: Listing,
  held: Lots,
  pending: readonly Pending[],
  prices: MarginPrices,
  leverage: number,
): number {
  const { long, short } = worstLots(held, pending);
  const wanted = (count: Lots): Margin => marginOf(listing, count, prices, leverage);
  const inPosition = wanted(held).initial;
  const worst = Math.max(inPosition, wanted(long).initial, wanted(short).initial);
  return listing.instrument.kind === 'option' ? worst + premium(listing, held, pending) : worst;
}
