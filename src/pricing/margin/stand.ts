import { isMargined } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { type Refused, refused } from '../refused.ts';
import type { MarginAccount, MarginStanding, Shock } from './account.ts';
import { countedCollateral, equityOf, holdingWorth } from './collateral.ts';
import { lendingStanding } from './lending.ts';
import { positionMargin } from './margin.ts';
import { bySymbol, symbolInitial } from './orders.ts';
import { scenarioStanding } from './scenario.ts';
import { shockedAccount } from './shocked.ts';

/** Positions stand for each other: what one gains, another may lose. Options count by their margin alone. */
function crossStanding(terms: AccountTerms, account: MarginAccount): MarginStanding {
  let balance = countedCollateral(terms, account) + account.accrued;
  let maintenance = 0;
  for (const holding of account.holdings) {
    if (isMargined(holding.instrument)) balance += holdingWorth(holding);
    maintenance += positionMargin(terms, holding).maintenance * holding.rate;
  }
  const initial = bySymbol(account).reduce((sum, symbol) => sum + symbolInitial(terms, symbol), 0);
  return { equity: equityOf(account), balance, initial, maintenance, free: balance - initial };
}

/** Each position stands for itself, by what was set aside for it; what was not is free for others. */
function isolatedStanding(terms: AccountTerms, account: MarginAccount): MarginStanding {
  let least = Infinity;
  let initial = 0;
  let maintenance = 0;
  let ordered = 0;
  let aside = 0;
  for (const symbol of bySymbol(account)) {
    const { holding } = symbol;
    const wanted = symbolInitial(terms, symbol);
    initial += wanted;
    if (holding === undefined) {
      ordered += wanted;
      continue;
    }
    const own = positionMargin(terms, holding);
    ordered += wanted - own.initial * holding.rate;
    maintenance += own.maintenance * holding.rate;
    if (holding.isolated === undefined) continue;
    aside += holding.isolated * holding.rate;
    const gain = isMargined(holding.instrument) ? holdingWorth(holding) : 0;
    least = Math.min(least, gain + (holding.isolated - own.maintenance) * holding.rate);
  }
  const loose = countedCollateral(terms, account) + account.accrued;
  const balance = least === Infinity ? loose : maintenance + least;
  return { equity: equityOf(account) + aside, balance, initial, maintenance, free: loose - ordered };
}

function modelStanding(terms: AccountTerms, account: MarginAccount): MarginStanding | Refused {
  const { model, mode } = terms;
  if (model.kind === 'lending') return lendingStanding(model.assets, account);
  if (model.kind === 'scenario') return scenarioStanding(terms, model.grid, account);
  return mode === 'isolated' ? isolatedStanding(terms, account) : crossStanding(terms, account);
}

/** As `standingOf`, of terms and an account that `refusalOf` has nothing against. */
export function stand(terms: AccountTerms, account: MarginAccount, shock?: Shock): MarginStanding | Refused {
  const now = shock === undefined ? account : shockedAccount(account, shock);
  if ('kind' in now) return now;
  const standing = modelStanding(terms, now);
  if ('kind' in standing) return standing;
  const { equity, balance, initial, maintenance } = standing;
  const sum = equity + balance + initial + maintenance;
  return Number.isFinite(sum) ? standing : refused('result', sum, 'an account whose sums fit in a float64');
}
