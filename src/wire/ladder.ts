import type { Depth, Level } from '../domain/depth.ts';

/**
 * One venue's order book as its messages build it: levels in typed arrays, best first, so that an update is a
 * binary search and a move of memory and allocates nothing. Prices are the floats nearest to the wire's decimals,
 * which is what makes equal prices equal.
 */
export interface Ladder {
  /** Sets a level's size; 0 takes it away. Answers whether there was anything to do. */
  set(side: 'bid' | 'ask', price: number, size: number): boolean;
  clear(): void;
  /** NaN where there is none. */
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
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
  /** 1 where the best is the highest, -1 where it is the lowest: what makes keys rise away from the best. */
  readonly sign: 1 | -1;
}

const FIRST_CAPACITY = 256;

function half(sign: 1 | -1): Half {
  return {
    prices: new Float64Array(FIRST_CAPACITY),
    sizes: new Float64Array(FIRST_CAPACITY),
    count: 0,
    sign,
  };
}

/** Where `price` is, or would be. */
function place({ prices, count, sign }: Half, price: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sign * (prices[middle] as number) > sign * price) low = middle + 1;
    else high = middle;
  }
  return low;
}

function grow(side: Half): void {
  const prices = new Float64Array(2 * side.prices.length);
  const sizes = new Float64Array(2 * side.sizes.length);
  prices.set(side.prices);
  sizes.set(side.sizes);
  side.prices = prices;
  side.sizes = sizes;
}

function setLevel(side: Half, price: number, size: number): boolean {
  const at = place(side, price);
  const isThere = at < side.count && side.prices[at] === price;
  if (size === 0) {
    if (!isThere) return false;
    side.prices.copyWithin(at, at + 1, side.count);
    side.sizes.copyWithin(at, at + 1, side.count);
    side.count -= 1;
    return true;
  }
  if (!isThere) {
    if (side.count === side.prices.length) grow(side);
    side.prices.copyWithin(at + 1, at, side.count);
    side.sizes.copyWithin(at + 1, at, side.count);
    side.prices[at] = price;
    side.count += 1;
  }
  side.sizes[at] = size;
  return true;
}

function levelsOf({ prices, sizes, count }: Half, most: number): readonly Level[] {
  return Array.from({ length: Math.min(most, count) }, (_, i) => ({
    price: prices[i] as number,
    size: sizes[i] as number,
  }));
}

export function createLadder(): Ladder {
  const bids = half(1);
  const asks = half(-1);
  const best = (values: Float64Array, count: number): number =>
    count === 0 ? Number.NaN : (values[0] as number);
  return {
    set: (side, price, size) => setLevel(side === 'bid' ? bids : asks, price, size),
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
    get levels() {
      return bids.count + asks.count;
    },
    isCrossed: () =>
      bids.count > 0 && asks.count > 0 && (bids.prices[0] as number) >= (asks.prices[0] as number),
    depth: (most) => ({ bids: levelsOf(bids, most), asks: levelsOf(asks, most) }),
  };
}
