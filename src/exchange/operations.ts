import type { Millis } from '../units/units.ts';
import type { OffBook } from './account/accounts.ts';
import type { EndReason } from './exchange.ts';
import type { Listing } from './listing.ts';
import { bookOf, type Floor, type SymbolState } from './matching/floor.ts';
import { Ladder } from './matching/ladder.ts';
import type { Matching } from './matching/matching.ts';
import { Remembered } from './remembered.ts';

/** A rate that was paid. */
export interface PaidRate {
  readonly at: Millis;
  readonly rate: number;
}

const RATES_REMEMBERED = 10_000;

/** What the exchange does that is no request of an account: it lists, halts, pays and settles. */
export class Operations {
  readonly #floor: Floor;
  readonly #matching: Matching;
  readonly #rates = new Map<string, Remembered<PaidRate>>();

  constructor(floor: Floor, matching: Matching) {
    this.#floor = floor;
    this.#matching = matching;
  }

  list(listing: Listing): void {
    const symbol = listing.instrument.id;
    if (this.#floor.books.has(symbol)) throw new Error(`${symbol} is listed already`);
    this.#floor.listings.set(symbol, listing);
    this.#floor.books.set(symbol, { listing, ladder: new Ladder(), state: 'open', changeId: 0 });
    this.#floor.events.emit({ kind: 'state', symbol, state: 'open', at: this.#floor.now });
  }

  /** Halts an open market, or opens a halted one; what has ended stays ended. */
  setHalted(symbol: string, isHalted: boolean): void {
    const { state } = bookOf(this.#floor, symbol);
    if (state === (isHalted ? 'open' : 'halted')) this.#setState(symbol, isHalted ? 'halted' : 'open');
  }

  payFunding(symbol: string, rate: number): void {
    this.#floor.accounts.payFunding(symbol, rate);
    const rates = this.#rates.get(symbol) ?? new Remembered<PaidRate>(RATES_REMEMBERED);
    this.#rates.set(symbol, rates);
    rates.add({ at: this.#floor.now, rate }, this.#floor.now);
  }

  rates(symbol: string): PaidRate[] {
    return this.#rates.get(symbol)?.all() ?? [];
  }

  settle(symbol: string, delivery: number): void {
    this.#close(symbol, delivery, 'settlement', 'expired');
  }

  /** Positions are closed at the mark. */
  delist(symbol: string): void {
    this.#close(symbol, this.#floor.market.mark(symbol), 'delisted', 'delisted');
  }

  tradeOffBook(trade: OffBook): void {
    this.#matching.booking.offBook(trade);
    this.#matching.positionsChanged(trade.symbol, [trade.buyer, trade.seller]);
  }

  #close(symbol: string, delivery: number, why: EndReason, end: SymbolState): void {
    const book = bookOf(this.#floor, symbol);
    if (book.state !== 'open' && book.state !== 'halted') return;
    this.#setState(symbol, 'settling');
    this.#matching.clear(symbol, why);
    this.#floor.accounts.settle(symbol, delivery);
    this.#setState(symbol, end);
    // Options expire every day, and what they used is not needed again.
    book.ladder = new Ladder();
  }

  #setState(symbol: string, state: SymbolState): void {
    bookOf(this.#floor, symbol).state = state;
    this.#floor.events.emit({ kind: 'state', symbol, state, at: this.#floor.now });
  }
}
