import { sizeOf } from '../../domain/instrument.ts';
import type { Lots } from '../../units/units.ts';
import type { Listing } from '../listing.ts';
import { contractNotional } from './margin.ts';

/**
 * The fee on a trade, in settlement units: a share of its notional, and for options of the underlying, but never
 * more than `optionFeeCap` of what the option costs (Deribit, "Fees"). `index` is read for linear options alone.
 */
export function feeOf(listing: Listing, count: Lots, price: number, index: number, isMaker: boolean): number {
  const { instrument, optionFeeCap } = listing;
  const rate = isMaker ? listing.makerFee : listing.takerFee;
  if (instrument.kind === 'option') {
    const underlying = instrument.inverse ? 1 : index;
    return Math.abs(sizeOf(instrument, count)) * Math.min(rate * underlying, optionFeeCap * price);
  }
  return (rate * contractNotional(instrument, count, price)) / (instrument.inverse ? price : 1);
}
