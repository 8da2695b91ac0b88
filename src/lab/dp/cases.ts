/**
 * One sold call at the money on a price that starts at 1, without interest, hedged at whole steps by trading
 * for a proportional cost; the first trade is paid for, and at expiry what is held is worth its price.
 */
export interface Market {
  readonly name: string;
  /** Annualised. */
  readonly vol: number;
  readonly steps: number;
  /** Years. */
  readonly step: number;
  /** One-way, as a fraction of notional. */
  readonly costRate: number;
}

/** A market, and who hedges in it. */
export interface Case {
  readonly market: Market;
  /** Absolute, per unit of price. */
  readonly riskAversion: number;
  /** What the least entropic price was found to be, on a grid of 321 prices by 241 holdings. */
  readonly stated: number;
}

export const STRIKE = 1;

/** Of the usual example: twenty trading days at 20 %, 10 bp a trade. */
const A: Market = { name: 'A', vol: 0.2, steps: 20, step: 1 / 250, costRate: 1e-3 };
/** As in crypto: thirty days at 80 %, every six hours, 5 bp a trade. */
const B: Market = { name: 'B', vol: 0.8, steps: 120, step: 0.25 / 365, costRate: 5e-4 };

export const MARKETS: readonly Market[] = [A, B];

/** Six optima that an independent solver of the same programme had found. */
export const CASES: readonly Case[] = [
  { market: A, riskAversion: 1, stated: 0.023053 },
  { market: A, riskAversion: 10, stated: 0.023699 },
  { market: A, riskAversion: 50, stated: 0.024481 },
  { market: B, riskAversion: 1, stated: 0.092063 },
  { market: B, riskAversion: 10, stated: 0.092799 },
  { market: B, riskAversion: 50, stated: 0.094285 },
];
