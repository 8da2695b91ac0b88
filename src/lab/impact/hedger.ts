import type { Change } from '../breakers/drive.ts';

/** What a hedger is shown, of a market that is its own or recorded; what is not recorded is NaN. */
export interface View {
  /** Seconds since the beginning. */
  now: number;
  /** Mid. */
  price: number;
  halfSpread: number;
  /** Base units on the thinner side of the book. */
  depth: number;
  openInterest: number;
  /** Base units that all traded since the beginning, that were liquidated, and in how many positions. */
  traded: number;
  liquidated: number;
  liquidations: number;
  /** What the hedger holds, and all that it traded by taking and by resting. */
  held: number;
  took: number;
  rested: number;
  /** What of its own rests, signed, and where. */
  rest: number;
  limit: number;
}

/** What a hedger wants: to take at once, and to have `rest` at `limit`; both signed, 0 for nothing. */
export interface Wish {
  readonly take: number;
  readonly rest: number;
  readonly limit: number;
}

/** A book of options, dealt at `struck`, whose gamma stays what it is. */
export interface Book {
  /** Base units per 1.00 of price; negative where short. */
  readonly gamma: number;
  readonly struck: number;
  /** Standard deviation of a move over ten minutes, in quote units. */
  readonly move: number;
}

export interface Hedger {
  /** Seconds from one decision to the next. */
  readonly every: number;
  readonly decide: (view: View) => Wish;
  /** Of the level of its breakers. */
  readonly changes: readonly Change[];
}

/** What must be held so that the whole has no delta. */
export function hedgeOf({ gamma, struck }: Book, price: number): number {
  return -gamma * (price - struck);
}
