/** An account that stands for margin: what is in it, how it stands, and how it would after a shock. */
import type { Currency, Instrument } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import type { Lots } from '../../units/units.ts';
import type { Refused } from '../refused.ts';
import { refusalOf } from './refusal.ts';
import { stand } from './stand.ts';

/** Something on an instrument, at the prices of now. */
export interface MarginClaim {
  readonly instrument: Instrument;
  /** Signed. */
  readonly lots: Lots;
  /** In the instrument's price unit. */
  readonly mark: number;
  /** One base unit in the instrument's quote. */
  readonly index: number;
  /** One settle unit in the account's unit. */
  readonly rate: number;
  /** Of options, to value them after a shock: annualised vol, as a fraction, and time to expiry. */
  readonly vol?: number;
  readonly years?: number;
}

/** A position. */
export interface MarginHolding extends MarginClaim {
  /** What it was entered for, in settle units, signed as the book keeps it. */
  readonly cost: number;
  /** Margin set aside for it alone, in settle units, where the account is isolated; apart from its `cash`. */
  readonly isolated?: number;
}

/** An order that may still trade, without what would only lower a position. */
export interface MarginOrder extends MarginClaim {
  /** In the instrument's price unit. */
  readonly price: number;
}

/** Money in an account, or a debt. */
export interface MarginCash {
  readonly currency: Currency;
  readonly amount: number;
  /** One of it in the account's unit. */
  readonly worth: number;
  /** A coin that scenario margin puts through its moves, whether or not anything else is held on it. */
  readonly underlying?: true;
}

/** All that stands for margin together: without joined terms, what settles in one currency. */
export interface MarginAccount {
  readonly unit: Currency;
  readonly holdings: readonly MarginHolding[];
  readonly cash: readonly MarginCash[];
  /** Funding accrued and fees pending, signed, in the account's unit: negative is owed. */
  readonly accrued: number;
  readonly orders?: readonly MarginOrder[];
}

/** How an account stands, in its unit. */
export interface MarginStanding {
  /** Of all that is in it, without haircuts. */
  readonly equity: number;
  /**
   * What margin is held against: liquidation begins where it is below maintenance. Of isolated positions it is what
   * all of them want as maintenance and what the one nearest to its end has above its own.
   */
  readonly balance: number;
  /** Open orders included, as if the worse of all purchases and all sales were filled. */
  readonly initial: number;
  readonly maintenance: number;
  /** What is left for new positions; below 0 where initial margin is not met. Isolated: the cash not set aside. */
  readonly free: number;
}

/**
 * A sudden move. A currency's price is multiplied by its factor in `moves` and by 1 where it has none, the unit's too:
 * prices of everything in anything follow. All vols are multiplied by `vol`, 1 being none.
 */
export interface Shock {
  readonly moves: Readonly<Record<Currency, number>>;
  readonly vol?: number;
}

/**
 * How the account stands, now or after a shock at which nothing is traded. Options are worth after it what they are
 * now and what Black's formula on their index adds, at their own vol. Refuses contracts without a table of brackets,
 * tables that are none, what settles outside of the account, and numbers that cannot be.
 */
export function standingOf(
  terms: AccountTerms,
  account: MarginAccount,
  shock?: Shock,
): MarginStanding | Refused {
  return refusalOf(terms, account, shock) ?? stand(terms, account, shock);
}
