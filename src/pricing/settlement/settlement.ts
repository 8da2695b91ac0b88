/**
 * The end of a contract's life: what settles at the average of the index over a window before expiry (the
 * last 30 minutes on Deribit, "Settlement" in its documentation of contracts), what is paid, and what may
 * still be hedged. With share a of the window averaged at Ā, the settlement price is aĀ + (1 − a)M, where M is
 * the average of what is left: so a future's delta is the remaining share, and an option is one on M with the
 * strike K − aĀ, priced here by a lognormal M (`average.ts`).
 *
 * The venue averages samples of every few seconds, these formulas a continuous path: over n samples the
 * variance differs by the order of 1/n of itself. Coins paid for an inverse option are counted at the
 * settlement price; that they are worth the index, as it then is, is a difference without a mean to first
 * order.
 */
import { type Option, payoff } from '../../domain/instrument.ts';
import { normalCdf } from '../../math/normal.ts';
import { YEAR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { black76 } from '../black-scholes.ts';
import { finiteOnly, refusedField } from '../field-rules.ts';
import type { Priced } from '../priced.ts';
import { type Refused, refused } from '../refused.ts';
import { remainingAverage } from './average.ts';

/** The averaging window of Deribit's dated futures and options, in milliseconds. */
export const SETTLEMENT_WINDOW_MS: number = 30 * 60 * 1000;

/** Where `now` lies in the life of what expires. */
export interface SettlementShare {
  readonly kind: 'before' | 'averaging' | 'expired';
  /** Share of the window that has passed, 0 to 1. */
  readonly averaged: number;
  /** Years until the window starts; 0 in it and after it. */
  readonly untilWindow: number;
  /** Years of the window still to come. */
  readonly windowLeft: number;
}

/**
 * The place of `now` before `expiry` with a window of `windowMs`; 0 is a settlement at the last price. From
 * expiry on everything is averaged. Refuses a window that is negative or not finite.
 */
export function settlementShare(now: Millis, expiry: Millis, windowMs: number): SettlementShare | Refused {
  const bad = refusedField([
    ['now', now, 'finite'],
    ['expiry', expiry, 'finite'],
    ['windowMs', windowMs, 'plain'],
  ]);
  if (bad !== undefined) return bad;
  const left = expiry - now;
  if (left <= 0) return { kind: 'expired', averaged: 1, untilWindow: 0, windowLeft: 0 };
  if (left >= windowMs) {
    return {
      kind: 'before',
      averaged: 0,
      untilWindow: (left - windowMs) / YEAR,
      windowLeft: windowMs / YEAR,
    };
  }
  return { kind: 'averaging', averaged: 1 - left / windowMs, untilWindow: 0, windowLeft: left / YEAR };
}

/** The market of something that settles at an average. The first three as `settlementShare` answers them. */
export interface SettlementMarket {
  readonly averaged: number;
  readonly untilWindow: number;
  readonly windowLeft: number;
  /** Of the index over what has passed of the window: from expiry on the settlement price; unread before. */
  readonly averageSoFar: number;
  /** Above 0. */
  readonly index: number;
  /** Drift of the index per year: the dated future's implied carry. */
  readonly carry: number;
}

/** An option in or before its window; `rate` discounts, continuously compounded. */
export interface SettlementOption extends SettlementMarket {
  readonly type: Option['type'];
  readonly strike: number;
  readonly vol: number;
  readonly rate: number;
}

/** The settlement price as `fixed` + M · `weight`, in the moments of an M whose index is at 1.00. */
export interface SplitPrice {
  readonly fixed: number;
  readonly mean: number;
  readonly meanByTime: number;
  readonly fixedByTime: number;
  readonly variance: number;
  readonly varianceByVol: number;
  readonly varianceByTime: number;
}

function refusedMarket(market: SettlementMarket): Refused | undefined {
  const { averaged, untilWindow, windowLeft } = market;
  const bad = refusedField([
    ['averaged', averaged, 'share'],
    ['untilWindow', untilWindow, 'plain'],
    ['windowLeft', windowLeft, 'plain'],
    ['averageSoFar', averaged > 0 ? market.averageSoFar : 0, 'plain'],
    ['index', market.index, 'positive'],
    ['carry', market.carry, 'finite'],
  ]);
  if (bad !== undefined) return bad;
  const begun = averaged > 0;
  if (begun && untilWindow > 0) return refused('averaged', averaged, '0 until the window starts');
  if (begun && averaged < 1 !== windowLeft > 0) {
    return refused('averaged', averaged, '1 when nothing of the window is left, and only then');
  }
  return undefined;
}

/** Probability that a lognormal of this mean and deviation of its logarithm ends above `level`; a half on it. */
export function chanceAbove(mean: number, level: number, deviation: number): number {
  if (level <= 0) return 1;
  if (deviation > 0) return normalCdf(Math.log(mean / level) / deviation - 0.5 * deviation);
  if (mean === level) return 0.5;
  return mean > level ? 1 : 0;
}

/** What is settled already, and the moments of what is not; the slopes in calendar time hold the index still. */
export function splitPrice(market: SettlementMarket, vol: number): SplitPrice | Refused {
  const bad = refusedMarket(market);
  if (bad !== undefined) return bad;
  const { averaged, untilWindow, windowLeft, index, carry } = market;
  const average = remainingAverage(untilWindow, windowLeft, carry, vol);
  if ('kind' in average) return average;
  const open = 1 - averaged;
  const running = untilWindow === 0 && windowLeft > 0;
  const mean = open * index * average.mean;
  // In the window every moment moves S/W · dt of the price from what is expected to what is fixed.
  const perYear = running ? (open * index) / windowLeft : 0;
  return finiteOnly({
    fixed: averaged > 0 ? averaged * market.averageSoFar : 0,
    fixedByTime: perYear,
    mean,
    meanByTime: running ? -perYear * Math.exp(carry * windowLeft) : -carry * mean,
    variance: average.variance,
    varianceByVol: average.varianceByVol,
    varianceByTime: running ? -average.varianceByLength : -vol * vol,
  });
}

/** Slope of Black's undiscounted value in the strike: less what is exercised, or more what is put. */
function strikeSlope(type: Option['type'], forward: number, strike: number, deviation: number): number {
  const above = chanceAbove(forward, strike, deviation);
  return type === 'call' ? -above : 1 - above;
}

/**
 * The price at which a future on this settlement should trade, in quote currency per base unit, with its
 * slopes: before the window the forward; in it, delta is the remaining share (at a carry of nothing exactly),
 * and theta is what the price drifts as the index stands still. Refuses inputs by field.
 */
export function futureInSettlement(market: SettlementMarket): Priced | Refused {
  const split = splitPrice(market, 0);
  if ('kind' in split) return split;
  return finiteOnly({
    price: split.fixed + split.mean,
    delta: split.mean / market.index,
    gamma: 0,
    vega: 0,
    theta: split.fixedByTime + split.meanByTime,
  });
}

/**
 * Value of an option that settles at the average, in quote currency per base unit, with the Greeks of
 * `Greeks` against the index; divide by the index for coins. Before a window of no length it is `black76` on
 * the forward, from expiry on the payoff without Greeks, in between the lognormal match. Its error,
 * measured against simulated paths, is below 0.02 · vol · √windowLeft of the average's standard deviation: over
 * half an hour at a vol of 100 %, 1.5e-4 of it, or 0.07 on an index of 100,000. Theta
 * holds the index still, so the average drifts toward it. Refuses inputs by field, as `remainingAverage` does.
 */
export function optionInSettlement(terms: SettlementOption): Priced | Refused {
  const { strike, vol, rate, index } = terms;
  const bad = refusedField([
    ['strike', strike, 'plain'],
    ['vol', vol, 'plain'],
    ['rate', rate, 'finite'],
  ]);
  if (bad !== undefined) return bad;
  const split = splitPrice(terms, vol);
  if ('kind' in split) return split;
  const { fixed, mean, variance } = split;
  if (terms.averaged === 1) {
    return finiteOnly({ price: payoff(terms, fixed), delta: 0, gamma: 0, vega: 0, theta: 0 });
  }
  const discount = Math.exp(-rate * (terms.untilWindow + terms.windowLeft));
  const left = strike - fixed;
  // Enough is averaged already for the outcome to be certain: the call is a forward, the put is nothing.
  if (left <= 0) {
    const sign = terms.type === 'call' ? discount : 0;
    const price = sign * (mean - left);
    const theta = rate * price + sign * (split.meanByTime + split.fixedByTime);
    return finiteOnly({ price, delta: (sign * mean) / index, gamma: 0, vega: 0, theta });
  }
  const deviation = Math.sqrt(variance);
  const black = black76({ type: terms.type, forward: mean, strike: left, years: 1, vol: deviation, rate: 0 });
  if ('kind' in black) return black;
  const byVariance = deviation > 0 ? black.vega / (2 * deviation) : 0;
  const price = discount * black.price;
  const drift =
    black.delta * split.meanByTime -
    strikeSlope(terms.type, mean, left, deviation) * split.fixedByTime +
    byVariance * split.varianceByTime;
  const perIndex = mean / index;
  return finiteOnly({
    price,
    delta: discount * black.delta * perIndex,
    gamma: discount * black.gamma * perIndex * perIndex,
    vega: discount * byVariance * split.varianceByVol,
    theta: rate * price + discount * drift,
  });
}
