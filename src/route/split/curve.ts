/**
 * What more and more delta costs at one venue, all in but for what taking part costs: convex, in pieces. The pieces
 * of a book are its levels, of equal marginal cost but for impact; those of a pool are its ranges of liquidity.
 * Everything is in base units of delta without sign, and in the reporting currency.
 */
import type { Level } from '../../domain/depth.ts';

/** Share of the last unit's impact that an order pays on average: the integral of a root (Donier and Bonart, 2015). */
export const MEAN_OF_ROOT: number = 2 / 3;

/** Lots are counted to this share of one, as ledger integers are (see `units/rounding.ts`). */
const NEAR = 1e-9;

/** Whole lots in `amount`, downward. */
export function lotsIn(amount: number, lot: number): number {
  return Math.floor(amount / lot + NEAR);
}

/** A venue's curve. Its columns are reused from order to order, so that splitting allocates next to nothing. */
export class Curve {
  /** Place among the candidates. */
  place = 0;
  /** Delta of one lot. */
  lot = 1;
  /** Least lots if any, and most. */
  least = 0;
  most = 0;
  /** Delta that there is room and depth for, however much is needed. */
  room = 0;
  /** Of taking part. */
  fixed = 0;
  /** Marginal cost of impact is this times √delta. */
  impact = 0;
  isPool = false;
  /** Of a pool: +1 where base is bought, what the fee leaves of a payment, and units of base per unit of delta. */
  side = 1;
  keep = 1;
  units = 1;
  /** Of a pool: one unit of quote in the reporting currency, base's worth in quote, and charges per unit of delta. */
  rate = 1;
  fair = 1;
  charges = 0;
  count = 0;
  /** By piece: delta where it ends, cost where it starts, and marginal cost at its start and end. */
  ends: Float64Array = new Float64Array(0);
  sums: Float64Array = new Float64Array(0);
  bottoms: Float64Array = new Float64Array(0);
  tops: Float64Array = new Float64Array(0);
  /** Of a book: the marginal cost without impact. Of a pool: the root it starts at. */
  starts: Float64Array = new Float64Array(0);
  liquidity: Float64Array = new Float64Array(0);

  /** Empties the curve and makes room for `pieces`. */
  clear(pieces: number): void {
    this.count = 0;
    this.isPool = false;
    if (this.ends.length >= pieces) return;
    const room = 2 * pieces;
    this.ends = new Float64Array(room);
    this.sums = new Float64Array(room);
    this.bottoms = new Float64Array(room);
    this.tops = new Float64Array(room);
    this.starts = new Float64Array(room);
    this.liquidity = new Float64Array(room);
  }

  /** All the delta that there is. */
  reach(): number {
    return this.count === 0 ? 0 : (this.ends[this.count - 1] ?? 0);
  }

  /**
   * Adds `levels` of an order on `side` until they hold `reach` of delta: at a price p the marginal cost is a·p + b,
   * and a unit of size is `perUnit` of delta. Answers the first level that is none, or goes back in price; −1 for none.
   */
  addLevels(
    levels: readonly Level[],
    side: number,
    reach: number,
    perUnit: number,
    a: number,
    b: number,
  ): number {
    const { ends, sums, starts, bottoms, tops, impact } = this;
    let last = side > 0 ? 0 : Infinity;
    let end = 0;
    let sum = 0;
    let at = 0;
    for (let i = 0; i < levels.length && end < reach; i += 1) {
      const level = levels[i];
      if (level === undefined) return i;
      const { price, size } = level;
      if (!(price > 0 && price < Infinity && side * (price - last) >= 0)) return i;
      if (!(size >= 0 && size < Infinity)) return i;
      last = price;
      if (size === 0) continue;
      const slope = a * price + b;
      const more = size * perUnit;
      sums[at] = sum;
      starts[at] = slope;
      bottoms[at] = impact === 0 ? slope : slope + impact * Math.sqrt(end);
      sum += slope * more;
      end += more;
      ends[at] = end;
      tops[at] = impact === 0 ? slope : slope + impact * Math.sqrt(end);
      at += 1;
    }
    this.count = at;
    return -1;
  }

  /** Adds a range of `liquidity` that is walked from the root `from` to `to`. */
  addRange(from: number, to: number, liquidity: number): void {
    const at = this.count;
    const before = this.reach();
    this.sums[at] = at === 0 ? 0 : this.#costIn(at - 1, before);
    this.starts[at] = from;
    this.liquidity[at] = liquidity;
    this.bottoms[at] = this.#marginalAtRoot(from);
    this.tops[at] = this.#marginalAtRoot(to);
    this.ends[at] = before + this.#deltaBetween(at, to);
    this.count = at + 1;
  }

  #marginalAtRoot(root: number): number {
    const price = this.side > 0 ? (root * root) / this.keep : root * root * this.keep;
    return this.side * (price - this.fair) * this.rate * this.units + this.charges;
  }

  /** Delta on the way of piece `at` from its start to `root`. */
  #deltaBetween(at: number, root: number): number {
    const start = this.starts[at] ?? 1;
    const liquidity = this.liquidity[at] ?? 0;
    // One quotient of a difference, so that it keeps its digits where both roots nearly agree.
    const net = root === Infinity ? liquidity / start : (liquidity * Math.abs(root - start)) / root / start;
    return (this.side > 0 ? net : net / this.keep) / this.units;
  }

  /** Cost without impact up to `delta`, which lies in piece `at`. */
  #costIn(at: number, delta: number): number {
    const inside = delta - (at === 0 ? 0 : (this.ends[at - 1] ?? 0));
    const start = this.starts[at] ?? 0;
    const sum = this.sums[at] ?? 0;
    if (!this.isPool) return sum + start * inside;
    const units = inside * this.units;
    const net = this.side > 0 ? units : units * this.keep;
    const moved = (net * start * start) / (1 - (this.side * net * start) / (this.liquidity[at] ?? 1));
    const price = this.side > 0 ? moved / this.keep : moved;
    return sum + this.side * (price - this.fair * units) * this.rate + this.charges * inside;
  }

  /** What `delta` costs, taking part apart. */
  costOf(delta: number): number {
    if (delta <= 0) return 0;
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? 0) >= delta) high = middle;
      else low = middle + 1;
    }
    const plain = this.#costIn(low, delta);
    return this.impact === 0 ? plain : plain + MEAN_OF_ROOT * this.impact * delta * Math.sqrt(delta);
  }

  /** The piece that ends the first at a marginal cost above `marginal`; `count` where none does. */
  #pieceAbove(marginal: number): number {
    const { tops } = this;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tops[middle] ?? 0) > marginal) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The least marginal cost above `marginal` that a piece ends at; infinite where none does. */
  topAbove(marginal: number): number {
    const at = this.#pieceAbove(marginal);
    return at === this.count ? Infinity : (this.tops[at] ?? Infinity);
  }

  /** The most delta whose last part costs no more than `marginal`. */
  amountAt(marginal: number): number {
    const low = this.#pieceAbove(marginal);
    if (low === this.count) return this.reach();
    const before = low === 0 ? 0 : (this.ends[low - 1] ?? 0);
    if ((this.bottoms[low] ?? 0) >= marginal) return before;
    const end = this.ends[low] ?? 0;
    if (!this.isPool) {
      const root = (marginal - (this.starts[low] ?? 0)) / this.impact;
      return Math.min(Math.max(root * root, before), end);
    }
    const price = this.fair + (this.side * (marginal - this.charges)) / (this.rate * this.units);
    const square = this.side > 0 ? price * this.keep : price / this.keep;
    return Math.min(before + this.#deltaBetween(low, Math.sqrt(square)), end);
  }

  /** The lots, from `from` to `most`, that are worth most where a unit of delta is worth `worth`. */
  lotsAt(worth: number, from: number): number {
    const near = Math.min(Math.max(lotsIn(this.amountAt(worth), this.lot), from), this.most);
    if (near >= this.most) return near;
    return this.costOfLots(near + 1) - this.costOfLots(near) < worth * this.lot ? near + 1 : near;
  }

  /** What `count` lots cost, taking part apart. */
  costOfLots(count: number): number {
    return this.costOf(count * this.lot);
  }
}
