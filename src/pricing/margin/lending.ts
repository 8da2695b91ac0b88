import type { Currency } from '../../domain/instrument.ts';
import type { LendingTerms } from '../../domain/margin.ts';
import type { MarginAccount, MarginStanding } from './account.ts';
import { collateralWorths } from './collateral.ts';

/**
 * An account of a lending market (Aave, "Health factor"): the balance is its collateral at the thresholds, the
 * maintenance margin what it owes, so that the health factor is the one over the other. Free is what may still be
 * borrowed, by each collateral's loan to value. Coins that the market does not know count for nothing, debts in full.
 */
export function lendingStanding(
  assets: Readonly<Record<Currency, LendingTerms>>,
  account: MarginAccount,
): MarginStanding {
  let equity = account.accrued;
  let balance = Math.max(0, account.accrued);
  let maintenance = Math.max(0, -account.accrued);
  let free = account.accrued;
  for (const [currency, worth] of collateralWorths(account)) {
    const terms = assets[currency];
    equity += worth;
    if (worth < 0) maintenance -= worth;
    else balance += worth * (terms?.threshold ?? 0);
    free += worth < 0 ? worth : worth * (terms?.loanToValue ?? 0);
  }
  return { equity, balance, initial: balance - free, maintenance, free };
}

/** How many times the balance covers the maintenance margin; liquidation begins below 1. Infinity without any. */
export function healthFactor({ balance, maintenance }: MarginStanding): number {
  return maintenance > 0 ? balance / maintenance : Infinity;
}
