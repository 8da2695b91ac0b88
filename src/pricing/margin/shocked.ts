import type { Currency, Lp, Option } from '../../domain/instrument.ts';
import { black76 } from '../black-scholes.ts';
import { type Refused, refused } from '../refused.ts';
import { valuePosition } from '../uniswap-v3/uniswap-v3.ts';
import type { MarginAccount, MarginCash, MarginHolding, MarginOrder, Shock } from './account.ts';

type Claim = MarginHolding | MarginOrder;

function factorOf(shock: Shock, currency: Currency): number {
  return shock.moves[currency] ?? 1;
}

/** Black's price in the option's own unit: coins of an inverse one. */
function optionPrice(option: Option, forward: number, years: number, vol: number): number | Refused {
  const { type, strike, inverse } = option;
  const value = black76({ type, strike, forward, years, vol, rate: 0 });
  if ('kind' in value) return value;
  return inverse ? value.price / forward : value.price;
}

/** What the option is quoted at after the shock. What its mark and Black's formula differ by now stays as it is. */
function optionMark(option: Option, claim: Claim, index: number, shock: Shock): number | Refused {
  const change = shock.vol ?? 1;
  if (index === claim.index && change === 1) return claim.mark;
  if (claim.vol === undefined) return refused(`${option.id}.vol`, 0, 'a vol, to value the option by');
  if (claim.years === undefined) return refused(`${option.id}.years`, 0, 'the time to its expiry in years');
  const before = optionPrice(option, claim.index, claim.years, claim.vol);
  const after = optionPrice(option, index, claim.years, claim.vol * change);
  if (typeof before !== 'number') return before;
  if (typeof after !== 'number') return after;
  return Math.max(0, claim.mark + after - before);
}

/** Its mark after the shock, which differs from its value by formula as it does now. */
function lpMark({ lower, upper }: Lp, { mark, index: price }: Claim, index: number): number | Refused {
  const before = valuePosition({ liquidity: 1, lower, upper, price });
  const after = valuePosition({ liquidity: 1, lower, upper, price: index });
  if ('kind' in before) return before;
  return 'kind' in after ? after : Math.max(0, mark + after.value - before.value);
}

/**
 * A position or order after a shock: the same, at other prices. Refuses an option without vol or time, and what the
 * formulas refuse.
 */
export function shockedClaim<C extends Claim>(claim: C, unit: Currency, shock: Shock): C | Refused {
  const { instrument } = claim;
  const move = factorOf(shock, instrument.base) / factorOf(shock, instrument.quote);
  const rate = claim.rate * (factorOf(shock, instrument.settle) / factorOf(shock, unit));
  const index = claim.index * move;
  if (instrument.kind === 'option') {
    const mark = optionMark(instrument, claim, index, shock);
    if (typeof mark !== 'number') return mark;
    const moved = { ...claim, mark, index, rate };
    return claim.vol === undefined ? moved : { ...moved, vol: claim.vol * (shock.vol ?? 1) };
  }
  if (instrument.kind !== 'lp') return { ...claim, mark: claim.mark * move, index, rate };
  const mark = lpMark(instrument, claim, index);
  return typeof mark === 'number' ? { ...claim, mark, index, rate } : mark;
}

/** What money is worth after a shock. */
export function shockedCash(cash: MarginCash, unit: Currency, shock: Shock): MarginCash {
  return { ...cash, worth: cash.worth * (factorOf(shock, cash.currency) / factorOf(shock, unit)) };
}

function shockedClaims<C extends Claim>(
  claims: readonly C[],
  unit: Currency,
  shock: Shock,
): readonly C[] | Refused {
  const found: C[] = [];
  for (const claim of claims) {
    const moved = shockedClaim(claim, unit, shock);
    if ('kind' in moved) return moved;
    found.push(moved);
  }
  return found;
}

function isRefused(found: readonly Claim[] | Refused): found is Refused {
  return 'kind' in found;
}

/** The account after a shock at which nothing is traded. What is accrued stays what it is in the account's unit. */
export function shockedAccount(account: MarginAccount, shock: Shock): MarginAccount | Refused {
  const { unit } = account;
  const holdings = shockedClaims(account.holdings, unit, shock);
  if (isRefused(holdings)) return holdings;
  const cash = account.cash.map((each) => shockedCash(each, unit, shock));
  if (account.orders === undefined) return { ...account, holdings, cash };
  const orders = shockedClaims(account.orders, unit, shock);
  return isRefused(orders) ? orders : { ...account, holdings, cash, orders };
}
