/** One account for every rule: what it holds of spot and perp, what that costs, earns and ties up. */
import { YEAR } from '../../units/time.ts';
import type { Prices } from './prints.ts';

/** Fractions of notional, but for `cash`, which is a year's. The same for every rule. */
export interface Terms {
  readonly spotFee: number;
  readonly perpFee: number;
  /** Half of the spread of each leg. */
  readonly halfSpread: number;
  /** Collateral that the sold perp ties up beside the spot that is paid in full. */
  readonly margin: number;
  /** What collateral earns that is not tied up. */
  readonly cash: number;
}

/** Binance without discounts as a taker, five times leverage on the perp, and 4 % a year. */
export const TERMS: Terms = { spotFee: 1e-3, perpFee: 5e-4, halfSpread: 1e-4, margin: 0.2, cash: 0.04 };

/** The account in quote units, from 1; as many coins are bought of spot as are sold of the perp. */
export interface Account {
  equity: number;
  coins: number;
  /** Notional dealt in both legs so far, over the equity of then. */
  turnover: number;
}

export function openAccount(): Account {
  return { equity: 1, coins: 0, turnover: 0 };
}

/** Marks `account` from prices to prices that follow `ms` later; cash is earned, or paid, on what is not tied up. */
export function mark(account: Account, terms: Terms, before: Prices, after: Prices, ms: number): void {
  const { coins, equity } = account;
  const tied = coins * before.spot * (1 + terms.margin);
  const moved = coins * (after.spot - before.spot - (after.perp - before.perp));
  account.equity += moved + ((equity - tied) * terms.cash * ms) / YEAR;
}

/** A payment of funding to whoever sold the perp. */
export function pay(account: Account, rate: number, { perp }: Prices): void {
  account.equity += account.coins * perp * rate;
}

/** Deals both legs until `coins` are held. */
export function deal(account: Account, terms: Terms, coins: number, { spot, perp }: Prices): void {
  const traded = Math.abs(coins - account.coins);
  const { spotFee, perpFee, halfSpread } = terms;
  account.turnover += (traded * (spot + perp)) / account.equity;
  account.equity -= traded * (spot * (spotFee + halfSpread) + perp * (perpFee + halfSpread));
  account.coins = coins;
}

/** Notional held over equity. */
export function shareOf({ coins, equity }: Account, { spot }: Prices): number {
  return (coins * spot) / equity;
}
