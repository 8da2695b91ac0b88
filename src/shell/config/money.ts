import { isDollar } from '../../domain/dollars.ts';
import type { Currency } from '../../domain/instrument.ts';
import { atomsFromDecimal } from '../../units/rounding.ts';
import { type Atoms, atoms } from '../../units/units.ts';
import { currency, decimal, isWrong, type Reader, splitNumber } from './reader.ts';

/** Whether one unit of either is taken as one of the other: the same currency, or both dollars. */
export function sameMoney(a: Currency, b: Currency): boolean {
  return a === b || (isDollar(a) && isDollar(b));
}

/** A limit in the reporting currency, named so that nobody mistakes it for coins. */
export function money(reporting: Currency): Reader<number> {
  const wanted = `an amount in ${reporting}, such as 100000 ${reporting}`;
  return {
    wanted,
    standIn: Number.NaN,
    read: (text) => {
      const split = splitNumber(text);
      if (split === undefined)
        return { message: `is ${text}, which is no amount`, remedy: `write ${wanted}` };
      const { number, digits, unit } = split;
      if (number <= 0) return { message: `is ${text}`, remedy: `a limit must be more than 0 ${reporting}` };
      if (unit === '')
        return { message: `is ${text}, which has no currency`, remedy: `write ${digits} ${reporting}` };
      if (unit !== reporting)
        return {
          message: `is in ${unit}, but limits are in the reporting currency`,
          remedy: `write ${wanted}`,
        };
      return { value: number };
    },
  };
}

export interface Amount {
  readonly currency: Currency;
  readonly atoms: Atoms;
}

/** Cash of any currency, exact to its eight decimals. */
export const amount: Reader<Amount> = {
  wanted: 'an amount with its currency, such as 250000 USDT',
  standIn: { currency: '', atoms: atoms(0n) },
  read: (text) => {
    const split = splitNumber(text);
    if (split === undefined)
      return { message: `is ${text}, which is no amount`, remedy: `write ${amount.wanted}` };
    const { number, digits, unit } = split;
    if (number < 0) return { message: `is ${text}`, remedy: 'cash is 0 or more: debts are not modelled yet' };
    if (unit === '') return { message: `is ${text}, which has no currency`, remedy: `write ${digits} USDT` };
    const ticker = currency.read(unit);
    if (isWrong(ticker)) return { message: `is ${text}, and ${unit} is no ticker`, remedy: ticker.remedy };
    if (/e/i.test(digits)) return { message: `is ${text}`, remedy: `write ${decimal(number)} ${unit}` };
    const exact = atomsFromDecimal(digits);
    if (exact === undefined)
      return { message: `is ${text}, finer than 0.00000001`, remedy: 'write at most eight decimals' };
    return { value: { currency: ticker.value, atoms: exact } };
  },
};

/**
 * Risk aversion in words, times the largest position that a hedge may have. Of a straddle of that notional, a week
 * from expiry at a vol of 60 % and a cost of 6 bp, Whalley and Wilmott's band is then 9, 6.5 and 4.4 % of it.
 */
const IN_WORDS: ReadonlyMap<string, number> = new Map([
  ['calm', 100],
  ['balanced', 300],
  ['strict', 1000],
]);

/** The largest position of a hedge, and the money that it is told in. */
export interface PositionLimit {
  readonly notional: number;
  readonly reporting: Currency;
}

/**
 * How much risk is disliked, per unit of the hedge's money: a bare number would change meaning with it. A word is
 * relative to `limit`, and must not be said of a hedge in other money.
 */
export function riskAversion(quote: Currency, limit: PositionLimit): Reader<number> {
  const unit = `per ${quote === '' ? 'USD' : quote}`;
  const words = [...IN_WORDS.keys()].join(', ');
  const wanted = `a number ${unit}, such as 0.002 ${unit}, or one of ${words}`;
  return {
    wanted,
    standIn: Number.NaN,
    read: (text) => {
      const relative = IN_WORDS.get(text);
      if (relative !== undefined && quote !== '' && !sameMoney(quote, limit.reporting)) {
        const message = `is ${text}, which is relative to limits in ${limit.reporting}`;
        return { message, remedy: `write a number ${unit}` };
      }
      if (relative !== undefined) return { value: relative / limit.notional };
      const split = splitNumber(text);
      if (split === undefined)
        return { message: `is ${text}, which is no number`, remedy: `write ${wanted}` };
      if (split.number <= 0) return { message: `is ${text}`, remedy: `it must be more than 0 ${unit}` };
      if (split.unit === '')
        return { message: `is ${text}, which has no unit`, remedy: `write ${split.digits} ${unit}` };
      const per = /^(?:per\s+|\/\s*)(\w+)$/.exec(split.unit)?.[1];
      if (per === undefined || (quote !== '' && !sameMoney(per, quote)))
        return { message: `is ${text}`, remedy: `write ${split.digits} ${unit}: the hedge is quoted in it` };
      return { value: split.number };
    },
  };
}
