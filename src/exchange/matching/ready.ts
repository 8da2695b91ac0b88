import type { Lots } from '../../units/units.ts';
import type { AccountId, ExchangeOrder, Rejection, Ticket } from '../exchange.ts';
import { bandLimit, checkTicket, type Reference, rejected } from './checks.ts';
import { type Book, type Floor, memberOf } from './floor.ts';
import { NO_ASK, NO_BID } from './price-pages.ts';
import { reducible } from './reducible.ts';

/** Open orders that one account may have of one listing, as Binance's MAX_NUM_ORDERS. */
export const MOST_ORDERS = 200;

/** A ticket that the exchange takes, with the size and price that it takes it at. */
export interface Ready {
  readonly kind: 'ready';
  readonly book: Book;
  readonly ticket: Ticket;
}

function referenceOf({ market }: Floor, { listing: { instrument } }: Book): Reference {
  return { mark: market.mark(instrument.id), index: market.index(instrument.base) };
}

/** The worst ticks that an order may fill at: its own, or where the band ends for a market order. */
export function limitOf(floor: Floor, book: Book, { ticks, side }: Ticket): number {
  return ticks ?? bandLimit(book.listing, side === 'buy', referenceOf(floor, book));
}

/**
 * `asked` as it will be taken, or why not. A forced ticket, the exchange's own, passes whatever does not make it
 * impossible. `replaced`: the open order that is amended to it.
 */
export function ready(
  floor: Floor,
  account: AccountId,
  asked: Ticket,
  isForced: boolean,
  replaced?: ExchangeOrder,
): Ready | Rejection {
  const { isHouse } = memberOf(floor, account).terms;
  const book = floor.books.get(asked.symbol);
  if (floor.isDown && !isForced) return rejected('maintenance', 'the exchange is in maintenance');
  if (asked.deadline !== undefined && asked.deadline < floor.now)
    return rejected('deadline', `the order was to be met by ${asked.deadline}, and it is ${floor.now}`);
  if (book === undefined) return rejected('unknown-symbol', `${asked.symbol} is not listed`);
  const closed = closedBy(book);
  if (closed !== undefined && !(isForced && book.state === 'halted')) return closed;
  const reference = referenceOf(floor, book);
  const wrong = checkTicket(book.listing, asked, reference, isHouse || isForced);
  if (wrong !== undefined) return wrong;
  const sized = reduced(floor, account, asked, replaced);
  if ('code' in sized) return sized;
  const ticket = posted(book, sized);
  if ('code' in ticket) return ticket;
  const isNew = replaced === undefined;
  if (isNew && !isHouse && floor.orders.openCount(account, asked.symbol) >= MOST_ORDERS)
    return rejected('too-many-orders', `at most ${MOST_ORDERS} orders in ${asked.symbol} may be open`);
  const worst = ticket.ticks ?? worstFill(floor, book, ticket);
  if (worst === null) return rejected('no-liquidity', `nothing in ${asked.symbol} can be traded with now`);
  const refusal =
    isHouse || isForced ? undefined : floor.accounts.canPlace(account, { ...ticket, ticks: worst }, replaced);
  return refusal ?? { kind: 'ready', book, ticket };
}

function closedBy({ state, listing }: Book): Rejection | undefined {
  const { id } = listing.instrument;
  switch (state) {
    case 'open':
      return undefined;
    case 'halted':
      return rejected('halted', `trading in ${id} is halted`);
    case 'settling':
      return rejected('settling', `${id} is being settled`);
    case 'expired':
    case 'delisted':
      return rejected('expired', `${id} is ${state}`);
  }
}

/** A reduce-only ticket cut to what there is to reduce. */
function reduced(
  floor: Floor,
  account: AccountId,
  ticket: Ticket,
  replaced: ExchangeOrder | undefined,
): Ticket | Rejection {
  if (!ticket.reduceOnly) return ticket;
  const most = reducible(floor, account, ticket);
  if (most === 0) {
    return rejected('reduce-only', `there is no position in ${ticket.symbol} that a ${ticket.side} reduces`);
  }
  const all = most + (replaced?.filled ?? 0);
  return ticket.lots <= all ? ticket : { ...ticket, lots: all as Lots };
}

/** A post-only ticket where it does not take: its own price, or one tick behind the other side. */
function posted({ ladder }: Book, ticket: Ticket): Ticket | Rejection {
  const { postOnly, ticks, side } = ticket;
  if (postOnly === 'no') return ticket;
  if (ticks === null) return rejected('post-only', 'a post-only order must have a price');
  const other = side === 'buy' ? ladder.bestAsk : ladder.bestBid;
  if (side === 'buy' ? ticks < other : ticks > other || other === NO_BID) return ticket;
  const behind = side === 'buy' ? other - 1 : other + 1;
  if (postOnly === 'slide' && behind > NO_BID && behind < NO_ASK) return { ...ticket, ticks: behind };
  return rejected('post-only', `a ${side} at ${ticks} ticks would take from the other side, at ${other}`);
}

/** The worst ticks that a market order fills at; null: it finds nothing. */
function worstFill(floor: Floor, book: Book, ticket: Ticket): number | null {
  let wanted: number = ticket.lots;
  let isFound = false;
  let worst = 0;
  const limit = limitOf(floor, book, ticket);
  book.ladder.walk(ticket.side === 'buy', limit, (ref, lots) => {
    isFound = true;
    worst = floor.orders.byNumber(ref)?.order.ticket.ticks ?? worst;
    wanted -= lots;
    return wanted > 0;
  });
  return isFound ? worst : null;
}
