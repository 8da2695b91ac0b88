/** Accounts, markets and routes for the tests of protection. */
import type { Instrument } from '../../domain/instrument.ts';
import type { AccountTerms, ContractMargin } from '../../domain/margin.ts';
import { standingOf } from '../../pricing/margin/account.ts';
import { MINUTE } from '../../units/time.ts';
import { lots, type Millis, millis } from '../../units/units.ts';
import type { Guarded, Market, Route } from './account.ts';
import type { ProtectionInputs } from './protection.ts';
import { PROTECTION_RULE } from './stage.ts';

export const AT: Millis = millis(1_735_689_600_000);
export const PRICE = 50_000;

const BRACKETS: ContractMargin = {
  tiers: [
    { fromNotional: 0, initial: 0.01, maintenance: 0.005 },
    { fromNotional: 5_000_000, initial: 0.05, maintenance: 0.025 },
  ],
  leverage: 20,
};

/** Linear, a thousandth of a coin a lot. */
export function perpAt(venue: string, base = 'BTC'): Instrument {
  return {
    ...{ kind: 'perp', id: `${base}-${venue}`, venue, base, quote: 'USDT', settle: 'USDT' },
    ...{ tick: 0.1, lot: 1, multiplier: 0.001, inverse: false },
  };
}

export function marketOf(instrument: Instrument, cost = 0.001): Market {
  return { instrument, mark: PRICE, index: PRICE, rate: 1, cost, minLots: lots(1) };
}

export interface Stated {
  readonly venue: string;
  /** Quote units. */
  readonly cash: number;
  /** Coins, signed, entered at the price of now. */
  readonly coins?: number;
  /** Of the same venue's perp on Ether, which costs as much here. */
  readonly ether?: number;
  readonly cost?: number;
}

/** An account `venue/USDT` whose venue says what we think. */
export function guardedOf(stated: Stated, more: Partial<Guarded> = {}): Guarded {
  const { venue, cash, coins = 0, ether = 0, cost } = stated;
  const perps = [perpAt(venue), perpAt(venue, 'ETH')] as const;
  const terms: AccountTerms = {
    ...{ model: { kind: 'standard' }, mode: 'cross' },
    contracts: Object.fromEntries(perps.map(({ id }) => [id, BRACKETS])),
  };
  const holdings = [coins, ether].flatMap((size, i) => {
    if (size === 0) return [];
    const instrument = perps[i] as Instrument;
    const count = lots(Math.round(size * 1000));
    return [{ instrument, lots: count, mark: PRICE, index: PRICE, rate: 1, cost: size * PRICE }];
  });
  const account = {
    ...{ unit: 'USDT', holdings, accrued: 0 },
    cash: [{ currency: 'USDT', amount: cash, worth: 1 }],
  };
  const standing = standingOf(terms, account);
  if ('kind' in standing) throw new Error(standing.remedy);
  const { equity, initial, maintenance } = standing;
  return {
    ...{ id: `${venue}/USDT`, venue, terms, account, told: { equity, initial, maintenance }, at: AT },
    ...{ isOpen: true, isBusy: false, markets: perps.map((perp) => marketOf(perp, cost)), adl: {} },
    ...more,
  };
}

export function routeOf(from: string, to: string, more: Partial<Route> = {}): Route {
  return {
    ...{ id: `${from}→${to}`, from: `${from}/USDT`, to: `${to}/USDT`, currency: 'USDT' },
    ...{ fee: 2, latencyMs: 20 * MINUTE, minimum: 20, ...more },
  };
}

export function inputsOf(
  accounts: readonly Guarded[],
  routes: readonly Route[] = [],
  more: Partial<ProtectionInputs> = {},
): ProtectionInputs {
  return { rule: PROTECTION_RULE, at: AT, accounts, routes, vols: { BTC: 0.6, ETH: 0.6 }, ...more };
}
