import { type Instrument, settleValue } from '../../domain/instrument.ts';
import { toAtoms } from '../../units/rounding.ts';
import type { Atoms, Lots } from '../../units/units.ts';

/**
 * The fee on `count` lots at `price`, in the settlement currency: `rate` (a fraction; negative is a rebate)
 * of notional, to the atom that favours the venue.
 */
export function feeOf(instrument: Instrument, count: Lots, price: number, rate: number): Atoms {
  const fee = Math.abs(settleValue(instrument, count, price)) * rate;
  return toAtoms(fee, fee > 0 ? 'away' : 'toward-zero');
}
