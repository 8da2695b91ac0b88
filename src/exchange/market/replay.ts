import { toLots } from '../../units/rounding.ts';
import { lots } from '../../units/units.ts';
import type { ExchangeOrderId, RejectionCode, Side } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { ticksOf } from '../price.ts';
import { MAKER, type MarketHost, TAKER } from './market.ts';
import type { RecordedBook, RecordedLevel } from './recorded-book.ts';

/** Refusals that are over some time. */
const PASSING: ReadonlySet<RejectionCode> = new Set(['maintenance', 'halted', 'settling']);

/** Keeps one house order at every level of a recorded book, and trades when somebody did. */
export class Replay {
  readonly #host: MarketHost;
  readonly #book: RecordedBook;
  readonly #orders: Readonly<Record<Side, Map<number, ExchangeOrderId>>> = {
    buy: new Map(),
    sell: new Map(),
  };
  #isOn = true;
  /** Something was refused, so that orders and book may differ: all is quoted anew when it can be. */
  #isStale = false;
  #factor = 1;

  constructor(host: MarketHost, book: RecordedBook) {
    this.#host = host;
    this.#book = book;
  }

  setOn(listing: Listing, isOn: boolean): void {
    this.#isOn = isOn;
    if (isOn) this.#book.touchAll();
    else this.#withdraw(listing);
  }

  /** Recorded prices stand `factor` times as high from now on: everything is quoted anew. */
  scale(listing: Listing, factor: number): void {
    this.#factor *= factor;
    this.#withdraw(listing);
    this.#book.touchAll();
  }

  /** Does what was recorded since the last call: trades first, since the book that follows has them taken off. */
  play(listing: Listing): void {
    const isOpen = this.#host.state(listing.instrument.id) === 'open';
    if (this.#isStale && isOpen) {
      this.#isStale = false;
      this.#withdraw(listing);
      if (this.#isOn) this.#book.touchAll();
    }
    const { levels, trades } = this.#book.take();
    if (!this.#isOn) return;
    if (!isOpen) {
      this.#isStale = true;
      return;
    }
    for (const trade of trades) this.#trade(listing, trade);
    // What goes is gone before what comes arrives, so that the house does not meet itself.
    for (const level of levels) this.#remove(listing, level);
    for (const level of levels) this.#place(listing, level);
  }

  #withdraw({ instrument }: Listing): void {
    this.#host.cancelAll(MAKER, instrument.id);
    for (const orders of [this.#orders.buy, this.#orders.sell])
      for (const [ticks, order] of orders)
        if (this.#host.order(order)?.status === 'open') this.#isStale = true;
        else orders.delete(ticks);
  }

  #ticks(listing: Listing, { side, price }: RecordedLevel): number {
    return Math.max(1, ticksOf(listing, price * this.#factor, side === 'buy' ? 'down' : 'up'));
  }

  #trade(listing: Listing, trade: RecordedLevel): void {
    const { id, lot, multiplier } = listing.instrument;
    const count = toLots(trade.size, lot * multiplier, 'nearest');
    if (count < listing.minLots) return;
    this.#host.place(TAKER, {
      ...{ symbol: id, side: trade.side, lots: count, ticks: this.#ticks(listing, trade) },
      ...{ timeInForce: 'ioc', reduceOnly: false, postOnly: 'no', label: '' },
    });
  }

  #remove(listing: Listing, level: RecordedLevel): void {
    const ticks = this.#ticks(listing, level);
    const order = this.#orders[level.side].get(ticks);
    if (order === undefined) return;
    const isOpen = this.#host.order(order)?.status === 'open';
    if (isOpen && 'code' in this.#host.cancel(MAKER, order)) this.#isStale = true;
    else this.#orders[level.side].delete(ticks);
  }

  #place(listing: Listing, level: RecordedLevel): void {
    const { id, lot, multiplier } = listing.instrument;
    const count = toLots(level.size, lot * multiplier, 'nearest');
    if (count < 1) return;
    const ticks = this.#ticks(listing, level);
    if (this.#orders[level.side].has(ticks)) return;
    const answer = this.#host.place(MAKER, {
      ...{ symbol: id, side: level.side, lots: lots(count), ticks, timeInForce: 'gtc' },
      ...{ reduceOnly: false, postOnly: 'no', label: '' },
    });
    if (answer.kind === 'rejected') this.#isStale ||= PASSING.has(answer.code);
    else if (answer.order.status === 'open') this.#orders[level.side].set(ticks, answer.order.id);
  }
}
