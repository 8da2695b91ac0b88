import { turnover } from '../../domain/instrument.ts';
import type { Lots } from '../../units/units.ts';
import type { Rejection, RejectionCode, Ticket } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { priceOf, ticksOf } from '../price.ts';
import { NO_ASK } from './price-pages.ts';

/** What is rejected, with the field, its value and what would do. */
export function rejected(code: RejectionCode, message: string): Rejection {
  return { kind: 'rejected', code, message };
}

/** Where a price is compared with. */
export interface Reference {
  /** In the instrument's price unit. */
  readonly mark: number;
  /** Of the underlying, in quote units. */
  readonly index: number;
}

/**
 * The worst ticks that an order may be priced at: buys not above the mark by more than the listing's band, sells not
 * below it, as on Binance (PERCENT_PRICE) and Deribit (max_price, min_price).
 */
export function bandLimit(listing: Listing, isBuy: boolean, { mark }: Reference): number {
  const limit = mark * (isBuy ? 1 + listing.priceBand : 1 - listing.priceBand);
  const ticks = isBuy ? ticksOf(listing, limit, 'down') : ticksOf(listing, limit, 'up');
  return Math.min(Math.max(ticks, 1), NO_ASK - 1);
}

/** Why a ticket cannot be an order of this listing, whoever asks; undefined: it can. */
export function checkTicket(
  listing: Listing,
  ticket: Ticket,
  reference: Reference,
  isHouse: boolean,
): Rejection | undefined {
  return (
    checkSize(listing, ticket.lots, ticket.reduceOnly) ?? checkPrice(listing, ticket, reference, isHouse)
  );
}

function checkSize({ minLots }: Listing, lots: Lots, isReduceOnly: boolean): Rejection | undefined {
  if (!(Number.isSafeInteger(lots) && lots > 0))
    return rejected('wrong-size', `lots must be a whole number above 0, got ${lots}`);
  if (lots < minLots && !isReduceOnly)
    return rejected('below-minimum', `lots must be at least ${minLots}, got ${lots}`);
  return undefined;
}

function checkPrice(
  listing: Listing,
  { ticks, side, lots, reduceOnly }: Ticket,
  reference: Reference,
  isHouse: boolean,
): Rejection | undefined {
  if (ticks !== null && !(Number.isInteger(ticks) && ticks > 0 && ticks < NO_ASK))
    return rejected('wrong-tick', `the price must be a whole number of ticks above 0, got ${ticks}`);
  const isBuy = side === 'buy';
  const limit = bandLimit(listing, isBuy, reference);
  if (ticks !== null && !isHouse && (isBuy ? ticks > limit : ticks < limit)) {
    const bound = `${isBuy ? 'at most' : 'at least'} ${priceOf(listing, limit)}`;
    return rejected('price-band', `the price of a ${side} must be ${bound}, got ${priceOf(listing, ticks)}`);
  }
  const price = ticks === null ? reference.mark : priceOf(listing, ticks);
  const worth = turnover(listing.instrument, lots, price, reference.index);
  // A hair of room: what is exactly the minimum in decimals may be a last place below it in floats.
  if (!reduceOnly && worth < listing.minNotional * (1 - 1e-9)) {
    return rejected('below-min-notional', `the order must be worth ${listing.minNotional}, got ${worth}`);
  }
  return undefined;
}
