import type { Currency, Option } from '../../domain/instrument.ts';
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

/** The mark of something at another index and with vols multiplied by a factor. */
export type Reprice = (index: number, vol: number) => number | Refused;

/** What its mark and the formula differ by now stays as it is: a basis, or the spread of a quote. */
function repriceBy(claim: Claim, formula: Reprice): Reprice {
  let before: number | Refused | undefined;
  return (index, vol) => {
    if (index === claim.index && vol === 1) return claim.mark;
    before ??= formula(claim.index, 1);
    if (typeof before !== 'number') return before;
    const after = formula(index, vol);
    return typeof after === 'number' ? Math.max(0, claim.mark + after - before) : after;
  };
}

/** How a position or order is marked after shocks. Refuses an option without vol or time, and as the formulas do. */
export function repricer(claim: Claim): Reprice {
  const { instrument, vol, years } = claim;
  switch (instrument.kind) {
    case 'option':
      return repriceBy(claim, (index, factor) => {
        if (vol === undefined) return refused(`${instrument.id}.vol`, 0, 'a vol, to value the option by');
        if (years === undefined)
          return refused(`${instrument.id}.years`, 0, 'the time to its expiry in years');
        return optionPrice(instrument, index, years, vol * factor);
      });
    case 'lp':
      return repriceBy(claim, (price) => {
        const value = valuePosition({
          liquidity: 1,
          lower: instrument.lower,
          upper: instrument.upper,
          price,
        });
        return 'kind' in value ? value : value.value;
      });
    default:
      return (index) => claim.mark * (index / claim.index);
  }
}

/** A position or order after a shock: the same, at other prices. Refuses as its `repricer` does. */
export function shockedClaim<C extends Claim>(
  claim: C,
  unit: Currency,
  shock: Shock,
  reprice: Reprice = repricer(claim),
): C | Refused {
  const { instrument, vol } = claim;
  const index = claim.index * (factorOf(shock, instrument.base) / factorOf(shock, instrument.quote));
  const rate = claim.rate * (factorOf(shock, instrument.settle) / factorOf(shock, unit));
  const mark = reprice(index, shock.vol ?? 1);
  if (typeof mark !== 'number') return mark;
  const moved = { ...claim, mark, index, rate };
  return vol === undefined ? moved : { ...moved, vol: vol * (shock.vol ?? 1) };
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
