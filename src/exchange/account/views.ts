import { averageEntry } from '../../domain/book.ts';
import type { Currency } from '../../domain/instrument.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { atoms } from '../../units/units.ts';
import type { BalanceView, PositionView } from '../told.ts';
import type { AccountsHost } from './accounts.ts';
import { adlRank, adlScore } from './adl.ts';
import { type Health, type Holding, healthOf, leverageOf, pendingBySymbol } from './health.ts';
import { type AccountState, type Ledger, venueOf } from './ledger.ts';
import {
  type LiquidationFactors,
  liquidationFactors,
  liquidationPrice,
  type Stake,
} from './liquidation-price.ts';

function isContract({ listing }: Holding): boolean {
  return listing.instrument.kind !== 'option';
}

/** What all perps and futures on one underlying come to, the rest of the account staying as it is. */
function factorsFor(health: Health, base: Currency): LiquidationFactors {
  const stakes: Stake[] = [];
  let rest = health.balance - health.maintenance;
  for (const holding of health.holdings) {
    if (!isContract(holding) || holding.listing.instrument.base !== base) continue;
    stakes.push(holding);
    rest += holding.margin.maintenance - (holding.worth - holding.cost);
  }
  return liquidationFactors(stakes, rest);
}

/** How soon a holding would be deleveraged: greater is sooner. */
export function scoreOf(holding: Holding, equity: number): number {
  const { worth, cost } = holding;
  return adlScore({ gain: worth - cost, cost: Math.abs(cost), worth: Math.abs(worth), equity });
}

/** Scores of others who hold `symbol` on the same side. */
function otherScores(host: AccountsHost, ledger: Ledger, own: AccountState, holding: Holding): number[] {
  const { id, settle } = holding.listing.instrument;
  const scores: number[] = [];
  for (const state of ledger.states.values()) {
    const position = state.book.positions[id];
    if (state === own || state.terms.isHouse || position === undefined) continue;
    if (position.lots > 0 !== holding.lots > 0) continue;
    const { holdings, equity } = healthOf(host, state, settle, new Map());
    const theirs = holdings.find(({ listing }) => listing.instrument.id === id);
    if (theirs !== undefined) scores.push(scoreOf(theirs, equity));
  }
  return scores;
}

/** The currencies of an account: those it has cash or positions in. */
export function currenciesOf(host: AccountsHost, state: AccountState): readonly Currency[] {
  const found = new Set<Currency>(Object.keys(state.book.cash[venueOf(host)] ?? {}));
  for (const symbol of Object.keys(state.book.positions)) {
    const settle = host.listings.get(symbol)?.instrument.settle;
    if (settle !== undefined) found.add(settle);
  }
  return [...found];
}

/** Every open position, with the price that would liquidate it. */
export function positionViews(host: AccountsHost, ledger: Ledger, state: AccountState): PositionView[] {
  const views: PositionView[] = [];
  for (const currency of currenciesOf(host, state)) {
    const health = healthOf(host, state, currency, new Map());
    const factors = new Map<Currency, LiquidationFactors>();
    for (const holding of health.holdings) {
      const { listing, lots, position, mark, margin, worth, cost } = holding;
      const { id, base } = listing.instrument;
      const known = factors.get(base) ?? factorsFor(health, base);
      factors.set(base, known);
      views.push({
        ...{ symbol: id, lots, mark, averageEntry: averageEntry(position, listing.instrument) },
        unrealised: worth - cost,
        realised: fromAtoms(state.realised.get(id) ?? atoms(0n)),
        ...{ initialMargin: margin.initial, maintenanceMargin: margin.maintenance },
        liquidationPrice: isContract(holding) ? liquidationPrice(holding, known) : null,
        leverage: leverageOf(state, listing),
        adlRank: adlRank(scoreOf(holding, health.equity), otherScores(host, ledger, state, holding)),
      });
    }
  }
  return views;
}

/** Every currency that the account has anything in. */
export function balanceViews(host: AccountsHost, state: AccountState): BalanceView[] {
  return currenciesOf(host, state).map((currency) => {
    const pending = pendingBySymbol(host, state, currency);
    const { cash, equity, balance, initial, maintenance } = healthOf(host, state, currency, pending);
    const available = Math.max(0, balance - initial);
    return { currency, cash, equity, initialMargin: initial, maintenanceMargin: maintenance, available };
  });
}
