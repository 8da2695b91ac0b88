/** What trading an option has that trading anything else has not: how it is charged, and how its price is bounded. */
import type { Option } from './instrument.ts';

/** No more of an option's price than this is charged: Deribit, "Fees", options; others' caps are of the same size. */
const FEE_CAP = 0.125;

/**
 * The fee on one base unit of an option, in its unit of price (coin if inverse): `rate` of what it is a claim on, at
 * the `index` (one base unit in its quote), but at most an eighth of its `price`. A negative rate is a rebate.
 * Deribit, "Fees": 0.03 % of the underlying, capped at 12.5 % of the option's price.
 */
export function optionFee(option: Option, price: number, index: number, rate: number): number {
  const plain = rate * (option.inverse ? 1 : index);
  return Math.min(plain, FEE_CAP * price);
}

/** Of an option's price, no more than this may be slipped, however little of the underlying it is. */
const SLIPPAGE_SHARE = 0.1;

/**
 * How far beyond the far side of its quote, which is `price`, an option's limit may stand, in its unit of price:
 * `maxSlippage` of its underlying's price (at `index`), but at most a tenth of its own price and at least a tick. A
 * share of its own price alone would be less than a tick for most options, and would let none be traded when the
 * underlying moves by the same share; an option moves no more than its underlying does. The tenth keeps a cheap one
 * from being paid several times over.
 */
export function optionSlippage(option: Option, price: number, index: number, maxSlippage: number): number {
  const ofUnderlying = maxSlippage * (option.inverse ? 1 : index);
  return Math.max(option.tick, Math.min(ofUnderlying, SLIPPAGE_SHARE * price));
}
