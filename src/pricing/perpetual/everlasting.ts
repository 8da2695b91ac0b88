/**
 * Everlasting options: D. White, S. Bankman-Fried, "Everlasting Options" (Paradigm, 2021). The holder pays a
 * share 1/n of (mark − payoff) every interval, and so holds a basket of European options that expire at the
 * payments, with the weights (1/(n+1))·(n/(n+1))ᵏ⁻¹ for the k-th; `power-perp.ts` derives them.
 */
import type { Option } from '../../domain/instrument.ts';
import { blackScholes } from '../black-scholes.ts';
import { finiteOnly, refusedField } from '../field-rules.ts';
import type { Priced } from '../priced.ts';
import { type Refused, refused } from '../refused.ts';
import { type FundingSchedule, refusedSchedule } from './power-perp.ts';

interface EverlastingTerms extends FundingSchedule {
  readonly type: Option['type'];
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  /** Continuously compounded per year, as in `blackScholes`. */
  readonly rate: number;
  readonly carryYield: number;
}

interface Everlasting extends Priced {
  /** Options that were summed. */
  readonly terms: number;
  /** What all that were left out can be worth together at most, in quote currency. */
  readonly tailBound: number;
}

/** Of the dearest that the option may be: spot for a call, strike for a put. */
const TAIL = 1e-14;
const MOST_TERMS = 20_000;

/**
 * Value and Greeks of an everlasting option, in quote currency per base unit. The sum stops where the rest is
 * proven to be below 1e-14 of spot (call) or strike (put): no call is worth more than S·e^(−yT) and no put more
 * than K·e^(−rT), so that with c = max(0, −y) or max(0, −r) the tail after N options is at most the geometric
 * series cap·(1/(n+1))·bᴺ·e^(c(τ + NΔ)) / (1 − b·e^(cΔ)), b = n/(n+1).
 *
 * Theta is that of an instant between payments. At each payment the mark rises again by what the holder pays,
 * so that from one to the next its own theta is 0 where spot and vol stay: the decay is paid as funding.
 * Refuses by field, also more than 20,000 options and rates at which the series does not converge.
 */
export function everlastingOption(terms: EverlastingTerms): Everlasting | Refused {
  const { type, spot, strike, rate, carryYield, interval, paymentsPerPeriod: n, untilPayment } = terms;
  const bad =
    refusedSchedule(terms) ??
    refusedField([
      ['rate', rate, 'finite'],
      ['carryYield', carryYield, 'finite'],
    ]);
  if (bad !== undefined) return bad;
  const [capField, capRate] =
    type === 'call' ? (['carryYield', carryYield] as const) : (['rate', rate] as const);
  const climb = Math.max(0, -capRate);
  const decay = Math.log1p(-1 / (n + 1)) + climb * interval;
  if (!(decay < 0)) return refused(capField, capRate, 'a rate that falls short of the funding');
  // ln of the tail's share of the cap after no option at all; each option takes −decay off it.
  const start = climb * untilPayment - Math.log(n + 1) - Math.log(-Math.expm1(decay));
  const count = Math.max(1, Math.ceil((start - Math.log(TAIL)) / -decay));
  if (!(count <= MOST_TERMS)) return refused('paymentsPerPeriod', n, 'few enough for 20,000 options to do');
  const sum = { price: 0, delta: 0, gamma: 0, vega: 0, theta: 0 };
  let weight = 1 / (n + 1);
  for (let k = 0; k < count; k++) {
    const one = blackScholes({ ...terms, years: untilPayment + k * interval });
    if ('kind' in one) return one;
    sum.price += weight * one.price;
    sum.delta += weight * one.delta;
    sum.gamma += weight * one.gamma;
    sum.vega += weight * one.vega;
    sum.theta += weight * one.theta;
    weight *= n / (n + 1);
  }
  const tailBound = (type === 'call' ? spot : strike) * Math.exp(start + count * decay);
  return finiteOnly({ ...sum, terms: count, tailBound });
}

interface ContinuousTerms {
  readonly type: Option['type'];
  /** Both above 0, in quote currency per base unit. */
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  /** Years in which the whole gap between mark and payoff would be paid: n intervals. Above 0. */
  readonly period: number;
}

/**
 * The limit of payments without a break, without interest: the weights become the exponential density
 * e^(−T/D)/D over expiries (Carr, "Randomization and the American put", Review of Financial Studies 11, 1998),
 * the value solves ½σ²S²V″ = (V − payoff)/D, and the time value is, with u = √(¼ + 2/(σ²D)) and m = ln(S/K),
 * (K/2u)·e^(m/2 − u|m|) for call and put alike. Theta is 0: what gamma earns the funding takes at once.
 * Refuses by field.
 */
export function continuousEverlasting(terms: ContinuousTerms): Priced | Refused {
  const { type, spot, strike, vol, period } = terms;
  const bad = refusedField([
    ['spot', spot, 'positive'],
    ['strike', strike, 'positive'],
    ['vol', vol, 'plain'],
    ['period', period, 'positive'],
  ]);
  if (bad !== undefined) return bad;
  const rate = 2 / (vol * vol * period);
  const root = Math.sqrt(0.25 + rate);
  const away = Math.log(spot / strike);
  const intrinsic = Math.max(0, type === 'put' ? strike - spot : spot - strike);
  // The call's share of what is exercised; at the strike the two sides meet at a half.
  const held = (away === 0 ? 0.5 : away > 0 ? 1 : 0) - (type === 'put' ? 1 : 0);
  if (root === Infinity) return { price: intrinsic, delta: held, gamma: 0, vega: 0, theta: 0 };
  const timeValue = (strike / (2 * root)) * Math.exp(0.5 * away - root * Math.abs(away));
  const pull = 0.5 - root * Math.sign(away);
  const worth = timeValue > 0;
  return finiteOnly({
    price: intrinsic + timeValue,
    delta: held + (worth ? (timeValue / spot) * pull : 0),
    gamma: worth ? (timeValue * rate) / spot / spot : 0,
    vega: worth ? (timeValue * (1 / root + Math.abs(away)) * rate) / (vol * root) : 0,
    theta: 0,
  });
}
