import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../math/random.ts';
import { YEAR } from '../../units/time.ts';
import { black76 } from '../black-scholes.ts';
import type { Priced } from '../priced.ts';
import type { Refused } from '../refused.ts';
import { optionInSettlement, SETTLEMENT_WINDOW_MS } from './settlement.ts';

const HALF_HOUR = SETTLEMENT_WINDOW_MS / YEAR;

function priced(result: Priced | Refused): Priced {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

interface Case {
  readonly window: number;
  readonly averaged: number;
  readonly vol: number;
  /** How far the strike is from where the price would settle, in deviations of what is left. */
  readonly moneyness: number;
}

const STEPS = 48;

/**
 * Mean, and its standard error, of what a call pays on the arithmetic average of the index (from 1.00, by the
 * trapezoid) less what it pays on the geometric one of the same path, whose price is known: that carries
 * nearly all of the noise. Every path is used with its mirror image.
 */
function excessOverGeometric(strike: number, spread: number, paths: number, random: Random) {
  let [sum, squares] = [0, 0];
  const draws = new Float64Array(STEPS);
  for (let n = 0; n < paths; n++) {
    for (let i = 0; i < STEPS; i++) draws[i] = random.normal();
    for (const side of [1, -1]) {
      let [log, total, logTotal] = [0, 0.5, 0];
      for (let i = 0; i < STEPS; i++) {
        log += side * spread * (draws[i] ?? 0) - 0.5 * spread * spread;
        const share = i === STEPS - 1 ? 0.5 : 1;
        total += share * Math.exp(log);
        logTotal += share * log;
      }
      const gap = Math.max(0, total / STEPS - strike) - Math.max(0, Math.exp(logTotal / STEPS) - strike);
      sum += gap;
      squares += gap * gap;
    }
  }
  const mean = sum / (2 * paths);
  return { mean, noise: Math.sqrt((squares / (2 * paths) - mean * mean) / (2 * paths)) };
}

/** Price of a call on the geometric average of the same steps. */
function geometricPrice(strike: number, spread: number): number {
  let variance = 0;
  for (let i = 0; i < STEPS; i++) {
    const weight = ((i + 0.5) / STEPS) * spread;
    variance += weight * weight;
  }
  const forward = Math.exp(-0.25 * spread * spread * STEPS + 0.5 * variance);
  const value = black76({ type: 'call', forward, strike, years: 1, rate: 0, vol: Math.sqrt(variance) });
  if ('kind' in value) throw new Error('refused');
  return value.price;
}

describe('optionInSettlement', () => {
  // In units of the average's deviation the lognormal is off by at most 0.0145 · vol · √windowLeft here (it has
  // too little skew); 3e-5 is what 48 steps do to the variance.
  it.each<Case>([
    { window: HALF_HOUR, averaged: 0.5, vol: 1, moneyness: 0 },
    { window: HALF_HOUR, averaged: 0, vol: 1.5, moneyness: 1 },
    { window: 1 / 365, averaged: 0.25, vol: 1, moneyness: -1 },
    { window: 0.01, averaged: 0, vol: 1, moneyness: 2 },
    { window: 0.25, averaged: 0, vol: 1, moneyness: 0 },
    { window: 1, averaged: 0, vol: 1, moneyness: 1 },
  ])('agrees with simulated paths of %o', ({ window, averaged, vol, moneyness }) => {
    const windowLeft = (1 - averaged) * window;
    const deviation = vol * Math.sqrt(windowLeft / 3);
    const open = 100 * (1 - averaged);
    const [averageSoFar, excess] = [99.9, Math.exp(moneyness * deviation)];
    const strike = averaged * averageSoFar + open * excess;
    const market = { averaged, averageSoFar, index: 100, untilWindow: 0, windowLeft, carry: 0 };
    const ours = priced(optionInSettlement({ ...market, type: 'call', strike, vol, rate: 0 })).price;
    const spread = vol * Math.sqrt(windowLeft / STEPS);
    const paths = process.env.EVENKEEL_LONG === '1' ? 200_000 : 20_000;
    const random = createRandom(17).fork(`${window}/${averaged}`);
    const { mean, noise } = excessOverGeometric(excess, spread, paths, random);
    const error = (ours / open - geometricPrice(excess, spread) - mean) / deviation;
    expect(Math.abs(error)).toBeLessThan(0.02 * vol * Math.sqrt(windowLeft) + (5 * noise) / deviation + 3e-5);
  });
});
