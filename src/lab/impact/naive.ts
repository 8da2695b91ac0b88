import { type Book, type Hedger, hedgeOf, type Wish } from './hedger.ts';

/** What a naive hedger may be set to. */
export interface NaiveSetting {
  /** Half-width of the band in which nothing is done, in hedges of a move of ten minutes. */
  readonly band: number;
  /** Base units that may be taken at once; null for no throttle. */
  readonly throttle: number | null;
}

export const UNBOUND: NaiveSetting = { band: 0, throttle: null };

/** Seconds from one decision to the next. */
export const NAIVE_EVERY = 10;

/** Every ten seconds takes what is lacking, at any price: all of it, or as much as the throttle lets pass. */
export function naiveHedger(book: Book, { band, throttle }: NaiveSetting = UNBOUND): Hedger {
  const width = band * Math.abs(book.gamma) * book.move;
  return {
    every: NAIVE_EVERY,
    changes: [],
    decide({ price, held }): Wish {
      const lacking = hedgeOf(book, price) - held;
      const size = Math.abs(lacking) > width ? Math.min(Math.abs(lacking), throttle ?? Infinity) : 0;
      return { take: Math.sign(lacking) * size, rest: 0, limit: 0 };
    },
  };
}
