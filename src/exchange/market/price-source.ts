import type { Currency } from '../../domain/instrument.ts';
import type { Random } from '../../math/random.ts';
import type { Millis } from '../../units/units.ts';

/** Where index prices come from: a random process, bars or a recorded book. */
export interface PriceSource {
  /** Moves on to `now`, never back. */
  advance(now: Millis): void;
  /** What one coin is worth, in quote units; 1 for what the source knows nothing of, such as dollars. */
  price(currency: Currency): number;
  /** Annualised volatility as it is now, and as it is over the years: options are marked between the two. */
  vol(currency: Currency): number;
  usualVol(currency: Currency): number;
  /** Multiplies the price, from now on. */
  jump(currency: Currency, factor: number): void;
}

export type PriceSourceMaker = (random: Random, start: Millis) => PriceSource;

/** Factors by which prices were made to jump. */
export class Jumps {
  readonly #factors = new Map<Currency, number>();

  of(currency: Currency): number {
    return this.#factors.get(currency) ?? 1;
  }

  add(currency: Currency, factor: number): void {
    if (!(factor > 0 && factor < Infinity)) throw new RangeError(`cannot jump by a factor of ${factor}`);
    this.#factors.set(currency, this.of(currency) * factor);
  }
}
