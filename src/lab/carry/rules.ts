/** The rules that are compared: ours, and the fixed ones of the field. */
import { type CarryMemory, type CarryRule, decideCarry, NO_CARRY } from '../../decide/carry/carry.ts';
import type { CarryPair } from '../../decide/carry/pair.ts';
import { basisOutlook, basisShortfall, foldBasis, NO_BASIS } from '../../forecast/funding/basis.ts';
import { foldFunding, fundingOutlook, NO_FUNDING } from '../../forecast/funding/funding.ts';
import { foldSign, type SignState, signOf } from '../../forecast/funding/sign.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import type { Terms } from './account.ts';
import type { Print } from './prints.ts';

/** The notional over equity to hold next, given a payment with prices, and what is held; null: as it is. */
export interface Rule {
  readonly name: RuleName;
  /** Told of every payment, in order. */
  readonly learn: (print: Print) => void;
  readonly decide: (print: Print, share: number) => number | null;
}

export const FIXED_NAMES = ['mean of 7 days', 'daily 0.001', 'hold'] as const;
export type RuleName = (typeof FIXED_NAMES)[number] | 'own';

export interface OwnParameters {
  readonly halfLifeDays: number;
  readonly riskHalfLifeDays: number;
  readonly rule: CarryRule;
}

/** All the notional that equity pays for. */
function fullOf({ margin }: Terms): number {
  return 1 / (1 + margin);
}

/** Prices move what is held away from what was meant: it is brought back where half the margin is gone, or a fifth. */
function restored(terms: Terms, share: number): number | null {
  const full = fullOf(terms);
  return share > 1 / (1 + terms.margin / 2) || share < 0.8 * full ? full : null;
}

function inOrOut(
  name: RuleName,
  terms: Terms,
  learn: (print: Print) => void,
  wants: (isIn: boolean) => boolean,
): Rule {
  const decide = (_: Print, share: number): number | null => {
    if (!wants(share > 0)) return share > 0 ? 0 : null;
    return restored(terms, share);
  };
  return { name, learn, decide };
}

/** Enters where the mean of 7 days is above 0.01 % in 8 hours, leaves below 0.005 %. */
function sevenDays(terms: Terms): Rule {
  let window: Print[] = [];
  const learn = (print: Print): void => {
    window = [...window.filter(({ at }) => at > print.at - 7 * DAY), print];
  };
  return inOrOut('mean of 7 days', terms, learn, (isIn) => {
    const hours = window.reduce((sum, { intervalMs }) => sum + intervalMs / HOUR, 0);
    const mean = (8 * window.reduce((sum, { rate }) => sum + rate, 0)) / hours;
    return isIn ? mean >= 5e-5 : mean > 1e-4;
  });
}

/**
 * Enters where the difference of what both legs pay is 0.001 a day or more, leaves at −0.001 or less. Made for two
 * perps; spot pays nothing, and so the difference is what the perp pays.
 */
function daily(terms: Terms): Rule {
  let perDay = 0;
  const learn = ({ rate, intervalMs }: Print): void => {
    perDay = (rate * DAY) / intervalMs;
  };
  return inOrOut('daily 0.001', terms, learn, (isIn) => (isIn ? perDay > -1e-3 : perDay >= 1e-3));
}

function always(terms: Terms): Rule {
  return inOrOut(
    'hold',
    terms,
    () => undefined,
    () => true,
  );
}

/** The most an hour that any venue's cap for these coins allows: 0.75 % in eight. */
const MOST_PER_HOUR = 0.0075 / 8;

function pairOf(coin: string, { spotFee, perpFee, halfSpread, margin }: Terms): CarryPair {
  return {
    id: `${coin} spot-perp`,
    kind: 'spot-perp',
    underlying: coin,
    bought: { instrument: `${coin}-spot`, fee: spotFee, halfSpread, margin: 1, borrow: 0 },
    sold: { instrument: `${coin}-perp`, fee: perpFee, halfSpread, margin, borrow: 0 },
    isReversible: false,
  };
}

/** What our rule met that it could not use. */
export interface Trouble {
  refused: number;
  isWrongSign: boolean;
}

/** The rule of `decide/carry`, on the forecasts of `forecast/funding`; what it meets is noted in `trouble`. */
export function ownRule(coin: string, terms: Terms, own: OwnParameters, trouble: Trouble): Rule {
  const [spec, riskMs] = [
    { halfLifeMs: own.halfLifeDays * DAY, mostPerHour: MOST_PER_HOUR },
    own.riskHalfLifeDays * DAY,
  ];
  const basisSpec = { halfLifeMs: spec.halfLifeMs, riskHalfLifeMs: riskMs };
  const pair = pairOf(coin, terms);
  let [funding, basis, signs] = [NO_FUNDING, NO_BASIS, [] as SignState];
  let memory: CarryMemory = NO_CARRY;
  const learn = ({ at, rate, intervalMs, seen }: Print): void => {
    const folded = foldFunding(spec, funding, { at: millis(at), rate, intervalMs });
    if ('kind' in folded) trouble.refused += 1;
    else funding = folded;
    if (seen === null) return;
    const value = Math.log(seen.perp / seen.spot);
    basis = foldBasis(basisSpec, basis, millis(at), value);
    signs = foldSign(signs, { premium: value, rate: (rate * 8 * HOUR) / intervalMs });
  };
  const decide = ({ at, seen }: Print, share: number): number | null => {
    const [outlook, returns] = [fundingOutlook(spec, funding), basisOutlook(basisSpec, basis)];
    const shortfall = basisShortfall(basis);
    if ('kind' in outlook || shortfall === undefined || seen === null) return null;
    const sign = signOf(signs).sign;
    trouble.isWrongSign ||= sign === 'wrong';
    const step = decideCarry(
      own.rule,
      {
        at: millis(at),
        pair,
        income: { kind: 'funding', received: outlook, paid: null },
        basis: { now: Math.log(seen.perp / seen.spot), outlook: 'kind' in returns ? null : returns },
        cashRate: terms.cash,
        held: share,
        collateral: 1,
        shortfall,
        unsound: sign === 'wrong' ? 'funding seems to be told with the wrong sign' : null,
        next: null,
      },
      memory,
    );
    memory = step.memory;
    return step.decision.kind === 'hold' ? null : step.decision.target;
  };
  return { name: 'own', learn, decide };
}

export function fixedRules(terms: Terms): readonly Rule[] {
  return [sevenDays(terms), daily(terms), always(terms)];
}
