import { type Instrument, lotDelta } from '../domain/instrument.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { yearsBetween } from '../units/time.ts';
import { type Marks, spotIn } from './marks.ts';

/**
 * What a purchase of one lot adds to delta, in base units: of an option at `marks`, of anything else at `price`. An
 * inverse option is paid for in coins, each of which has a delta of 1: its own is less by its price. 0 of an option
 * that has expired, or that `marks` (null before the first) cannot price.
 */
export function boughtDelta(instrument: Instrument, price: number, marks: Marks | null): number {
  const size = lotDelta(instrument, price);
  if (instrument.kind !== 'option') return size;
  if (marks === null) return 0;
  const { id, base, quote, type, strike, expiry, inverse } = instrument;
  const spot = spotIn(marks, base, quote);
  const vol = marks.optionVols?.[id] ?? marks.vols[base];
  const years = yearsBetween(marks.at, expiry);
  if (spot === undefined || vol === undefined || !(years > 0)) return 0;
  const rate = marks.interest[base] ?? 0;
  const value = blackScholes({ type, spot, strike, years, vol, rate, carryYield: 0 });
  if ('kind' in value) return 0;
  return size * (inverse ? value.delta - value.price / spot : value.delta);
}
