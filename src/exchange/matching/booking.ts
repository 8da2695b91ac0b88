import type { Lots } from '../../units/units.ts';
import type { OffBook } from '../account/accounts.ts';
import type { EndReason, Execution, Ticket } from '../exchange.ts';
import { bookOf, type Floor, memberOf } from './floor.ts';
import type { OrderRecord } from './order-store.ts';

/** How orders change and trades are written down: in the store, in the accounts, on the tape, and as events. */
export class Booking {
  readonly #floor: Floor;
  #executions = 0;
  #trades = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  /** Tells the owner how the order is now. */
  tell({ order }: OrderRecord): void {
    if (memberOf(this.#floor, order.account).terms.isHouse) return;
    this.#floor.events.emit({ kind: 'order', account: order.account, order });
  }

  /** Ends an open order: takes it off the book, and tells its owner. */
  end(record: OrderRecord, endedBy: EndReason): void {
    const { orders, now } = this.#floor;
    if (record.slot >= 0) bookOf(this.#floor, record.order.ticket.symbol).ladder.remove(record.slot);
    record.slot = -1;
    orders.change(record, now, { status: 'cancelled', endedBy });
    this.tell(record);
  }

  /** Makes the whole order `lots`, of which some may be filled. */
  resize(record: OrderRecord, lots: Lots): void {
    const { ticket } = record.order;
    this.#floor.orders.change(record, this.#floor.now, { ticket: { ...ticket, lots } });
    this.tell(record);
  }

  /** A trade between two orders, told to all in its order; answers with the taker's side of it. */
  trade(
    maker: OrderRecord,
    taker: OrderRecord,
    lots: Lots,
    ticks: number,
    kinds: { readonly maker: Execution['kind']; readonly taker: Execution['kind'] },
  ): Execution {
    const { events, tape } = this.#floor;
    this.#trades += 1;
    const seq = tape.nextSeq(taker.order.ticket.symbol);
    const made = this.#execution(maker, lots, ticks, seq, true, kinds.maker);
    const took = this.#execution(taker, lots, ticks, seq, false, kinds.taker);
    tape.add(took, made);
    events.emit({ kind: 'trade', execution: took });
    this.#fill(maker, made);
    this.#fill(taker, took);
    return took;
  }

  /** A trade that no order asked for: each side is given one that is filled at once. */
  offBook({ symbol, buyer, seller, lots, ticks, kind }: OffBook): void {
    const { orders, now } = this.#floor;
    const ticket = (side: 'buy' | 'sell'): Ticket => ({
      symbol,
      side,
      lots,
      ticks,
      timeInForce: 'ioc',
      reduceOnly: false,
      postOnly: 'no',
      label: '',
    });
    const maker = orders.accept(seller, ticket('sell'), now);
    const taker = orders.accept(buyer, ticket('buy'), now);
    this.trade(maker, taker, lots, ticks, { maker: kind, taker: kind });
  }

  #execution(
    { order }: OrderRecord,
    lots: Lots,
    ticks: number,
    seq: number,
    isMaker: boolean,
    kind: Execution['kind'],
  ): Execution {
    const { account } = order;
    const { symbol, side, label } = order.ticket;
    const fill = { account, symbol, side, lots, ticks, isMaker, kind };
    const { fee, feeCurrency, realised } = this.#floor.accounts.applyExecution(fill);
    this.#executions += 1;
    return {
      id: String(this.#executions),
      trade: String(this.#trades),
      seq,
      order: order.id,
      label,
      account,
      symbol,
      side,
      lots,
      ticks,
      fee,
      feeCurrency,
      realised,
      isMaker,
      kind,
      at: this.#floor.now,
    };
  }

  #fill(record: OrderRecord, execution: Execution): void {
    const { orders, events, now } = this.#floor;
    const { order } = record;
    const filled = (order.filled + execution.lots) as Lots;
    orders.change(record, now, {
      filled,
      filledTickLots: order.filledTickLots + execution.lots * execution.ticks,
      status: filled === order.ticket.lots ? 'filled' : 'open',
    });
    if (memberOf(this.#floor, order.account).terms.isHouse) return;
    events.emit({ kind: 'fill', account: order.account, execution });
    this.tell(record);
  }
}
