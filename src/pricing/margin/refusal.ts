import { isMargined } from '../../domain/instrument.ts';
import type { AccountTerms, ContractMargin } from '../../domain/margin.ts';
import { refusedField } from '../field-rules.ts';
import { type Refused, refused } from '../refused.ts';
import type { MarginAccount, MarginHolding, MarginOrder, Shock } from './account.ts';

function bracketsRefusal(at: string, { tiers, leverage }: ContractMargin): Refused | undefined {
  if (tiers.length === 0) return refused(`${at}.tiers`, 0, 'brackets, the first from 0');
  if (!(leverage >= 1 && leverage < Infinity))
    return refused(`${at}.leverage`, leverage, 'a number of 1 or more');
  let before = -1;
  for (const [i, { fromNotional, initial, maintenance }] of tiers.entries()) {
    const field = `${at}.tiers[${i}]`;
    if (i === 0 ? fromNotional !== 0 : !(fromNotional > before && fromNotional < Infinity))
      return refused(`${field}.fromNotional`, fromNotional, 'brackets that begin at 0 and rise');
    if (!(initial > 0 && initial <= 1))
      return refused(`${field}.initial`, initial, 'a share above 0, at most 1');
    if (!(maintenance > 0 && maintenance <= initial))
      return refused(`${field}.maintenance`, maintenance, 'a share above 0, at most the initial one');
    before = fromNotional;
  }
  return undefined;
}

/** What is against one position or order. */
function claimRefusal(
  terms: AccountTerms,
  unit: string,
  claim: MarginHolding | MarginOrder,
): Refused | undefined {
  const { instrument, lots, mark, index, rate } = claim;
  const { id, kind, settle } = instrument;
  const bad = refusedField([
    [`${id}.lots`, lots, 'finite'],
    [`${id}.mark`, mark, kind === 'option' || kind === 'lp' ? 'plain' : 'positive'],
    [`${id}.index`, index, 'positive'],
    [`${id}.rate`, rate, 'positive'],
    [`${id}.vol`, claim.vol ?? 0, 'plain'],
    [`${id}.years`, claim.years ?? 0, 'finite'],
  ]);
  if (bad !== undefined) return bad;
  const { model, joined } = terms;
  if (joined === undefined && settle !== unit && model.kind !== 'lending')
    return refused(`${id}.settle`, lots, `an account of its own in ${settle}, or joined terms`);
  if (model.kind === 'lending')
    return kind === 'spot' ? undefined : refused(`${id}.lots`, lots, 'a lending market holds coins alone');
  if (kind === 'option' && model.kind === 'hyperliquid')
    return refused(`${id}.lots`, lots, 'an account that has a margin for options');
  if (!isMargined(instrument) || model.kind === 'scenario') return undefined;
  const contract = terms.contracts[id];
  if (contract === undefined)
    return refused(`contracts.${id}`, lots, 'its table of brackets and its leverage');
  return bracketsRefusal(`contracts.${id}`, contract);
}

function holdingRefusal({ mode }: AccountTerms, holding: MarginHolding): Refused | undefined {
  const { instrument, lots, cost, isolated } = holding;
  const isAsked = isMargined(instrument) || (instrument.kind === 'option' && lots < 0);
  if (mode === 'isolated' && isAsked && isolated === undefined)
    return refused(`${instrument.id}.isolated`, lots, 'the margin that was set aside for it');
  return refusedField([
    [`${instrument.id}.cost`, cost, 'finite'],
    [`${instrument.id}.isolated`, isolated ?? 0, 'finite'],
  ]);
}

function termsRefusal(
  { model, mode, joined, liquidationFee }: AccountTerms,
  unit: string,
): Refused | undefined {
  if (mode === 'isolated' && (model.kind === 'scenario' || model.kind === 'lending'))
    return refused('mode', 0, `cross: a ${model.kind} account stands as one`);
  if (joined !== undefined && joined.unit !== unit)
    return refused('unit', 0, `the account counted in ${joined.unit}, as its terms are`);
  for (const [currency, { haircut, cap }] of Object.entries(joined?.collateral ?? {})) {
    const bad = refusedField([
      [`joined.collateral.${currency}.haircut`, haircut, 'share'],
      [`joined.collateral.${currency}.cap`, cap ?? 0, 'plain'],
    ]);
    if (bad !== undefined) return bad;
  }
  return refusedField([['liquidationFee', liquidationFee ?? 0, 'share']]);
}

/** What is against the numbers of a model. */
function modelRefusal({ model }: AccountTerms): Refused | undefined {
  if (model.kind === 'lending') {
    for (const [currency, { loanToValue, threshold }] of Object.entries(model.assets)) {
      const bad = refusedField([
        [`assets.${currency}.loanToValue`, loanToValue, 'share'],
        [`assets.${currency}.threshold`, threshold, 'share'],
      ]);
      if (bad !== undefined) return bad;
    }
  }
  if (model.kind !== 'scenario') return undefined;
  const { scenarios, volTerm, leastOfDelta, initialFactor, maintenanceFactor } = model.grid;
  if (scenarios.length === 0) return refused('grid.scenarios', 0, 'one scenario or more');
  for (const [i, { price, vol, weight }] of scenarios.entries()) {
    const bad = refusedField([
      [`grid.scenarios[${i}].price`, 1 + price, 'positive'],
      [`grid.scenarios[${i}].vol`, vol, 'finite'],
      [`grid.scenarios[${i}].weight`, weight, 'share'],
    ]);
    if (bad !== undefined) return bad;
  }
  return refusedField([
    ['grid.volTerm.floorDays', volTerm.floorDays, 'positive'],
    ['grid.volTerm.shortPower', volTerm.shortPower, 'plain'],
    ['grid.volTerm.longPower', volTerm.longPower, 'plain'],
    ['grid.leastOfDelta', leastOfDelta, 'share'],
    ['grid.initialFactor', initialFactor, 'positive'],
    ['grid.maintenanceFactor', maintenanceFactor, 'positive'],
    ['grid.contingency.contract', model.grid.contingency.contract, 'share'],
    ['grid.contingency.shortOption', model.grid.contingency.shortOption, 'share'],
    ['grid.provision.contract', model.grid.provision.contract, 'share'],
    ['grid.provision.option', model.grid.provision.option, 'share'],
  ]);
}

function shockRefusal({ moves, vol }: Shock): Refused | undefined {
  for (const [currency, factor] of Object.entries(moves)) {
    const bad = refusedField([[`moves.${currency}`, factor, 'positive']]);
    if (bad !== undefined) return bad;
  }
  return refusedField([['vol', vol ?? 1, 'plain']]);
}

/** Why there is no saying how this account stands; undefined where there is. */
export function refusalOf(terms: AccountTerms, account: MarginAccount, shock?: Shock): Refused | undefined {
  const { unit, holdings, cash, accrued, orders = [] } = account;
  const bad =
    termsRefusal(terms, unit) ?? modelRefusal(terms) ?? refusedField([['accrued', accrued, 'finite']]);
  if (bad !== undefined) return bad;
  for (const { currency, amount, worth } of cash) {
    const wrong = refusedField([
      [`cash.${currency}.amount`, amount, 'finite'],
      [`cash.${currency}.worth`, worth, 'positive'],
    ]);
    if (wrong !== undefined) return wrong;
    if (terms.joined === undefined && currency !== unit && terms.model.kind !== 'lending')
      return refused(
        `cash.${currency}.amount`,
        amount,
        `an account of its own in ${currency}, or joined terms`,
      );
  }
  for (const holding of holdings) {
    const wrong = claimRefusal(terms, unit, holding) ?? holdingRefusal(terms, holding);
    if (wrong !== undefined) return wrong;
  }
  for (const order of orders) {
    const wrong =
      claimRefusal(terms, unit, order) ??
      refusedField([[`${order.instrument.id}.price`, order.price, 'plain']]);
    if (wrong !== undefined) return wrong;
  }
  return shock === undefined ? undefined : shockRefusal(shock);
}
