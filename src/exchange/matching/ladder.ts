import type { Side } from '../exchange.ts';
import type { LevelChange, LevelView } from '../told.ts';
import { LadderFills } from './ladder-fills.ts';
import { LevelChanges } from './level-changes.ts';
import { NO_ASK, NO_BID, PricePages } from './price-pages.ts';

/** Why `take` went no further. */
export const STOP = {
  /** It is filled, or no price is good enough. */
  done: 0,
  /** The next order is the taker's own. */
  own: 1,
  /** The next order is a watched one, in `stoppedAt`. */
  watched: 2,
} as const;

const NONE = -1;

const int32 = (length: number): Int32Array<ArrayBuffer> => new Int32Array(length);
const float64 = (length: number): Float64Array<ArrayBuffer> => new Float64Array(length);

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/**
 * What rests in one book: by price, and at a price by time. Orders are slots in typed arrays, linked in the order of
 * their turn; prices are ticks from 1 to 2³¹ − 2 and sizes whole lots. A price has orders of one side only, because
 * the book never crosses, so one set of levels serves both. It knows no rules beyond that and checks nothing.
 */
export class Ladder {
  bestBid: number = NO_BID;
  bestAsk: number = NO_ASK;
  /** One of `STOP`, of the last `take`. */
  stop: number = STOP.done;
  stoppedAt: number = NONE;
  /** Of the last `take`. */
  readonly fills: LadderFills = new LadderFills();

  readonly #pages = new PricePages();
  readonly #changes = new LevelChanges();
  // By level.
  #first = int32(0);
  #last = int32(0);
  #total = float64(0);
  // By slot.
  #next = int32(16);
  #previous = int32(16);
  #level = int32(16);
  #left = float64(16);
  #owner = int32(16);
  #ref = float64(16);
  #watched = new Uint8Array(16);
  #free: number = NONE;
  #slots = 0;

  /**
   * Fills `lots` against the best orders at `limit` or better; answers with the lots left. Watched orders (see `rest`)
   * are not passed but for `pass`, a slot that the caller has looked at.
   */
  take(isBuy: boolean, limit: number, lots: number, owner: number, pass: number = NONE): number {
    this.fills.count = 0;
    this.stop = STOP.done;
    let left = lots;
    while (left > 0 && this.stop === STOP.done) {
      const ticks = isBuy ? this.bestAsk : this.bestBid;
      if (isBuy ? ticks > limit || ticks === NO_ASK : ticks < limit || ticks === NO_BID) break;
      const level = this.#pages.levelAt(ticks);
      this.#touch(level, ticks);
      const wanted = left;
      let slot = this.#first[level] ?? NONE;
      while (left > 0 && slot !== NONE) {
        if (this.#owner[slot] === owner) {
          this.stop = STOP.own;
          break;
        }
        if (this.#watched[slot] === 1 && slot !== pass) {
          this.stop = STOP.watched;
          this.stoppedAt = slot;
          break;
        }
        const resting = this.#left[slot] ?? 0;
        const size = Math.min(left, resting);
        this.fills.add(this.#ref[slot] ?? 0, ticks, size);
        left -= size;
        if (size < resting) {
          this.#left[slot] = resting - size;
          break;
        }
        const following = this.#next[slot] ?? NONE;
        this.#release(slot);
        slot = following;
      }
      this.#first[level] = slot;
      this.#total[level] = (this.#total[level] ?? 0) - (wanted - left);
      if (slot === NONE) this.#vacate(level, ticks);
      else this.#previous[slot] = NONE;
    }
    return left;
  }

  /** Puts an order last at its price; answers with its slot. A watched one is asked about before it is filled. */
  rest(isBuy: boolean, ticks: number, lots: number, owner: number, ref: number, watched: boolean): number {
    const level = this.#pages.levelFor(ticks);
    if (level >= this.#first.length) this.#growLevels();
    this.#touch(level, ticks);
    const slot = this.#claim();
    this.#left[slot] = lots;
    this.#owner[slot] = owner;
    this.#ref[slot] = ref;
    this.#watched[slot] = watched ? 1 : 0;
    this.#level[slot] = level;
    this.#next[slot] = NONE;
    const last = this.#first[level] === NONE ? NONE : (this.#last[level] ?? NONE);
    this.#previous[slot] = last;
    this.#last[level] = slot;
    this.#total[level] = (this.#total[level] ?? 0) + lots;
    if (last !== NONE) {
      this.#next[last] = slot;
      return slot;
    }
    this.#first[level] = slot;
    this.#pages.mark(level);
    if (isBuy) {
      if (ticks > this.bestBid) this.bestBid = ticks;
    } else if (ticks < this.bestAsk) this.bestAsk = ticks;
    return slot;
  }

  remove(slot: number): void {
    const level = this.#level[slot] ?? 0;
    const ticks = this.#pages.ticksOf(level);
    this.#touch(level, ticks);
    this.#total[level] = (this.#total[level] ?? 0) - (this.#left[slot] ?? 0);
    const [previous, next] = [this.#previous[slot] ?? NONE, this.#next[slot] ?? NONE];
    if (previous === NONE) this.#first[level] = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#last[level] = previous;
    else this.#previous[next] = previous;
    this.#release(slot);
    if (this.#first[level] === NONE) this.#vacate(level, ticks);
  }

  /** Makes what is left of an order smaller, to `lots` above 0; its turn stays. */
  shrink(slot: number, lots: number): void {
    const level = this.#level[slot] ?? 0;
    this.#touch(level, this.#pages.ticksOf(level));
    this.#total[level] = (this.#total[level] ?? 0) - (this.#left[slot] ?? 0) + lots;
    this.#left[slot] = lots;
  }

  left(slot: number): number {
    return this.#left[slot] ?? 0;
  }

  ref(slot: number): number {
    return this.#ref[slot] ?? 0;
  }

  /** Shows the orders that a taker down to `limit` would meet, in turn, until `visit` answers false. */
  walk(isBuy: boolean, limit: number, visit: (ref: number, lots: number) => boolean): void {
    let ticks = isBuy ? this.bestAsk : this.bestBid;
    while (isBuy ? ticks <= limit && ticks !== NO_ASK : ticks >= limit && ticks !== NO_BID) {
      let slot = this.#first[this.#pages.levelAt(ticks)] ?? NONE;
      for (; slot !== NONE; slot = this.#next[slot] ?? NONE)
        if (!visit(this.#ref[slot] ?? 0, this.#left[slot] ?? 0)) return;
      ticks = isBuy ? this.#pages.above(ticks) : this.#pages.below(ticks);
    }
  }

  /** The best levels of a side: the bids for `buy`. */
  levels(side: Side, count: number): LevelView[] {
    const found: LevelView[] = [];
    const isBid = side === 'buy';
    let ticks = isBid ? this.bestBid : this.bestAsk;
    while (found.length < count && ticks !== NO_BID && ticks !== NO_ASK) {
      found.push({ ticks, lots: this.#total[this.#pages.levelAt(ticks)] ?? 0 });
      ticks = isBid ? this.#pages.below(ticks) : this.#pages.above(ticks);
    }
    return found;
  }

  /** What has changed since `settle` was called last. */
  changes(): LevelChange[] {
    return this.#changes.against((ticks) => this.#signedTotal(this.#pages.levelAt(ticks), ticks));
  }

  /** Ends a request: what has changed is forgotten. */
  settle(): void {
    this.#changes.forget();
    this.#pages.tidy();
  }

  #signedTotal(level: number, ticks: number): number {
    const total = this.#total[level] ?? 0;
    return ticks <= this.bestBid ? total : 0 - total;
  }

  #touch(level: number, ticks: number): void {
    if (!this.#changes.isTouched(level)) this.#changes.touch(level, ticks, this.#signedTotal(level, ticks));
  }

  /** Its last order is gone. */
  #vacate(level: number, ticks: number): void {
    this.#pages.clear(level);
    if (ticks === this.bestBid) this.bestBid = this.#pages.below(ticks);
    else if (ticks === this.bestAsk) this.bestAsk = this.#pages.above(ticks);
  }

  #release(slot: number): void {
    this.#next[slot] = this.#free;
    this.#free = slot;
  }

  #claim(): number {
    const slot = this.#free;
    if (slot !== NONE) {
      this.#free = this.#next[slot] ?? NONE;
      return slot;
    }
    if (this.#slots === this.#next.length) this.#growSlots();
    this.#slots += 1;
    return this.#slots - 1;
  }

  #growSlots(): void {
    const length = 2 * this.#next.length;
    this.#next = copied(this.#next, int32(length));
    this.#previous = copied(this.#previous, int32(length));
    this.#level = copied(this.#level, int32(length));
    this.#left = copied(this.#left, float64(length));
    this.#owner = copied(this.#owner, int32(length));
    this.#ref = copied(this.#ref, float64(length));
    this.#watched = copied(this.#watched, new Uint8Array(length));
  }

  #growLevels(): void {
    const length = this.#pages.capacity;
    this.#first = copied(this.#first, int32(length).fill(NONE));
    this.#last = copied(this.#last, int32(length));
    this.#total = copied(this.#total, float64(length));
  }
}
