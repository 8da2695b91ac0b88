import { type Currency, isMargined, settleValue } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import type { MarginAccount, MarginHolding } from './account.ts';

/** Worth in the account's unit, signed: of margined contracts the gain, of all else what it would fetch. */
export function holdingWorth({ instrument, lots, mark, cost, rate }: MarginHolding): number {
  const worth = settleValue(instrument, lots, mark);
  return (isMargined(instrument) ? worth - cost : worth) * rate;
}

/** The name that a holding which is no contract has as collateral; undefined for what is margined. */
export function collateralName({ instrument }: MarginHolding): string | undefined {
  if (instrument.kind === 'spot') return instrument.base;
  return instrument.kind === 'lp' ? instrument.id : undefined;
}

/** Worth of all that could be collateral, by name, in the account's unit; signed. */
export function collateralWorths({ cash, holdings }: MarginAccount): ReadonlyMap<Currency, number> {
  const worths = new Map<Currency, number>();
  const add = (name: string, worth: number) => worths.set(name, (worths.get(name) ?? 0) + worth);
  for (const { currency, amount, worth } of cash) add(currency, amount * worth);
  for (const holding of holdings) {
    const name = collateralName(holding);
    if (name !== undefined) add(name, holdingWorth(holding));
  }
  return worths;
}

/**
 * What money, spot and liquidity count for, in the account's unit: after haircuts, each at most its cap; debts in
 * full; what is not named as collateral for nothing, but the unit itself in full.
 */
export function countedCollateral({ joined }: AccountTerms, account: MarginAccount): number {
  let sum = 0;
  for (const [name, worth] of collateralWorths(account)) {
    const rules = joined?.collateral[name];
    if (worth <= 0 || (rules === undefined && name === account.unit)) sum += worth;
    else if (rules !== undefined) sum += Math.min(worth * (1 - rules.haircut), rules.cap ?? Infinity);
  }
  return sum;
}

/** Equity, in the account's unit: all that is in the account but what was set aside, without haircuts. */
export function equityOf(account: MarginAccount): number {
  let sum = account.accrued;
  for (const { amount, worth } of account.cash) sum += amount * worth;
  for (const holding of account.holdings) sum += holdingWorth(holding);
  return sum;
}
