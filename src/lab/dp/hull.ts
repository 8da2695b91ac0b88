/**
 * Hull's table of delta hedging (Options, Futures, and Other Derivatives, "The Greek letters"): what a sold
 * call costs to hedge without transaction costs, by the time between hedges.
 */
import { normalCdf } from '../../math/normal.ts';
import type { Random } from '../../math/random.ts';
import { standardDeviation } from '../../math/statistics.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';

export interface HullCell {
  readonly weeks: number;
  /** Standard deviation of the present value of writing and hedging, over the Black-Scholes price. */
  readonly reached: number;
  /** What an independent simulation of 200,000 paths had found. */
  readonly stated: number;
}

/** A price of 49 that grows by 13 % a year, 20 % vol; a call at 50 for 20 weeks of 52; 5 % interest. */
const [SPOT, STRIKE, RATE, VOL, GROWTH, WEEKS] = [49, 50, 0.05, 0.2, 0.13, 20];
const PER_WEEK = 4;
const STEPS = PER_WEEK * WEEKS;
const STEP = 1 / (52 * PER_WEEK);

const STATED: readonly (readonly [weeks: number, stated: number])[] = [
  [5, 0.415],
  [4, 0.374],
  [2, 0.269],
  [1, 0.192],
  [0.5, 0.137],
  [0.25, 0.0975],
];

/** Delta of the call after `t` steps. */
function deltaAfter(t: number, spot: number): number {
  const years = (STEPS - t) * STEP;
  const deviation = VOL * Math.sqrt(years);
  return normalCdf((Math.log(spot / STRIKE) + RATE * years) / deviation + 0.5 * deviation);
}

/** The Black-Scholes price that the table is relative to. */
export function hullPrice(): number {
  const terms = { type: 'call', spot: SPOT, strike: STRIKE, rate: RATE, vol: VOL, carryYield: 0 } as const;
  const value = blackScholes({ ...terms, years: STEPS * STEP });
  return 'kind' in value ? Number.NaN : value.price;
}

/** The table, from `paths` paths of the price. */
export function hullTable(paths: number, random: Random): readonly HullCell[] {
  const every = STATED.map(([weeks]) => weeks * PER_WEEK);
  const costs = STATED.map(() => new Float64Array(paths));
  const held = new Float64Array(STATED.length);
  const deviation = VOL * Math.sqrt(STEP);
  const drift = (GROWTH - 0.5 * VOL * VOL) * STEP;
  for (let k = 0; k < paths; k++) {
    let spot = SPOT;
    held.fill(0);
    for (let t = 0; t < STEPS; t++) {
      const delta = deltaAfter(t, spot);
      const present = spot * Math.exp(-RATE * t * STEP);
      for (const [cell, cost] of costs.entries()) {
        if (t % (every[cell] ?? 1) !== 0) continue;
        cost[k] = (cost[k] ?? 0) + (delta - (held[cell] ?? 0)) * present;
        held[cell] = delta;
      }
      spot *= Math.exp(drift + deviation * random.normal());
    }
    const discount = Math.exp(-RATE * STEPS * STEP);
    for (const [cell, cost] of costs.entries())
      cost[k] = (cost[k] ?? 0) + discount * (Math.max(0, spot - STRIKE) - (held[cell] ?? 0) * spot);
  }
  const price = hullPrice();
  return STATED.map(([weeks, stated], cell) => {
    return { weeks, stated, reached: standardDeviation(costs[cell] ?? []) / price };
  });
}
