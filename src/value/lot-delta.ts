import { type Instrument, lotDelta, type Option } from '../domain/instrument.ts';
import { blackScholes, type OptionValue } from '../pricing/black-scholes.ts';
import { yearsBetween } from '../units/time.ts';
import { type Marks, spotIn } from './marks.ts';

/** An option by itself at some marks, one base unit of it. */
export interface OptionAtMarks {
  /** In what the option is quoted or struck in. */
  readonly value: OptionValue;
  /** What buying it adds to delta: an inverse option is paid for in coins, each of which has a delta of 1. */
  readonly bought: number;
}

/** `option` at `marks`, or what is missing. */
export function optionAt(option: Option, marks: Marks): OptionAtMarks | string {
  const { id, base, quote, type, strike, expiry, inverse } = option;
  const spot = spotIn(marks, base, quote);
  const vol = marks.optionVols?.[id] ?? marks.vols[base];
  if (spot === undefined) return `price of ${base} in ${quote} is not known`;
  if (vol === undefined) return 'its vol is not known';
  const years = yearsBetween(marks.at, expiry);
  if (!(years > 0)) return 'expired';
  const rate = marks.interest[base] ?? 0;
  const value = blackScholes({ type, spot, strike, years, vol, rate, carryYield: 0 });
  if ('kind' in value) return `${value.field} is ${value.value}`;
  return { value, bought: inverse ? value.delta - value.price / spot : value.delta };
}

/**
 * What a purchase of one lot adds to delta, in base units: of an option at `marks`, of anything else at `price`. 0 of
 * an option that has expired, or that `marks` (null before the first) cannot price.
 */
export function boughtDelta(instrument: Instrument, price: number, marks: Marks | null): number {
  const size = lotDelta(instrument, price);
  if (instrument.kind !== 'option') return size;
  const found = marks === null ? 'no marks' : optionAt(instrument, marks);
  return typeof found === 'string' ? 0 : size * found.bought;
}
