/**
 * European options in closed form: Black & Scholes (1973) with a carry, as generalised by Merton (1973), and
 * Black (1976) on a forward, which is the same formula at a carry of nothing.
 */
import type { Greeks } from '../domain/greeks.ts';
import type { Option } from '../domain/instrument.ts';
import { normalCdf, normalPdf } from '../math/normal.ts';
import { isPlain, type Refused, refused } from './refused.ts';

/** An option on one base unit, and the market it is valued in. Rates are continuously compounded. */
interface Terms {
  readonly type: Option['type'];
  readonly strike: number;
  /** To expiry; at or below zero the option is worth its payoff. */
  readonly years: number;
  /** Annualised, as a fraction. */
  readonly vol: number;
  /** Of discounting, per year. */
  readonly rate: number;
}

interface SpotTerms extends Terms {
  readonly spot: number;
  /** What holding the underlying yields per year: the forward is spot · e^((rate − carryYield) · years). */
  readonly carryYield: number;
}

interface ForwardTerms extends Terms {
  readonly forward: number;
}

/** Price in quote currency per base unit, with its Greeks in the units of `Greeks`. All finite. */
export interface OptionValue extends Greeks {
  readonly price: number;
  /** Per 1.00 of the rate: at a carry yield that stays, or for `black76` at a forward that stays. */
  readonly rho: number;
  /** Change of delta, and of vega per unit of price, per 1.00 of vol. */
  readonly vanna: number;
  /** Change of vega per 1.00 of vol. */
  readonly volga: number;
  /** Change of delta per year that passes. */
  readonly charm: number;
}

function refusalOf(terms: Terms): Refused | undefined {
  if (!isPlain(terms.strike)) return refused('strike', terms.strike, 'a finite strike of 0 or more');
  if (!isPlain(terms.vol)) return refused('vol', terms.vol, 'a finite vol of 0 or more; 0.6 is 60 %');
  if (!Number.isFinite(terms.years)) return refused('years', terms.years, 'a finite time to expiry in years');
  if (!Number.isFinite(terms.rate)) return refused('rate', terms.rate, 'a finite rate; 0.05 is 5 % a year');
  return undefined;
}

/** ln(price / strike), accurate relative to itself also where the two nearly agree. */
function logMoneyness(price: number, strike: number): number {
  const ratio = price / strike;
  return ratio > 0.5 && ratio < 2 ? Math.log1p((price - strike) / strike) : Math.log(ratio);
}

/** What is held of the underlying: one with the option's sign where exercised, half of it at the strike. */
function heldShare(sign: number, gain: number): number {
  if (gain === 0) return 0.5 * sign;
  return gain > 0 ? sign : 0;
}

/** Where nothing is uncertain: at expiry, at a vol of zero, at a price or strike of zero. */
function certain(sign: number, price: number, terms: Terms, carryYield: number): OptionValue {
  const years = Math.max(0, terms.years);
  const underlying = price * Math.exp(-carryYield * years);
  const strike = terms.strike * Math.exp(-terms.rate * years);
  const gain = sign * (underlying - strike);
  const held = heldShare(sign, gain);
  const delta = held * Math.exp(-carryYield * years);
  return {
    price: Math.max(0, gain),
    delta,
    gamma: 0,
    vega: 0,
    theta: years === 0 ? 0 : held * (carryYield * underlying - terms.rate * strike),
    rho: years === 0 ? 0 : held * strike * years,
    vanna: 0,
    volga: 0,
    charm: years === 0 ? 0 : carryYield * delta,
  };
}

/** At a `deviation` (vol · √years), price and strike above zero. */
function uncertain(
  sign: number,
  price: number,
  terms: Terms,
  carryYield: number,
  deviation: number,
): OptionValue {
  const { years, vol, rate } = terms;
  const carryDiscount = Math.exp(-carryYield * years);
  const underlying = price * carryDiscount;
  const strike = terms.strike * Math.exp(-rate * years);
  const moneyness = logMoneyness(price, terms.strike) + (rate - carryYield) * years;
  const d1 = moneyness / deviation + 0.5 * deviation;
  const d2 = moneyness / deviation - 0.5 * deviation;
  // The side out of the money is computed and the other follows by put-call parity, so that time value
  // keeps its digits and no price falls below the forward's intrinsic value.
  const outside = moneyness > 0 ? -1 : 1;
  const tail1 = normalCdf(outside * d1);
  const tail2 = normalCdf(outside * d2);
  const timeValue = Math.max(0, outside * (underlying * tail1 - strike * tail2));
  const isOutside = sign === outside;
  const held = sign * (isOutside ? tail1 : 1 - tail1);
  const owed = sign * (isOutside ? tail2 : 1 - tail2);
  const density = normalPdf(d1);
  const vegaPerRoot = underlying * density;
  const delta = carryDiscount * held;
  const vega = vegaPerRoot * Math.sqrt(years);
  // Where the density has underflowed d1 may be infinite, and nothing times infinity is nothing here.
  const isFlat = density === 0;
  const drift = isFlat ? 0 : ((rate - carryYield) / deviation - (0.5 * d2) / years) * density;
  return {
    price: isOutside ? timeValue : timeValue + Math.abs(strike * Math.expm1(moneyness)),
    delta,
    gamma: (carryDiscount * density) / deviation / price,
    vega,
    theta:
      (-0.5 * vol * vegaPerRoot) / Math.sqrt(years) + carryYield * underlying * held - rate * strike * owed,
    rho: strike * years * owed,
    vanna: isFlat ? 0 : (-carryDiscount * density * d2) / vol,
    volga: isFlat ? 0 : (vega * d1 * d2) / vol,
    charm: carryYield * delta - carryDiscount * drift,
  };
}

function valued(price: number, terms: Terms, carryYield: number): OptionValue | Refused {
  const sign = terms.type === 'call' ? 1 : -1;
  const deviation = terms.years > 0 ? terms.vol * Math.sqrt(terms.years) : 0;
  const value =
    deviation > 0 && price > 0 && terms.strike > 0
      ? uncertain(sign, price, terms, carryYield, deviation)
      : certain(sign, price, terms, carryYield);
  // One sum, since it is not finite if any of them is not.
  const { price: worth, delta, gamma, vega, theta, rho, vanna, volga, charm } = value;
  const sum = worth + delta + gamma + vega + theta + rho + vanna + volga + charm;
  return Number.isFinite(sum)
    ? value
    : refused('result', sum, 'inputs whose value and Greeks fit in a float64');
}

/**
 * Value of a European option on an underlying with a carry; set `carryYield = rate` for no carry. Refuses
 * what is not finite, a negative spot, strike or vol, and results beyond float64; never throws, never gives
 * NaN. At expiry and at a vol of 0 it is the payoff, with half a share at the strike.
 */
export function blackScholes(terms: SpotTerms): OptionValue | Refused {
  if (!isPlain(terms.spot)) return refused('spot', terms.spot, 'a finite spot of 0 or more');
  if (!Number.isFinite(terms.carryYield)) {
    return refused('carryYield', terms.carryYield, 'a finite yield; 0.05 is 5 % a year');
  }
  return refusalOf(terms) ?? valued(terms.spot, terms, terms.carryYield);
}

/**
 * Value of a European option on a forward that expires with it, discounted at `rate`; otherwise as
 * `blackScholes`. Delta and gamma are per 1.00 of the forward; theta, rho and charm hold the forward still.
 */
export function black76(terms: ForwardTerms): OptionValue | Refused {
  if (!isPlain(terms.forward)) return refused('forward', terms.forward, 'a finite forward of 0 or more');
  const refusal = refusalOf(terms);
  if (refusal !== undefined) return refusal;
  const value = valued(terms.forward, terms, terms.rate);
  return 'kind' in value ? value : { ...value, rho: -Math.max(0, terms.years) * value.price };
}
