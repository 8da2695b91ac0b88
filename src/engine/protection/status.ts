/** How a book's accounts stand, for whoever looks: margin, how far liquidation is, and what is done about it. */
import type { Currency } from '../../domain/instrument.ts';
import { standingOf } from '../../pricing/margin/account.ts';
import { liquidationFactors } from '../../pricing/margin/liquidation.ts';
import type { Account } from '../../value/accounts/accounts.ts';
import type { EngineState } from '../state.ts';
import { accountsIn } from './accounts.ts';

/** Prices of an underlying at which an account would be liquidated, in its index's quote; null where none does. */
interface LiquidationPrices {
  readonly falling: number | null;
  readonly rising: number | null;
}

/** One account, in its own unit, at the last marks. */
export interface AccountStatus {
  readonly account: string;
  readonly unit: Currency | null;
  readonly equity: number | null;
  readonly initial: number | null;
  readonly maintenance: number | null;
  /** Collateral that new positions could take up. */
  readonly free: number | null;
  readonly liquidation: Readonly<Record<Currency, LiquidationPrices>>;
  /** Relative move of the price to it, and how likely it is within the horizon; null where not watched. */
  readonly distance: number | null;
  readonly chance: number | null;
  readonly stage: string;
  /** With the numbers that decided; why nothing is known, where nothing is. */
  readonly because: string;
}

function pricesOf(state: EngineState, { terms, account }: Account): AccountStatus['liquidation'] {
  const prices: Record<Currency, LiquidationPrices> = {};
  for (const underlying of new Set(account.holdings.map(({ instrument }) => instrument.base))) {
    const price = state.ledger.marks?.index[underlying];
    const factors = liquidationFactors(terms, account, underlying);
    if (price === undefined || 'kind' in factors) continue;
    const at = (factor: number | null) => (factor === null ? null : factor * price);
    prices[underlying] = { falling: at(factors.falling), rising: at(factors.rising) };
  }
  return prices;
}

/** The accounts whose venues tell their terms; none before the book was valued. */
export function accountStatuses(state: EngineState): readonly AccountStatus[] {
  const { marks } = state.ledger;
  if (marks === null) return [];
  return accountsIn(state, marks, {}).map((each): AccountStatus => {
    const watch = state.protection?.accounts[each.id];
    const watched = {
      distance: watch?.danger.distance ?? null,
      chance: watch?.danger.chance ?? null,
      stage: watch?.ladder.stage ?? 'not watched',
    };
    const nothing = {
      unit: null,
      equity: null,
      initial: null,
      maintenance: null,
      free: null,
      liquidation: {},
    };
    if ('unknown' in each) return { account: each.id, ...nothing, ...watched, because: each.unknown };
    const standing = standingOf(each.terms, each.account);
    if ('kind' in standing) {
      const because = `${standing.field} is ${standing.value}: wanted ${standing.remedy}`;
      return { account: each.id, ...nothing, unit: each.account.unit, ...watched, because };
    }
    const { equity, initial, maintenance, free } = standing;
    return {
      ...{ account: each.id, unit: each.account.unit, equity, initial, maintenance, free },
      ...{ liquidation: pricesOf(state, each), ...watched, because: watch?.because ?? '' },
    };
  });
}
