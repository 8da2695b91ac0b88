/**
 * Implied vol: Black & Scholes's formula solved for the vol, as precisely as the price allows.
 *
 * This file is for one option with its refusals in words. `implied-deviation.ts` does the same on plain
 * numbers, for arrays as well; `first-guess.ts` is where its search starts and `solve-deviation.ts` the search.
 */
import type { Option } from '../../domain/instrument.ts';
import { type Refused, refused } from '../refused.ts';
import { impliedDeviation, NO_DEVIATION } from './implied-deviation.ts';

interface Quoted {
  readonly type: Option['type'];
  readonly strike: number;
  /** To expiry, above zero. */
  readonly years: number;
  /** In quote currency per base unit. */
  readonly price: number;
}

interface ForwardQuote extends Quoted {
  readonly forward: number;
}

interface SpotQuote extends Quoted {
  readonly spot: number;
  /** Of discounting, per year, continuously compounded. */
  readonly rate: number;
  /** What holding the underlying yields per year: the forward is spot · e^((rate − carryYield) · years). */
  readonly carryYield: number;
}

/** Annualised, as a fraction: 0.6 is 60 %. Finite and not negative. */
export interface ImpliedVol {
  readonly vol: number;
}

function positive(field: string, value: number, what: string = field): Refused | undefined {
  return value > 0 && value < Infinity ? undefined : refused(field, value, `a finite ${what} above 0`);
}

/** No vol gives `price`: why, and which prices have one. `discount` turns undiscounted prices to quoted ones. */
function priceRefused(quote: Quoted, forward: number, discount: number): Refused {
  const isCall = quote.type === 'call';
  const gain = isCall ? forward - quote.strike : quote.strike - forward;
  const least = discount * Math.max(0, gain);
  const most = discount * (isCall ? forward : quote.strike);
  const range = `a price above ${least}, its intrinsic value, and below ${most}, its value at an infinite vol`;
  return refused('price', quote.price, range);
}

/**
 * The vol at which an option on a forward that expires with it has this undiscounted price (Black, 1976: a call
 * is forward · N(d1) − strike · N(d2)). Refuses what is not a finite number above 0, and a price that no vol
 * gives: at or below the intrinsic value, or at or above the forward for a call, the strike for a put. Never
 * throws, never gives NaN. Accuracy is that of `impliedDeviation`.
 */
export function impliedVol(quote: ForwardQuote): ImpliedVol | Refused {
  const wrong =
    positive('forward', quote.forward) ??
    positive('strike', quote.strike) ??
    positive('years', quote.years, 'time to expiry in years');
  if (wrong !== undefined) return wrong;
  if (!Number.isFinite(quote.price)) return refused('price', quote.price, 'a finite price');
  const sign = quote.type === 'call' ? 1 : -1;
  const deviation = impliedDeviation(sign, quote.forward, quote.strike, quote.price);
  return deviation < 0 ? priceRefused(quote, quote.forward, 1) : annualised(deviation, quote.years);
}

function annualised(deviation: number, years: number): ImpliedVol {
  return { vol: deviation / Math.sqrt(years) };
}

/**
 * The vol at which an option on an underlying with a carry has this price today; set `carryYield = rate` for an
 * option on a forward whose price is discounted. Otherwise as `impliedVol`, which it calls on the forward: deep in
 * the money the answer then carries the rounding of the forward's exponential, as does any price computed from it.
 */
export function impliedVolOnSpot(quote: SpotQuote): ImpliedVol | Refused {
  const wrong =
    positive('spot', quote.spot) ??
    positive('strike', quote.strike) ??
    positive('years', quote.years, 'time to expiry in years');
  if (wrong !== undefined) return wrong;
  if (!Number.isFinite(quote.price)) return refused('price', quote.price, 'a finite price');
  const { spot, years, rate, carryYield, price } = quote;
  if (!Number.isFinite(rate)) return refused('rate', rate, 'a finite rate; 0.05 is 5 % a year');
  if (!Number.isFinite(carryYield))
    return refused('carryYield', carryYield, 'a finite yield; 0.05 is 5 % a year');
  const forward = spot * Math.exp((rate - carryYield) * years);
  const growth = Math.exp(rate * years);
  const sign = quote.type === 'call' ? 1 : -1;
  const deviation = impliedDeviation(sign, forward, quote.strike, price * growth);
  if (deviation === NO_DEVIATION.input) {
    return refused('rate', rate, 'rates and a time to expiry whose forward and discount fit in a float64');
  }
  return deviation < 0 ? priceRefused(quote, forward, 1 / growth) : annualised(deviation, years);
}
