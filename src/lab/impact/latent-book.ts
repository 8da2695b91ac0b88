/** Prices in quote units, sizes in base units, times in seconds. */
export interface BookSettings {
  /** Latent orders within 1.00 of price, at the fair value. */
  readonly density: number;
  /** By how much that grows with each 1.00 of distance; 0 makes impact linear. */
  readonly slope: number;
  /**
   * Of each part of a displacement its share and how long it lasts. Weights add up to 1; Infinity lasts for ever.
   */
  readonly parts: readonly { readonly weight: number; readonly life: number }[];
  /** How far from the price depth is measured. */
  readonly reach: number;
  /** How long it takes until what was taken is revealed again; 0: nothing is ever missing. */
  readonly refill: number;
  /** Between the mid and the best quote while nothing is missing. */
  readonly halfSpread: number;
}

/** Of the revealed share: some market maker is always there. */
const LEAST_REVEALED = 0.1;

/**
 * A latent order book in reduced form. Latent orders are as dense as `density` + `slope` · |x| at a distance x
 * from the fair value: few are near, since those would have traded (Tóth et al., Physical Review X 1 (2011)
 * 021006; Donier, Bonart, Mastromatteo & Bouchaud, Quantitative Finance 15 (2015) 1109–1121). Walking through Q of
 * them displaces the price by √(2Q / slope) once Q is large: the square-root law. Displacement decays, each part
 * with a life of its own, and lives in a geometric row make a power law, up to where nobody remembers. Of the
 * latent orders a share is revealed, each side its own: orders that take eat from it, so that a cascade walks
 * through an ever thinner book.
 */
export class LatentBook {
  readonly #settings: BookSettings;
  readonly #parts: Float64Array;
  readonly #keeps: Float64Array;
  readonly #weights: Float64Array;
  readonly #refilled: number;
  #asks = 1;
  #bids = 1;
  /** Price less fair value. */
  displacement = 0;

  constructor(settings: BookSettings) {
    this.#settings = settings;
    this.#weights = Float64Array.from(settings.parts, ({ weight }) => weight);
    this.#keeps = Float64Array.from(settings.parts, ({ life }) => Math.exp(-1 / life));
    this.#parts = new Float64Array(settings.parts.length);
    this.#refilled = settings.refill > 0 ? -Math.expm1(-1 / settings.refill) : 1;
  }

  /** Lets a second pass: displacement decays, what was taken is revealed again. */
  pass(): void {
    const parts = this.#parts;
    let sum = 0;
    for (let k = 0; k < parts.length; k += 1) {
      const left = (parts[k] as number) * (this.#keeps[k] as number);
      parts[k] = left;
      sum += left;
    }
    this.displacement = sum;
    this.#asks += (1 - this.#asks) * this.#refilled;
    this.#bids += (1 - this.#bids) * this.#refilled;
  }

  /** What is latent within reach, on one side. */
  #latent(): number {
    const { density, slope, reach } = this.#settings;
    return reach * (density + slope * (Math.abs(this.displacement) + 0.5 * reach));
  }

  /** Revealed within reach, in base units, on the thinner side. */
  depth(): number {
    return Math.min(this.#asks, this.#bids) * this.#latent();
  }

  /** Wider where less is revealed. */
  halfSpread(): number {
    return this.#settings.halfSpread / Math.min(this.#asks, this.#bids);
  }

  /**
   * Base units that rest within a spread of `limit` when the mid is `price`: a new order there waits behind them.
   */
  queue(price: number, limit: number): number {
    const { density, slope, halfSpread } = this.#settings;
    const distance = Math.abs(this.displacement + limit - price);
    return 2 * halfSpread * (limit > price ? this.#asks : this.#bids) * (density + slope * distance);
  }

  /** Takes `quantity`, negative for a sale. */
  take(quantity: number): void {
    if (quantity === 0) return;
    const { density, slope, refill } = this.#settings;
    const before = this.displacement;
    const distance = Math.abs(before);
    const revealed = quantity > 0 ? this.#asks : this.#bids;
    // Orders between the fair value and the price, as the price was and as it will be.
    const walked = Math.sign(before) * distance * (density + 0.5 * slope * distance) + quantity / revealed;
    const size = Math.abs(walked);
    // The root of slope/2 · x² + density · x = size, in a form that a slope of 0 leaves whole.
    const after = (2 * size) / (density + Math.sqrt(density * density + 2 * slope * size));
    const move = (walked < 0 ? -after : after) - before;
    for (let k = 0; k < this.#parts.length; k += 1)
      this.#parts[k] = (this.#parts[k] as number) + (this.#weights[k] as number) * move;
    if (refill > 0) {
      const left = Math.max(LEAST_REVEALED, revealed - Math.abs(quantity) / this.#latent());
      if (quantity > 0) this.#asks = left;
      else this.#bids = left;
    }
    this.displacement = before + move;
  }
}
