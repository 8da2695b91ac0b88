import { normalCdf, normalPdf } from '../../math/normal.ts';
import { isPlain, type Refused, refused } from '../../pricing/refused.ts';

/** A put that is not bought but followed with its delta; for one base unit. */
export interface SyntheticPut {
  /** Null where nothing but having no exposure at all is enough: a put on everything, which is a sale. */
  readonly strike: number | null;
  /** Black–Scholes, at no rate: −1 to 0. */
  readonly delta: number;
  readonly gamma: number;
  /** 0 of a sale. */
  readonly price: number;
}

const SALE: SyntheticPut = { strike: null, delta: -1, gamma: 0, price: 0 };
const NONE: SyntheticPut = { strike: 0, delta: 0, gamma: 0, price: 0 };

/** The synthetic put of `strike`. A forward is held for its delta, so nothing is earned or paid on money. */
export function syntheticPut(price: number, strike: number, deviation: number): SyntheticPut {
  const d1 = Math.log(price / strike) / deviation + deviation / 2;
  const below = normalCdf(deviation - d1);
  const delta = -normalCdf(-d1);
  return {
    strike,
    delta,
    gamma: normalPdf(d1) / (price * deviation),
    price: Math.max(0, strike * below + price * delta),
  };
}

/** Beyond these many deviations above the price a put is a forward sold, to the last bit. */
const FAR = 9;

/**
 * The put that, its price taken off its strike, leaves one unit worth `perUnit` at the least: K − P(K) = `perUnit`,
 * in the underlying's quote (Brennan and Solanki, JFQA 16 (1981) 279–300, state it so). `vol` is annualised, `years`
 * to the end. The left side is E min(S, K): it rises from 0 to the price and is concave, so Newton's steps from
 * below never overshoot. A put on nothing where `perUnit` is 0 or less, on everything where it reaches the price.
 * Refuses a price or vol that is not finite and above 0, and a time that is not finite and above 0.
 */
export function puttingFloor(
  perUnit: number,
  { price, vol, years }: { readonly price: number; readonly vol: number; readonly years: number },
): SyntheticPut | Refused {
  if (!(isPlain(price) && price > 0)) return refused('price', price, 'a finite price above 0');
  if (!(isPlain(vol) && vol > 0)) return refused('vol', vol, 'a finite vol above 0; 0.6 is 60 %');
  if (!(isPlain(years) && years > 0)) return refused('years', years, 'a finite time above 0, in years');
  if (!Number.isFinite(perUnit)) return refused('perUnit', perUnit, 'a finite worth of one unit');
  const deviation = vol * Math.sqrt(years);
  if (perUnit <= 0) return NONE;
  if (perUnit >= price) return SALE;
  const farthest = price * Math.exp(Math.min(600, FAR * deviation));
  let strike = Math.min(perUnit, farthest);
  let put = syntheticPut(price, strike, deviation);
  for (let i = 0; i < 200; i += 1) {
    const above = normalCdf(Math.log(price / strike) / deviation - deviation / 2);
    // K − P(K) in two parts that are added: far out both are many times their difference.
    const missing = perUnit - (strike * above - price * put.delta);
    const next = strike + missing / above;
    if (!(next < farthest)) return SALE;
    if (!(next > strike)) break;
    strike = next;
    put = syntheticPut(price, strike, deviation);
  }
  return put;
}
