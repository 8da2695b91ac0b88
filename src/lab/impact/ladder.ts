/**
 * Traders with leverage, each in an isolated account of a linear perpetual: an entry price, a size, a margin of 1
 * / leverage of the notional. Where the price reaches the trader's liquidation price the whole position is sold
 * into the book, or bought back from it. Later the trader comes back, at the price there is then. What a trader is
 * at each return is drawn beforehand, so it does not depend on who else trades; returning and leaving by one's own
 * will is among the noise and moves no price.
 */
import type { Random } from '../../math/random.ts';

export interface Crowd {
  readonly traders: number;
  /** Mean size, in base units; sizes are exponential. */
  readonly size: number;
  readonly leverages: readonly number[];
  /** Maintenance margin as a fraction of notional. */
  readonly maintenance: number;
  /** Mean seconds until one that was liquidated comes back. */
  readonly away: number;
}

/** What is drawn for each trader; after so many liquidations it starts over. */
const LIVES = 12;
/** How far from the first price those were opened that are there at the beginning, as a fraction. */
const SPREAD = 0.02;

/** Where a position of `side` 1 (long) or −1 is liquidated: its equity is then its maintenance margin. */
export function liquidationPrice(entry: number, side: number, leverage: number, maintenance: number): number {
  return (entry * (1 - side / leverage)) / (1 - side * maintenance);
}

export class Ladder {
  readonly #crowd: Crowd;
  readonly #sizes: Float64Array;
  readonly #sides: Int8Array;
  readonly #leverages: Float64Array;
  readonly #waits: Float64Array;
  readonly #lives: Int32Array;
  /** Where each is liquidated; NaN for one who is away. */
  readonly #triggers: Float64Array;
  /** When each comes back, in seconds. */
  readonly #returns: Float64Array;
  #lowest = Infinity;
  #highest = -Infinity;
  #next = Infinity;
  /** Sizes of the positions that are open, long and short together. */
  openInterest = 0;
  liquidations = 0;
  /** Base units that were liquidated, and that were opened. */
  liquidated = 0;
  opened = 0;

  constructor(crowd: Crowd, price: number, random: Random) {
    const { traders, size, leverages } = crowd;
    const all = traders * LIVES;
    this.#crowd = crowd;
    this.#sizes = new Float64Array(all).map(() => -size * Math.log(1 - random.next()));
    this.#sides = new Int8Array(all).map(() => (random.next() < 0.5 ? -1 : 1));
    this.#leverages = new Float64Array(all).map(() => leverages[random.int(leverages.length)] as number);
    this.#waits = new Float64Array(all).map(() => -crowd.away * Math.log(1 - random.next()));
    this.#lives = new Int32Array(traders);
    this.#triggers = new Float64Array(traders).fill(Number.NaN);
    this.#returns = new Float64Array(traders).fill(Infinity);
    for (let i = 0; i < traders; i += 1) {
      this.#open(i, price * (1 + SPREAD * random.normal()));
      const trigger = this.#triggers[i] as number;
      if ((price - trigger) * (this.#sides[i * LIVES] as number) <= 0) this.#close(i, 0);
    }
    this.#survey();
  }

  #place(i: number): number {
    return i * LIVES + ((this.#lives[i] as number) % LIVES);
  }

  #open(i: number, entry: number): void {
    const at = this.#place(i);
    const [side, leverage] = [this.#sides[at] as number, this.#leverages[at] as number];
    this.#triggers[i] = liquidationPrice(entry, side, leverage, this.#crowd.maintenance);
    this.#returns[i] = Infinity;
    this.openInterest += this.#sizes[at] as number;
    this.opened += this.#sizes[at] as number;
  }

  #close(i: number, now: number): number {
    const at = this.#place(i);
    const size = this.#sizes[at] as number;
    this.#triggers[i] = Number.NaN;
    this.#returns[i] = now + (this.#waits[at] as number);
    this.#lives[i] = (this.#lives[i] as number) + 1;
    this.openInterest -= size;
    this.liquidated += size;
    this.liquidations += 1;
    return size * (this.#sides[at] as number);
  }

  /** The nearest trigger on either side, and the next return. */
  #survey(): void {
    let [lowest, highest, next] = [Infinity, -Infinity, Infinity];
    for (let i = 0; i < this.#triggers.length; i += 1) {
      const trigger = this.#triggers[i] as number;
      next = Math.min(next, this.#returns[i] as number);
      if (Number.isNaN(trigger)) continue;
      if ((this.#sides[this.#place(i)] as number) > 0) highest = Math.max(highest, trigger);
      else lowest = Math.min(lowest, trigger);
    }
    this.#lowest = lowest;
    this.#highest = highest;
    this.#next = next;
  }

  /**
   * What `price` at second `now` liquidates, as the order that it sends: base units, negative where longs are
   * sold.
   */
  fire(price: number, now: number): number {
    if (price > this.#highest && price < this.#lowest && now < this.#next) return 0;
    let order = 0;
    for (let i = 0; i < this.#triggers.length; i += 1) {
      if (now >= (this.#returns[i] as number)) this.#open(i, price);
      const trigger = this.#triggers[i] as number;
      const side = this.#sides[this.#place(i)] as number;
      if ((price - trigger) * side <= 0) order -= this.#close(i, now);
    }
    this.#survey();
    return order;
  }
}
