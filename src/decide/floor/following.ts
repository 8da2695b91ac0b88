/** What following a synthetic put's delta is expected to cost, in closed form but for one integral over time. */
import type { SyntheticPut } from './synthetic-put.ts';
import { syntheticPut } from './synthetic-put.ts';
import type { Need, Outlook } from './way.ts';

type Known = Pick<Outlook, 'price' | 'costRate' | 'riskAversion' | 'scale'> & { readonly vol: number };

const NODES = 48;

/**
 * E[S^p · e^(−p·d₁²/2)] for p = 4/3, of S after a share of the time in which its log spreads by `spread`, where the
 * put has a deviation of `left` left: a product of Gaussians in log S.
 */
function bentMean(price: number, strike: number, spread: number, left: number): number {
  const p = 4 / 3;
  const own = (left * left) / p;
  const both = own + spread * spread;
  const mean = Math.log(price) - (spread * spread) / 2;
  const off = mean + p * spread * spread - (Math.log(strike) - (left * left) / 2);
  const tilt = p * mean + (p * p * spread * spread) / 2;
  return Math.sqrt(own / both) * Math.exp(tilt - (off * off) / (2 * both));
}

/**
 * Expected cost of trading to the edge of Whalley and Wilmott's band around the delta of `need.units` synthetic puts
 * at `strike` until the end, in money, at the forecast vol without drift. Inside a band of half-width H the hedging
 * error wanders with variance (σSΓ)² a year, and is pushed back by (σSΓ)² / 2H of trades a year (the local time of a
 * Brownian motion between two walls); H is their (3/2 · λSΓ²/γ)^⅓. With Γ of Black and Scholes the mean over S is in
 * closed form; the time left runs as the cube of the nodes, so that they lie close where gamma is peaked.
 */
export function runningCost(need: Need, strike: number, known: Known): number {
  const { price, vol, costRate, riskAversion, scale } = known;
  const { units, years } = need;
  if (!(costRate > 0 && scale > 0 && strike > 0 && units > 0)) return 0;
  let sum = 0;
  for (let i = 0; i < NODES; i += 1) {
    const y = (i + 0.5) / NODES;
    const left = y * y * y;
    const deviation = vol * Math.sqrt(years * left);
    const spread = vol * Math.sqrt(years * (1 - left));
    const bend = 1 / (deviation * Math.sqrt(2 * Math.PI));
    // (SΓ)^(4/3) · S^(4/3) of one unit.
    const mean = Math.cbrt(bend) * bend * bentMean(price, strike, spread, deviation);
    sum += mean * 3 * y * y;
  }
  const perGamma = (vol * vol * Math.cbrt(costRate * costRate * riskAversion)) / (2 * Math.cbrt(1.5) * scale);
  return (perGamma * Math.cbrt(units) * units * sum * years) / NODES;
}

/** Expected cost of letting the hedge go at the end: λ E[S; S < K], as a put that is bought would be paid out. */
export function endCost(need: Need, { delta }: SyntheticPut, { price, costRate }: Known): number {
  return costRate * price * need.units * -delta;
}

/** A sudden fall that a hedge gets no trade in. */
export const FALL = 0.1;

/**
 * What is lost beyond the floor if the price falls by a tenth (`FALL`) at once, in money: the put gains what its
 * delta does not. All three parts are prices of claims, so that this is also what is expected of such a fall at any
 * time until the end.
 */
export function shortfall(need: Need, put: SyntheticPut, { price, vol }: Known): number {
  if (put.strike === null || !(put.strike > 0)) return 0;
  const deviation = vol * Math.sqrt(need.years);
  const after = syntheticPut(price * (1 - FALL), put.strike, deviation);
  return need.units * Math.max(0, after.price - put.price + put.delta * FALL * price);
}
