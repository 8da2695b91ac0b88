import type { Depth, Level } from '../domain/depth.ts';
import type { Quote } from '../domain/market.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * One venue's order book as its messages build it: levels in typed arrays, the best last, since most changes are
 * near it and move little then. An update is a search and a move of memory, and allocates nothing. Prices are the
 * floats nearest to the wire's decimals, which is what makes equal prices equal.
 */
export interface Ladder {
  /** Sets a level's size; 0 takes it away. Answers whether there was anything to do. */
  set(side: 'bid' | 'ask', price: number, size: number): boolean;
  /** Sets the first `count` levels of `data`, prices and sizes in turn, one after another. */
  setAll(side: 'bid' | 'ask', data: Float64Array, count: number): void;
  clear(): void;
  /** NaN where there is none. */
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  /** Writes the best of both sides into `quote`. False where a side is empty: nothing is written then. */
  readTop(quote: Mutable<Quote>): boolean;
  /** Levels on both sides. */
  readonly levels: number;
  /** Whether the best bid is at or above the best ask: then messages were missed, or the venue is broken. */
  isCrossed(): boolean;
  /** The best `most` levels of each side, new objects. */
  depth(most: number): Depth;
}

interface Half {
  prices: Float64Array;
  sizes: Float64Array;
  count: number;
  /** 1 where the best is the highest, -1 where it is the lowest: what makes prices times this rise to the best. */
  readonly sign: 1 | -1;
}

const FIRST_CAPACITY = 256;
/** Up to here a loop moves memory faster than a call does. */
const FEW = 24;

function half(sign: 1 | -1): Half {
  return {
    prices: new Float64Array(FIRST_CAPACITY),
    sizes: new Float64Array(FIRST_CAPACITY),
    count: 0,
    sign,
  };
}

/**
 * Where the price at `data[i]` is, or would be: looked for in strides that double away from the best, and then by
 * halves.
 */
function place({ prices, count, sign }: Half, data: Float64Array, i: number): number {
  const key = sign * (data[i] as number);
  let high = count;
  let stride = 1;
  while (high >= stride && sign * (prices[high - stride] as number) >= key) {
    high -= stride;
    stride *= 2;
  }
  let low = Math.max(0, high - stride);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sign * (prices[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Makes room for one level at `at`. */
function open(values: Float64Array, at: number, count: number): void {
  if (count - at > FEW) values.copyWithin(at + 1, at, count);
  else for (let i = count; i > at; i -= 1) values[i] = values[i - 1] as number;
}

/** Takes the room of the level at `at` away. */
function close(values: Float64Array, at: number, count: number): void {
  if (count - at > FEW) values.copyWithin(at, at + 1, count);
  else for (let i = at + 1; i < count; i += 1) values[i - 1] = values[i] as number;
}

function grow(side: Half): void {
  const prices = new Float64Array(2 * side.prices.length);
  const sizes = new Float64Array(2 * side.sizes.length);
  prices.set(side.prices);
  sizes.set(side.sizes);
  side.prices = prices;
  side.sizes = sizes;
}

// Prices and sizes are handed on by where they lie: a float that a function is called with may be a new object.

/** Sets the level whose price and size are at `data[i]`. */
function setLevel(side: Half, data: Float64Array, i: number): boolean {
  const at = place(side, data, i);
  const price = data[i] as number;
  const size = data[i + 1] as number;
  const isThere = at < side.count && side.prices[at] === price;
  if (size === 0) {
    if (!isThere) return false;
    close(side.prices, at, side.count);
    close(side.sizes, at, side.count);
    side.count -= 1;
    return true;
  }
  if (!isThere) {
    if (side.count === side.prices.length) grow(side);
    open(side.prices, at, side.count);
    open(side.sizes, at, side.count);
    side.prices[at] = price;
    side.count += 1;
  }
  side.sizes[at] = size;
  return true;
}

function levelsOf({ prices, sizes, count }: Half, most: number): readonly Level[] {
  return Array.from({ length: Math.min(most, count) }, (_, i) => ({
    price: prices[count - 1 - i] as number,
    size: sizes[count - 1 - i] as number,
  }));
}

export function createLadder(): Ladder {
  const bids = half(1);
  const asks = half(-1);
  const one = new Float64Array(2);
  const best = (values: Float64Array, count: number): number =>
    count === 0 ? Number.NaN : (values[count - 1] as number);
  return {
    set: (side, price, size) => {
      one[0] = price;
      one[1] = size;
      return setLevel(side === 'bid' ? bids : asks, one, 0);
    },
    setAll: (side, data, count) => {
      const half = side === 'bid' ? bids : asks;
      for (let i = 0; i < 2 * count; i += 2) setLevel(half, data, i);
    },
    clear: () => {
      bids.count = 0;
      asks.count = 0;
    },
    get bid() {
      return best(bids.prices, bids.count);
    },
    get ask() {
      return best(asks.prices, asks.count);
    },
    get bidSize() {
      return best(bids.sizes, bids.count);
    },
    get askSize() {
      return best(asks.sizes, asks.count);
    },
    readTop: (quote) => {
      const [b, a] = [bids.count - 1, asks.count - 1];
      if (b < 0 || a < 0) return false;
      quote.bid = bids.prices[b] as number;
      quote.ask = asks.prices[a] as number;
      quote.bidSize = bids.sizes[b] as number;
      quote.askSize = asks.sizes[a] as number;
      return true;
    },
    get levels() {
      return bids.count + asks.count;
    },
    isCrossed: () =>
      bids.count > 0 &&
      asks.count > 0 &&
      (bids.prices[bids.count - 1] as number) >= (asks.prices[asks.count - 1] as number),
    depth: (most) => ({ bids: levelsOf(bids, most), asks: levelsOf(asks, most) }),
  };
}
