/**
 * Orders meet here by price and time. `Ladder` is one book as typed arrays that knows no rules; `Matching` is the
 * rules: what is taken, what rests, what becomes of the rest; `Booking` writes it down and tells. A request changes
 * books, orders and accounts at once, and ends with one `book` event for each book that it changed.
 */
import type { Lots } from '../../units/units.ts';
import type {
  AccountId,
  EndReason,
  ExchangeOrder,
  ExchangeOrderId,
  Execution,
  Placed,
  Rejection,
  Ticket,
} from '../exchange.ts';
import { Booking } from './booking.ts';
import { rejected } from './checks.ts';
import { canFillAll } from './fill-or-kill.ts';
import { type Book, bookOf, type Floor, memberOf } from './floor.ts';
import { STOP } from './ladder.ts';
import type { OrderRecord } from './order-store.ts';
import { limitOf, type Ready, ready } from './ready.ts';
import { reducible } from './reducible.ts';

const NO_SLOT = -1;

/** How an order is to be taken: `forced` orders are the exchange's own, which no rule of trading holds up. */
export interface Manner {
  readonly kind: 'trade' | 'liquidation';
  readonly isForced: boolean;
}

const ASKED: Manner = { kind: 'trade', isForced: false };
export const FORCED: Manner = { kind: 'liquidation', isForced: true };

export class Matching {
  readonly booking: Booking;
  readonly #floor: Floor;
  readonly #touched = new Set<Book>();
  /** Whose positions the request has changed. */
  readonly #traded = new Set<AccountId>();

  constructor(floor: Floor) {
    this.#floor = floor;
    this.booking = new Booking(floor);
  }

  place(account: AccountId, asked: Ticket, manner: Manner = ASKED): Placed | Rejection {
    const found = ready(this.#floor, account, asked, manner.isForced);
    if (found.kind === 'rejected') return found;
    const { orders, now } = this.#floor;
    const record = orders.accept(account, found.ticket, now);
    this.booking.tell(record);
    return this.#meet(record, found, manner);
  }

  /** An order keeps its turn if all that changes is that it gets smaller. */
  amend(
    account: AccountId,
    id: ExchangeOrderId,
    to: { readonly lots: Lots; readonly ticks: number },
  ): Placed | Rejection {
    const record = this.#openOrder(account, id);
    if ('code' in record) return record;
    const { order } = record;
    if (Number.isSafeInteger(to.lots) && to.lots > 0 && to.lots <= order.filled)
      return rejected('wrong-size', `lots must be above the ${order.filled} that are filled, got ${to.lots}`);
    const { deadline: _met, ...ticket } = order.ticket;
    const found = ready(this.#floor, account, { ...ticket, lots: to.lots, ticks: to.ticks }, false, order);
    if (found.kind === 'rejected') return found;
    const { ladder } = found.book;
    const isInPlace = found.ticket.ticks === ticket.ticks && found.ticket.lots <= ticket.lots;
    this.#touched.add(found.book);
    if (isInPlace) ladder.shrink(record.slot, found.ticket.lots - order.filled);
    else ladder.remove(record.slot);
    this.#floor.orders.change(record, this.#floor.now, { ticket: found.ticket });
    this.booking.tell(record);
    if (!isInPlace) {
      record.slot = NO_SLOT;
      return this.#meet(record, found, ASKED);
    }
    this.finish();
    return { kind: 'placed', order: record.order, executions: [] };
  }

  cancel(account: AccountId, id: ExchangeOrderId, why: EndReason): ExchangeOrder | Rejection {
    const record = this.#openOrder(account, id, why);
    if ('code' in record) return record;
    this.#end(record, why);
    this.finish();
    return record.order;
  }

  cancelAll(account: AccountId, symbol: string | null, why: EndReason): readonly ExchangeOrder[] {
    if (this.#floor.isDown && why === 'user') return [];
    const ended = this.#floor.orders.open(account, symbol);
    for (const record of ended) this.#end(record, why);
    this.finish();
    return ended.map(({ order }) => order);
  }

  /** Ends every order in a book. */
  clear(symbol: string, why: EndReason): void {
    for (const account of this.#floor.members.keys())
      for (const record of this.#floor.orders.open(account, symbol)) this.#end(record, why);
    this.finish();
  }

  /** After positions have changed by no order: what was resting to reduce them may be too much now. */
  positionsChanged(symbol: string, accounts: Iterable<AccountId>): void {
    for (const account of accounts) this.#shrinkResting(bookOf(this.#floor, symbol), account);
    this.finish();
  }

  #openOrder(account: AccountId, id: ExchangeOrderId, why: EndReason = 'user'): OrderRecord | Rejection {
    if (this.#floor.isDown && why === 'user')
      return rejected('maintenance', 'the exchange is in maintenance');
    const record = this.#floor.orders.byId(id);
    if (record?.order.account !== account) return rejected('unknown-order', `there is no order ${id}`);
    if (record.order.status === 'open') return record;
    return rejected('not-open', `order ${id} is ${record.order.status}; only open orders change`);
  }

  /** Fills what can be filled of an order that does not rest, and does with the rest what its ticket says. */
  #meet(record: OrderRecord, { book, ticket }: Ready, manner: Manner): Placed {
    const { account } = record.order;
    const { timeInForce } = ticket;
    this.#touched.add(book);
    const isKilled = timeInForce === 'fok' && !canFillAll(this.#floor, book, record.order);
    const executions = isKilled ? [] : this.#match(record, book, manner.kind);
    const left = record.order.ticket.lots - record.order.filled;
    if (isKilled) this.booking.end(record, 'fok');
    else if (left > 0 && book.ladder.stop === STOP.own) this.booking.end(record, 'self-trade');
    else if (left > 0 && (timeInForce !== 'gtc' || ticket.ticks === null)) this.booking.end(record, 'ioc');
    else if (left > 0 && ticket.ticks !== null) {
      const { number } = memberOf(this.#floor, account);
      const isBuy = ticket.side === 'buy';
      record.slot = book.ladder.rest(isBuy, ticket.ticks, left, number, record.number, ticket.reduceOnly);
    }
    for (const traded of this.#traded) this.#shrinkResting(book, traded);
    this.#traded.clear();
    this.finish();
    return { kind: 'placed', order: record.order, executions };
  }

  #match(record: OrderRecord, book: Book, kind: 'trade' | 'liquidation'): Execution[] {
    const { order } = record;
    const { ladder } = book;
    const { number } = memberOf(this.#floor, order.account);
    const limit = limitOf(this.#floor, book, order.ticket);
    const executions: Execution[] = [];
    let left = order.ticket.lots - order.filled;
    let pass = NO_SLOT;
    for (;;) {
      left = ladder.take(order.ticket.side === 'buy', limit, left, number, pass);
      const { count, refs, ticks, lots } = ladder.fills;
      for (let i = 0; i < count; i += 1) {
        const maker = this.#recordOf(refs[i] ?? 0);
        const size = (lots[i] ?? 0) as Lots;
        executions.push(
          this.booking.trade(maker, record, size, ticks[i] ?? 0, { maker: 'trade', taker: kind }),
        );
        if (maker.order.status !== 'open') maker.slot = NO_SLOT;
        this.#traded.add(maker.order.account);
      }
      if (count > 0) this.#traded.add(order.account);
      if (ladder.stop !== STOP.watched) return executions;
      pass = this.#fitted(book, this.#recordOf(ladder.ref(ladder.stoppedAt)));
    }
  }

  #recordOf(number: number): OrderRecord {
    const record = this.#floor.orders.byNumber(number);
    if (record === undefined) throw new Error(`order ${number} is in the book and not in the store`);
    return record;
  }

  /** Makes a resting reduce-only order fit the position; answers with its slot, or none if it is gone. */
  #fitted(book: Book, record: OrderRecord): number {
    const { order, slot } = record;
    const most = reducible(this.#floor, order.account, order.ticket);
    if (most === 0) {
      this.#end(record, 'reduce-only');
      return NO_SLOT;
    }
    if (most < book.ladder.left(slot)) {
      this.#touched.add(book);
      book.ladder.shrink(slot, most);
      this.booking.resize(record, (order.filled + most) as Lots);
    }
    return slot;
  }

  #shrinkResting(book: Book, account: AccountId): void {
    if (memberOf(this.#floor, account).terms.isHouse) return;
    for (const record of this.#floor.orders.open(account, book.listing.instrument.id))
      if (record.order.ticket.reduceOnly) this.#fitted(book, record);
  }

  #end(record: OrderRecord, why: EndReason): void {
    this.#touched.add(bookOf(this.#floor, record.order.ticket.symbol));
    this.booking.end(record, why);
  }

  /** Ends a request: tells what it has changed in the books. */
  finish(): void {
    const { events, now } = this.#floor;
    for (const book of this.#touched) {
      const changes = book.ladder.changes();
      book.ladder.settle();
      if (changes.length === 0) continue;
      book.changeId += 1;
      const symbol = book.listing.instrument.id;
      events.emit({ kind: 'book', symbol, changes, changeId: book.changeId, at: now });
    }
    this.#touched.clear();
  }
}
