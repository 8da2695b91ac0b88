/** No price at all: below and above every price that an order can have. */
export const NO_BID = 0;
export const NO_ASK = 0x7fffffff;

/** Ticks in a page. */
const PAGE_BITS = 8;
const PAGE = 1 << PAGE_BITS;
const WORDS = PAGE >> 5;
const CACHED = 64;
/** Pages that may lie empty before they are taken back. */
const SPARE = 16;

/** The place of the lowest bit that is set. */
function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function highest(word: number): number {
  return 31 - Math.clz32(word);
}

/**
 * Which prices are in use, from 1 to 2³¹ − 2 ticks, in pages of 256 around those that are: a price far away costs one
 * page and not all that lies between. Each price of a page has a level, an index for whoever keeps things by price.
 */
export class PricePages {
  /** Page numbers in use, rising; `#indexOf` says where in memory each is. */
  readonly #numbers: number[] = [];
  readonly #indexOf = new Map<number, number>();
  #numberAt = new Int32Array(1);
  #used = new Int32Array(1);
  #bits = new Int32Array(WORDS);
  #free: number[] = [0];
  #empty = 0;
  readonly #cachedNumber = new Int32Array(CACHED).fill(-1);
  readonly #cachedIndex = new Int32Array(CACHED);

  /** All levels are below this; it grows. */
  get capacity(): number {
    return this.#used.length * PAGE;
  }

  /** The level of `ticks`, or −1 where its page is not in use. */
  levelAt(ticks: number): number {
    const number = ticks >> PAGE_BITS;
    const place = number & (CACHED - 1);
    if (this.#cachedNumber[place] === number)
      return ((this.#cachedIndex[place] ?? 0) << PAGE_BITS) | (ticks & (PAGE - 1));
    const index = this.#indexOf.get(number);
    if (index === undefined) return -1;
    this.#cachedNumber[place] = number;
    this.#cachedIndex[place] = index;
    return (index << PAGE_BITS) | (ticks & (PAGE - 1));
  }

  /** The level of `ticks`, whose page is taken into use if need be. */
  levelFor(ticks: number): number {
    const level = this.levelAt(ticks);
    if (level >= 0) return level;
    this.#open(ticks >> PAGE_BITS);
    return this.levelAt(ticks);
  }

  ticksOf(level: number): number {
    return ((this.#numberAt[level >> PAGE_BITS] ?? 0) << PAGE_BITS) | (level & (PAGE - 1));
  }

  /** Puts a level that is not in use into use. */
  mark(level: number): void {
    const page = level >> PAGE_BITS;
    const used = this.#used[page] ?? 0;
    if (used === 0) this.#empty -= 1;
    this.#used[page] = used + 1;
    const word = level >> 5;
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (level & 31));
  }

  /** Puts a level that is in use out of use. Its page stays until `tidy`. */
  clear(level: number): void {
    const page = level >> PAGE_BITS;
    const used = (this.#used[page] ?? 0) - 1;
    if (used === 0) this.#empty += 1;
    this.#used[page] = used;
    const word = level >> 5;
    this.#bits[word] = (this.#bits[word] ?? 0) & ~(1 << (level & 31));
  }

  /** The highest price in use below `ticks`, which is of a page in use; `NO_BID` where there is none. */
  below(ticks: number): number {
    const level = this.levelAt(ticks);
    const first = level & ~(PAGE - 1);
    let at = level >> 5;
    let word = (this.#bits[at] ?? 0) & ((1 << (level & 31)) - 1);
    while (word === 0 && at << 5 > first) {
      at -= 1;
      word = this.#bits[at] ?? 0;
    }
    if (word !== 0) return this.ticksOf((at << 5) | highest(word));
    for (let place = this.#placeOf(ticks >> PAGE_BITS) - 1; place >= 0; place -= 1) {
      const index = this.#indexOf.get(this.#numbers[place] ?? 0) ?? 0;
      if (this.#used[index] === 0) continue;
      for (at = (index + 1) * WORDS - 1; this.#bits[at] === 0; ) at -= 1;
      return this.ticksOf((at << 5) | highest(this.#bits[at] ?? 0));
    }
    return NO_BID;
  }

  /** The lowest price in use above `ticks`, which is of a page in use; `NO_ASK` where there is none. */
  above(ticks: number): number {
    const level = this.levelAt(ticks);
    const last = (level | (PAGE - 1)) >> 5;
    let at = level >> 5;
    // A shift by 32 would be one by 0, so it is made in two steps.
    let word = (this.#bits[at] ?? 0) & ((-1 << (level & 31)) << 1);
    while (word === 0 && at < last) {
      at += 1;
      word = this.#bits[at] ?? 0;
    }
    if (word !== 0) return this.ticksOf((at << 5) | lowest(word));
    for (let place = this.#placeOf(ticks >> PAGE_BITS) + 1; place < this.#numbers.length; place += 1) {
      const index = this.#indexOf.get(this.#numbers[place] ?? 0) ?? 0;
      if (this.#used[index] === 0) continue;
      for (at = index * WORDS; this.#bits[at] === 0; ) at += 1;
      return this.ticksOf((at << 5) | lowest(this.#bits[at] ?? 0));
    }
    return NO_ASK;
  }

  /** Takes empty pages back once there are many. Levels of prices that are in use stay what they are. */
  tidy(): void {
    if (this.#empty <= SPARE) return;
    const kept = this.#numbers.filter((number) => {
      const index = this.#indexOf.get(number) ?? 0;
      if (this.#used[index] !== 0) return true;
      this.#indexOf.delete(number);
      this.#free.push(index);
      return false;
    });
    this.#numbers.splice(0, this.#numbers.length, ...kept);
    this.#cachedNumber.fill(-1);
    this.#empty = 0;
  }

  /** Where in `#numbers` a page is, or would be. */
  #placeOf(number: number): number {
    let low = 0;
    let high = this.#numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #open(number: number): void {
    const index = this.#free.pop() ?? this.#grow();
    this.#numbers.splice(this.#placeOf(number), 0, number);
    this.#indexOf.set(number, index);
    this.#numberAt[index] = number;
    this.#empty += 1;
  }

  /** Twice the memory; answers with a page of what is new, and the others are free. */
  #grow(): number {
    const pages = this.#used.length;
    const [numberAt, used, bits] = [this.#numberAt, this.#used, this.#bits];
    this.#numberAt = new Int32Array(2 * pages);
    this.#used = new Int32Array(2 * pages);
    this.#bits = new Int32Array(2 * pages * WORDS);
    this.#numberAt.set(numberAt);
    this.#used.set(used);
    this.#bits.set(bits);
    for (let index = 2 * pages - 1; index > pages; index -= 1) this.#free.push(index);
    return pages;
  }
}
