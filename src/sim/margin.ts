/**
 * What venues of the simulated worlds make of an account: by the simulated exchange's own formulas, which share nothing
 * with those that the engine reckons by.
 */
import { type Instrument, sizeOf } from '../domain/instrument.ts';
import type { ContractMargin, VenueMargin } from '../domain/margin.ts';
import { marginOf } from '../exchange/account/margin.ts';
import { type Lots, lots } from '../units/units.ts';

/** A margined position at its mark. */
export interface Held {
  readonly instrument: Instrument;
  readonly lots: Lots;
  readonly entry: number;
  readonly mark: number;
}

/** All that settles in one currency at one venue. */
export interface MarginedAccount {
  readonly held: readonly Held[];
  /** In that currency. */
  readonly cash: number;
}

export type Contracts = Readonly<Record<string, ContractMargin>>;

/** Of what a position was entered at, in the settlement currency. */
function gainOf({ instrument, lots: count, entry, mark }: Held): number {
  const size = sizeOf(instrument, count);
  return instrument.inverse ? size * (1 / entry - 1 / mark) : size * (mark - entry);
}

function wantedBy({ instrument, lots: count, mark }: Held, contracts: Contracts) {
  const { tiers = [], leverage = 1 } = contracts[instrument.id] ?? {};
  const terms = { minLots: lots(1), minNotional: 0, takerFee: 0, makerFee: 0, optionFeeCap: 0, priceBand: 1 };
  const listing = { ...terms, instrument, tiers, fundingIntervalMs: 0 };
  return marginOf(listing, count, { mark, underlying: mark }, leverage);
}

/** In the settlement currency. */
export function standingOf({ held, cash }: MarginedAccount, contracts: Contracts): VenueMargin {
  let equity = cash;
  let initial = 0;
  let maintenance = 0;
  for (const one of held) {
    const wanted = wantedBy(one, contracts);
    equity += gainOf(one);
    initial += wanted.initial;
    maintenance += wanted.maintenance;
  }
  return { equity, initial, maintenance };
}

export function isDue(account: MarginedAccount, contracts: Contracts): boolean {
  const { equity, maintenance } = standingOf(account, contracts);
  return account.held.length > 0 && equity < maintenance;
}

function moved({ held, cash }: MarginedAccount, bases: readonly string[], factor: number): MarginedAccount {
  const after = held.map((one) =>
    bases.includes(one.instrument.base) ? { ...one, mark: one.mark * factor } : one,
  );
  return { held: after, cash };
}

/** Underlyings that may move together: each by itself, and all at once. */
function basesOf({ held }: MarginedAccount): readonly (readonly string[])[] {
  const bases = [...new Set(held.map(({ instrument }) => instrument.base))];
  return bases.length > 1 ? [...bases.map((base) => [base]), bases] : [bases];
}

/** Whether no move of `share` liquidates, up or down. What lies between is safe then too. */
export function survives(account: MarginedAccount, contracts: Contracts, share: number): boolean {
  return basesOf(account).every((bases) =>
    [1 - share, 1 + share].every((factor) => !isDue(moved(account, bases, factor), contracts)),
  );
}

/** To where prices are followed, and how finely, as shares of what they are. */
const [LOWEST, HIGHEST, FINEST] = [0.001, 50, 1e-4];

/** The smallest move, as a share of the price, that liquidates; Infinity where none does. */
export function distanceOf(account: MarginedAccount, contracts: Contracts): number {
  if (isDue(account, contracts)) return 0;
  let least = Infinity;
  for (const bases of basesOf(account))
    for (const end of [LOWEST, HIGHEST]) {
      const isDueAt = (factor: number): boolean => isDue(moved(account, bases, factor), contracts);
      if (!isDueAt(end)) continue;
      let [safe, due] = [1, end];
      while (Math.abs(due - safe) > FINEST) {
        const middle = (safe + due) / 2;
        if (isDueAt(middle)) due = middle;
        else safe = middle;
      }
      least = Math.min(least, Math.abs(safe - 1));
    }
  return least;
}
