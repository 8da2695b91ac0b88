/** A price and the size that rests there, in base units (quote units for an inverse perp). */
export interface Level {
  readonly price: number;
  readonly size: number;
}

/** A venue's ladder, best price first on both sides. */
export interface Depth {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}
