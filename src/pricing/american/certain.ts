/** An American option where nothing is uncertain: exercised at the best moment, which is known. */
import type { AmericanValue, Terms } from './value.ts';

/** Below this vol · √years prices move by less than their last digits, and no method sees it. */
export const FAINT = 1e-8;

/** Whether `terms` have anything uncertain about them. */
export function isRandom({ spot, strike, years, vol }: Terms): boolean {
  return spot > 0 && strike > 0 && years > 0 && vol * Math.sqrt(years) > FAINT;
}

/** The moment at which the gain of exercise, discounted, stands still; NaN where there is none. */
function turningPoint({ spot, strike, rate, carryYield }: Terms): number {
  return Math.log((carryYield * spot) / (rate * strike)) / (carryYield - rate);
}

/** Value where nothing is random, as at a vol of 0 or at expiry: the most that exercise brings at any time. */
export function certain(terms: Terms): AmericanValue {
  const { spot, strike, rate, carryYield } = terms;
  const sign = terms.type === 'call' ? 1 : -1;
  const years = Math.max(0, terms.years);
  const gainAt = (time: number) =>
    sign * (spot * Math.exp(-carryYield * time) - strike * Math.exp(-rate * time));
  const turn = turningPoint(terms);
  const isInside = turn > 0 && turn < years;
  // Now comes first, so that it wins where waiting brings the same.
  let time = 0;
  for (const other of isInside ? [years, turn] : [years]) if (gainAt(other) > gainAt(time)) time = other;
  const gain = gainAt(time);
  const held = gain > 0 ? sign : gain === 0 ? 0.5 * sign : 0;
  const underlying = spot * Math.exp(-carryYield * time);
  const owed = strike * Math.exp(-rate * time);
  const isTurn = isInside && time === turn && held !== 0;
  return {
    price: Math.max(0, gain),
    delta: held * Math.exp(-carryYield * time),
    // A higher price moves the best moment, and with it the discount that delta carries.
    gamma: isTurn ? (-held * carryYield * Math.exp(-carryYield * time)) / ((carryYield - rate) * spot) : 0,
    vega: 0,
    theta: time === years && years > 0 ? held * (carryYield * underlying - rate * owed) : 0,
    rho: held * time * owed,
    engine: 'certain',
  };
}
