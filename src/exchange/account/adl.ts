/** Whose positions are taken when nobody else will have them. */

/** How near an account is to being deleveraged, on one position. */
export interface AdlStanding {
  /** In settlement units. */
  readonly gain: number;
  /** What the position was entered for, and what it is worth now, without sign. */
  readonly cost: number;
  readonly worth: number;
  /** Of the account, in the same currency. */
  readonly equity: number;
}

/**
 * Greater is sooner: return × effective leverage while there is a gain, return ÷ leverage where there is none
 * (Binance, "What is auto-deleveraging (ADL)").
 */
export function adlScore({ gain, cost, worth, equity }: AdlStanding): number {
  const share = cost === 0 ? 0 : gain / cost;
  const leverage = worth / Math.max(equity, Number.MIN_VALUE);
  if (gain >= 0) return share * Math.min(leverage, Number.MAX_VALUE);
  return share / leverage;
}

/** Scores of the strangers that the house stands for, so that a rank means something in a small exchange too. */
const STRANGERS: readonly number[] = [0.02, 0.1, 0.5, 2];

/** The fifth of its side's queue that `score` is in, among `others` and strangers: 4 is first to go. */
export function adlRank(score: number, others: readonly number[]): number {
  const all = [...others, ...STRANGERS];
  const below = all.filter((each) => each < score).length;
  return Math.min(4, Math.floor((4 * below) / all.length));
}
