import { isMargined, settleValue } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { lots } from '../../units/units.ts';
import type { Refused } from '../refused.ts';
import { type MarginAccount, type MarginClaim, type MarginHolding, standingOf } from './account.ts';

/** An account among others. */
export interface MarginPlace {
  readonly terms: AccountTerms;
  readonly account: MarginAccount;
  /** One of the account's unit in the unit that all are counted in. */
  readonly worth: number;
}

/** Collateral that is asked for, in the unit that all are counted in. */
export interface Netting {
  /** Of each position as if it were alone. */
  readonly gross: number;
  /** Of the accounts as they are. */
  readonly netted: number;
  /** What of the gross is saved: below 0 where positions together are asked for more. */
  readonly saving: number;
}

/**
 * The equity that an account must have for what it holds, in its unit: initial margin, and what does not count towards
 * it, such as a long option where options stand for nothing, or a haircut. Refuses as `standingOf` does.
 */
export function requiredCollateral(terms: AccountTerms, account: MarginAccount): number | Refused {
  const standing = standingOf(terms, account);
  if ('kind' in standing) return standing;
  return terms.mode === 'isolated' ? standing.initial : standing.equity - standing.free;
}

/**
 * What the accounts ask for against what their positions would ask for one by one, each by the same terms. To see a
 * book under one joined scenario account, give that account. Refuses as `standingOf` does.
 */
export function nettingOf(places: readonly MarginPlace[]): Netting | Refused {
  let gross = 0;
  let netted = 0;
  for (const { terms, account, worth } of places) {
    const together = requiredCollateral(terms, account);
    if (typeof together !== 'number') return together;
    netted += together * worth;
    const { unit, holdings, cash } = account;
    const positions = holdings.map((holding) => ({ unit, holdings: [holding], cash: [], accrued: 0 }));
    // A coin may be a hedge, and is a position then; money that is only there is none.
    const coins = cash.filter(({ underlying }) => underlying);
    for (const alone of [
      ...positions,
      ...coins.map((coin) => ({ unit, holdings: [], cash: [coin], accrued: 0 })),
    ]) {
      const asked = requiredCollateral(terms, alone);
      if (typeof asked !== 'number') return asked;
      gross += asked * worth;
    }
  }
  return { gross, netted, saving: gross > 0 ? 1 - netted / gross : 0 };
}

/** The account after a trade at the mark. What is not margined is paid for in the settle currency. */
function traded(account: MarginAccount, claim: MarginClaim): MarginAccount {
  const { instrument, mark, rate } = claim;
  const paid = settleValue(instrument, claim.lots, mark);
  const held = account.holdings.find((each) => each.instrument.id === instrument.id);
  const changed: MarginHolding = {
    ...(held ?? claim),
    lots: lots((held?.lots ?? 0) + claim.lots),
    cost: (held?.cost ?? 0) + paid,
  };
  const holdings =
    held === undefined
      ? [...account.holdings, changed]
      : account.holdings.map((each) => (each === held ? changed : each));
  if (isMargined(instrument)) return { ...account, holdings };
  const payment = { currency: instrument.settle, amount: -paid, worth: rate };
  return { ...account, holdings, cash: [...account.cash, payment] };
}

/**
 * What a trade of `claim.lots` at the mark adds to the collateral that the account must have, in its unit: of perps and
 * futures the change of initial margin, of options with what is paid for them. Below 0 where it frees some, as a hedge
 * does in a scenario account. Refuses as `standingOf` does.
 */
export function marginalMargin(
  terms: AccountTerms,
  account: MarginAccount,
  claim: MarginClaim,
): number | Refused {
  const before = requiredCollateral(terms, account);
  if (typeof before !== 'number') return before;
  const after = traded(account, claim);
  // What is to be set aside for it is what is asked here; until then nothing is.
  const isolated = (each: MarginHolding): MarginHolding => ({ ...each, isolated: each.isolated ?? 0 });
  const now = terms.mode === 'isolated' ? { ...after, holdings: after.holdings.map(isolated) } : after;
  const then = requiredCollateral(terms, now);
  return typeof then === 'number' ? then - before : then;
}
