import { type Currency, isMargined, settleValue } from '../../domain/instrument.ts';
import type { AccountTerms, ScenarioGrid } from '../../domain/margin.ts';
import { exp, log } from '../../math/elementary.ts';
import { type Lots, lots } from '../../units/units.ts';
import type { Refused } from '../refused.ts';
import type { MarginAccount, MarginHolding, MarginStanding } from './account.ts';
import { collateralName, countedCollateral, equityOf, holdingWorth } from './collateral.ts';
import { closingFee, settleNotional } from './margin.ts';
import { bySymbol, type HeldAndOrdered, ordered } from './orders.ts';
import { repricer, shockedCash, shockedClaim } from './shocked.ts';

const TERM_DAYS = 30;
const DAYS_A_YEAR = 365;
/** How far a price is moved, each way, to learn the delta. */
const BUMP = 1e-4;

/** What margin is held against: options and all at what they would fetch, collateral after haircuts. */
function balanceOf(terms: AccountTerms, account: MarginAccount): number {
  let sum = countedCollateral(terms, account) + account.accrued;
  for (const holding of account.holdings)
    if (collateralName(holding) === undefined) sum += holdingWorth(holding);
  return sum;
}

/** What a scenario's move of vol is multiplied by for an option with `years` to go. */
function volTermFactor({ volTerm }: ScenarioGrid, years: number): number {
  const days = Math.max(years * DAYS_A_YEAR, volTerm.floorDays);
  const power = days > TERM_DAYS ? volTerm.longPower : volTerm.shortPower;
  return exp(power * log(TERM_DAYS / days));
}

/** The balance with a price multiplied by `price`, and vols moved by `vol` of 30 days at their terms. */
type BalanceAt = (price: number, vol: number) => number | Refused;

function balanceAt(
  terms: AccountTerms,
  grid: ScenarioGrid,
  account: MarginAccount,
  underlying: Currency,
): BalanceAt {
  const { unit } = account;
  const movers = account.holdings.map((holding) => {
    const term = holding.years === undefined ? 0 : volTermFactor(grid, holding.years);
    return { holding, reprice: repricer(holding), term };
  });
  return (price, vol) => {
    const moves = { [underlying]: price };
    const holdings: MarginHolding[] = [];
    for (const { holding, reprice, term } of movers) {
      const shock = { moves, vol: Math.max(0, 1 + vol * term) };
      const each = shockedClaim(holding, unit, shock, reprice);
      if ('kind' in each) return each;
      holdings.push(each);
    }
    const cash = account.cash.map((each) => shockedCash(each, unit, { moves }));
    return balanceOf(terms, { unit, holdings, cash, accrued: account.accrued });
  };
}

/** What the scenarios ask for one underlying: the worst weighted loss, or the least that its delta asks. */
function scanned(
  terms: AccountTerms,
  grid: ScenarioGrid,
  account: MarginAccount,
  underlying: Currency,
): number | Refused {
  const now = balanceOf(terms, account);
  const at = balanceAt(terms, grid, account, underlying);
  let worst = 0;
  for (const { price, vol, weight } of grid.scenarios) {
    const then = at(1 + price, vol);
    if (typeof then !== 'number') return then;
    worst = Math.max(worst, weight * (now - then));
  }
  if (grid.leastOfDelta === 0) return worst;
  const [up, down] = [at(1 + BUMP, 0), at(1 - BUMP, 0)];
  if (typeof up !== 'number') return up;
  if (typeof down !== 'number') return down;
  return Math.max(worst, (grid.leastOfDelta * Math.abs(up - down)) / (2 * BUMP));
}

/** What is asked whatever the scenarios say: contingencies, provisions, the cost of closing. */
function added(
  terms: AccountTerms,
  { contingency, provision }: ScenarioGrid,
  holding: MarginHolding,
): number {
  const { instrument, lots: count, rate } = holding;
  if (collateralName(holding) !== undefined) return 0;
  const short = count < 0 ? contingency.shortOption : 0;
  const share = isMargined(instrument) ? contingency.contract + provision.contract : provision.option + short;
  return (share * settleNotional(holding) + closingFee(terms, holding)) * rate;
}

interface Asked {
  readonly initial: number;
  readonly maintenance: number;
}

function asked(
  terms: AccountTerms,
  grid: ScenarioGrid,
  account: MarginAccount,
  underlying: Currency,
): Asked | Refused {
  const scan = scanned(terms, grid, account, underlying);
  if (typeof scan !== 'number') return scan;
  let extra = 0;
  for (const holding of account.holdings)
    if (holding.instrument.base === underlying) extra += added(terms, grid, holding);
  return { initial: grid.initialFactor * scan + extra, maintenance: grid.maintenanceFactor * scan + extra };
}

/** The part of an account whose worth in its unit moves with the price of one underlying. */
function partOf(terms: AccountTerms, account: MarginAccount, underlying: Currency): MarginAccount {
  const isAll = account.unit === underlying;
  const holdings = account.holdings.filter((holding) => {
    const name = collateralName(holding);
    if (name !== undefined && terms.joined?.collateral[name] === undefined && holding.lots >= 0) return false;
    const { base, quote, settle } = holding.instrument;
    return isAll || base === underlying || quote === underlying || settle === underlying;
  });
  const cash = account.cash.filter(({ currency }) => isAll || currency === underlying);
  return { unit: account.unit, holdings, cash, accrued: 0 };
}

/** A symbol with all purchases, or all sales, filled at its mark. */
function filled({ holding, orders }: HeldAndOrdered, isBuying: boolean): MarginHolding | undefined {
  const priced = holding ?? orders[0];
  if (priced === undefined) return undefined;
  const change: Lots = lots(isBuying ? ordered(orders, true) : -ordered(orders, false));
  const paid = settleValue(priced.instrument, change, priced.mark);
  return { ...priced, lots: lots((holding?.lots ?? 0) + change), cost: (holding?.cost ?? 0) + paid };
}

function withFilled(account: MarginAccount, isBuying: boolean): MarginAccount {
  const holdings = bySymbol(account).flatMap((symbol) => filled(symbol, isBuying) ?? []);
  return { unit: account.unit, holdings, cash: account.cash, accrued: account.accrued };
}

/** Underlyings of contracts and options, of what counts as collateral, and flagged coins. */
function underlyingsOf(terms: AccountTerms, { holdings, orders = [], cash }: MarginAccount): Set<Currency> {
  const found = new Set<Currency>(orders.map(({ instrument }) => instrument.base));
  for (const holding of holdings) {
    const name = collateralName(holding);
    if (name === undefined || terms.joined?.collateral[name] !== undefined || holding.lots < 0)
      found.add(holding.instrument.base);
  }
  for (const { currency, underlying } of cash) if (underlying) found.add(currency);
  return found;
}

/**
 * Scenario margin of a whole account: for each underlying what it loses in the worst of the grid's moves, added up over
 * underlyings (as SPAN, Derive's PMRM and Paradex do: none stands for another), and what the grid adds. Open orders
 * count by the worst of nothing, all purchases and all sales on an underlying being filled.
 */
export function scenarioStanding(
  terms: AccountTerms,
  grid: ScenarioGrid,
  account: MarginAccount,
): MarginStanding | Refused {
  const balance = balanceOf(terms, account);
  let initial = 0;
  let maintenance = 0;
  const hasOrders = account.orders !== undefined && account.orders.length > 0;
  const others = hasOrders ? [withFilled(account, true), withFilled(account, false)] : [];
  for (const underlying of underlyingsOf(terms, account)) {
    const now = asked(terms, grid, partOf(terms, account, underlying), underlying);
    if ('kind' in now) return now;
    maintenance += now.maintenance;
    let most = now.initial;
    for (const other of others) {
      const then = asked(terms, grid, partOf(terms, other, underlying), underlying);
      if ('kind' in then) return then;
      most = Math.max(most, then.initial);
    }
    initial += most;
  }
  return { equity: equityOf(account), balance, initial, maintenance, free: balance - initial };
}
