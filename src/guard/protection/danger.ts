/** The forecast: how near liquidation is in distance and in chance, from what is trusted of an account. */
import type { Currency } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { type MarginAccount, standingOf } from '../../pricing/margin/account.ts';
import { touchChance } from '../../pricing/margin/touch-chance.ts';
import { YEAR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { type Guarded, grossOf, underlyingsOf, withCash } from './account.ts';
import { type Edge, type Nearness, nearnessOf } from './nearness.ts';
import { type Danger, leastDistance, type ProtectionRule } from './stage.ts';
import { trustedOf } from './trusted.ts';

/** Forecasts of volatility by underlying: annualised, as a fraction. */
export type Vols = Readonly<Record<Currency, number>>;

/** An account that is being looked at: as it is trusted, and as it is after what was planned for it. */
export interface Draft {
  readonly guarded: Guarded;
  readonly account: MarginAccount;
  readonly danger: Danger;
  /** Null where own margin is not known. */
  readonly nearness: Nearness | null;
  /** Why what is known does not suffice; null where it does. */
  readonly doubt: string | null;
  readonly difference: number | null;
}

/** The greatest of the vols that are known; 0 where none is. */
function volOf(vols: Vols, underlyings: readonly Currency[]): number {
  return underlyings.reduce((most, each) => Math.max(most, vols[each] ?? 0), 0);
}

/** No price diffuses this many deviations far: a chance below 1e-17 is none. */
const CERTAIN = 9;

/** Of being liquidated by diffusion alone: by one underlying or another, or by all at once where that is likelier. */
function chanceOf(
  edges: readonly Edge[],
  vols: Vols,
  underlyings: readonly Currency[],
  years: number,
): number {
  const spread = volOf(vols, underlyings) * Math.sqrt(years);
  let alone = 0;
  let together = 0;
  for (const { underlying, falling, rising } of edges) {
    const nearest = Math.min(1 - (falling ?? 0), (rising ?? 2) - 1);
    if (nearest > CERTAIN * spread) continue;
    const vol = underlying === null ? volOf(vols, underlyings) : (vols[underlying] ?? 0);
    const chance = touchChance({ falling, rising, vol, years });
    if (typeof chance !== 'number') return 1;
    if (underlying === null) together = chance;
    else alone += chance;
  }
  return Math.min(1, Math.max(alone, together));
}

/** Danger of an account as given, whoever is to be believed of it. */
function dangerOf(
  rule: ProtectionRule,
  vols: Vols,
  terms: AccountTerms,
  account: MarginAccount,
): { readonly danger: Danger; readonly nearness: Nearness } | null {
  const nearness = nearnessOf(terms, account, rule.volPerMove);
  if ('kind' in nearness) return null;
  const underlyings = underlyingsOf(account);
  const least = leastDistance(rule, volOf(vols, underlyings));
  const years = rule.horizonMs / YEAR;
  const chance = nearness.distance === 0 ? 1 : chanceOf(nearness.edges, vols, underlyings, years);
  return { danger: { distance: nearness.distance, chance, least }, nearness };
}

/**
 * Of an account whose own margin is not known: what the venue says it has left, over all that it could be lost on
 * (the sum of what is held, as if nothing stood for anything else), is a distance that is never too long.
 */
function blindDanger(rule: ProtectionRule, vols: Vols, guarded: Guarded, isTold: boolean): Danger {
  const { account, told } = guarded;
  const least = leastDistance(rule, volOf(vols, underlyingsOf(account)));
  const gross = grossOf(account);
  if (gross === 0) return { distance: null, chance: 0, least };
  if (told === null || !isTold) return { distance: least, chance: 0, least };
  return { distance: Math.max(0, (told.equity - told.maintenance) / gross), chance: 0, least };
}

/** `guarded` as it is to be believed at `at`. */
export function draftOf(rule: ProtectionRule, vols: Vols, guarded: Guarded, at: Millis): Draft {
  const { terms, account, told } = guarded;
  const own = standingOf(terms, account);
  const { lack, doubt, difference } = trustedOf(own, told, guarded.at, at, rule);
  const trusted = lack > 0 ? { ...account, accrued: account.accrued - lack } : account;
  const known = 'kind' in own ? null : dangerOf(rule, vols, terms, trusted);
  const unforecast = underlyingsOf(account).filter((each) => !((vols[each] ?? Number.NaN) >= 0));
  const unknown = unforecast.length > 0 ? `no volatility of ${unforecast.join(', ')} is forecast` : null;
  const isTold = at - guarded.at <= rule.staleMs;
  return {
    ...{ guarded, account: trusted, difference },
    danger: known?.danger ?? blindDanger(rule, vols, guarded, isTold),
    nearness: known?.nearness ?? null,
    doubt: doubt ?? unknown,
  };
}

/** `draft` with another account in it, or undefined where that one's margin is not known. */
export function redrafted(
  rule: ProtectionRule,
  vols: Vols,
  draft: Draft,
  account: MarginAccount,
): Draft | undefined {
  const known = dangerOf(rule, vols, draft.guarded.terms, account);
  return known === null ? undefined : { ...draft, account, ...known };
}

/** `draft` with `amount` more of `currency` in it. */
export function withMore(
  rule: ProtectionRule,
  vols: Vols,
  draft: Draft,
  currency: Currency,
  amount: number,
): Draft | undefined {
  const account = withCash(draft.account, currency, amount);
  return account === undefined ? undefined : redrafted(rule, vols, draft, account);
}

/** Whether an account may give: sure of what it has, and no nearer to liquidation than a word is worth. */
export function isHealthy(rule: ProtectionRule, { danger: { distance, chance, least } }: Draft): boolean {
  const { share, chance: most } = rule.thresholds.warn;
  return (distance === null || distance > share * least) && chance < most;
}
