import { type Instrument, settleValue, sizeOf } from '../../domain/instrument.ts';
import { optionFee } from '../../domain/option-terms.ts';
import { toAtoms } from '../../units/rounding.ts';
import type { Atoms, Lots } from '../../units/units.ts';

/**
 * The fee on `count` lots at `price`, in the settlement currency: `rate` (a fraction; negative is a rebate)
 * of notional, to the atom that favours the venue. An option's is of what it is a claim on, at `index`: see
 * `optionFee`; where no index is known its strike stands in.
 */
export function feeOf(
  instrument: Instrument,
  count: Lots,
  price: number,
  rate: number,
  index: number | undefined,
): Atoms {
  const fee =
    instrument.kind === 'option'
      ? Math.abs(sizeOf(instrument, count)) * optionFee(instrument, price, index ?? instrument.strike, rate)
      : Math.abs(settleValue(instrument, count, price)) * rate;
  return toAtoms(fee, fee > 0 ? 'away' : 'toward-zero');
}
