/**
 * An order that waits for the price to come to it. It fills behind those who were there before it, or whole where
 * the price goes through it; at its limit, however much lower or higher the price then is. So it is filled when
 * that is worst, as resting orders are.
 */
export class Resting {
  /** Signed; 0 where nothing rests. */
  size = 0;
  limit = 0;
  #ahead = 0;

  /** Puts `size` at `limit` behind `ahead` base units. A smaller order in the same place keeps its place. */
  set(size: number, limit: number, ahead: number): void {
    const isLess = limit === this.limit && size * this.size > 0 && Math.abs(size) <= Math.abs(this.size);
    if (!isLess) this.#ahead = ahead;
    this.size = size;
    this.limit = limit;
  }

  /** What fills, signed, while `price` ± `half` is quoted and others take `against` from our side. */
  fill(price: number, half: number, against: number): number {
    if (this.size === 0) return 0;
    const side = Math.sign(this.size);
    // How far the best quote of the others is from reaching our limit.
    const away = side * (price - this.limit) - half;
    if (away > 0) return 0;
    const passed = Math.max(0, against - this.#ahead);
    this.#ahead = Math.max(0, this.#ahead - against);
    const filled = side * (away <= -2 * half ? Math.abs(this.size) : Math.min(Math.abs(this.size), passed));
    this.size -= filled;
    return filled;
  }
}
