import type { Currency } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import type { Refused } from '../refused.ts';
import { type MarginAccount, standingOf } from './account.ts';
import { collateralName, holdingWorth } from './collateral.ts';
import { shockedAccount } from './shocked.ts';

/** Collateral that loses its worth in the very move that positions lose in. */
export interface WrongWay {
  readonly currency: Currency;
  /** Worth of the coin in the account, in its unit. */
  readonly collateral: number;
  /** What positions lose, in the account's unit, where the coin falls by a fifth. */
  readonly loss: number;
}

/** Far enough for short puts to show. */
const FALL = 0.8;

function positionsWorth(account: MarginAccount): number {
  let sum = 0;
  for (const holding of account.holdings)
    if (collateralName(holding) === undefined) sum += holdingWorth(holding);
  return sum;
}

/**
 * The coins that are collateral of an account whose perps, futures and options lose where that coin falls, as long
 * inverse perps and short puts do: what pays for the loss melts with it. Refuses as `standingOf` does.
 */
export function wrongWay(terms: AccountTerms, account: MarginAccount): readonly WrongWay[] | Refused {
  const now = standingOf(terms, account);
  if ('kind' in now) return now;
  const held = new Map<Currency, number>();
  const add = (name: Currency, worth: number) => held.set(name, (held.get(name) ?? 0) + worth);
  for (const { currency, amount, worth } of account.cash) add(currency, amount * worth);
  for (const holding of account.holdings)
    if (holding.instrument.kind === 'spot') add(holding.instrument.base, holdingWorth(holding));
  const before = positionsWorth(account);
  const found: WrongWay[] = [];
  for (const [currency, collateral] of held) {
    if (collateral <= 0 || !account.holdings.some(({ instrument }) => instrument.base === currency)) continue;
    const after = shockedAccount(account, { moves: { [currency]: FALL } });
    if ('kind' in after) return after;
    const loss = before - positionsWorth(after);
    if (loss > 0) found.push({ currency, collateral, loss });
  }
  return found;
}
