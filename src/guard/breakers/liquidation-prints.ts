import { DAY, MINUTE } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { added, type Decayed, decayedTo } from './decayed.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';

/** What was liquidated since the last reading (0 where nothing) and what is traded in a day, in one unit. */
export interface LiquidationReading {
  readonly at: Millis;
  readonly liquidated: number;
  readonly dailyVolume: number;
}

export interface LiquidationFlow {
  readonly at: Millis;
  readonly flow: Decayed;
  readonly dailyVolume: number;
}

const LIFE = 5 * MINUTE;

/**
 * By the square-root law (Donier & Bonart, Market Microstructure and Liquidity 1 (2015) 1550008) a flow Q
 * moves the price by σ_D √(Q / V_D), with a factor near 1. Over the √(5 min / day) σ_D that five minutes
 * usually bring: at twice that the forced flow alone is a rare five minutes, at four times it is a cascade.
 * Prints end by themselves: never a halt.
 */
const MOVES: Thresholds = [2, 4, Infinity];

/** Forced flow of the last five minutes, by what it must do to the price. */
export const liquidationPrints: Signal<LiquidationFlow, LiquidationReading> = {
  fold(state, { at, liquidated, dailyVolume }) {
    if (!(liquidated >= 0 && liquidated < Infinity) || !isPositive(dailyVolume)) return state;
    if (state !== undefined && at < state.at) return state;
    const flow = added(state?.flow, at, liquidated, LIFE);
    return flow.sum < Infinity ? { at, flow, dailyVolume } : state;
  },
  severity({ flow, dailyVolume }, at) {
    const moves = Math.sqrt(((decayedTo(flow, at, LIFE) / dailyVolume) * DAY) / LIFE);
    return graded(moves, MOVES, 'impact of liquidations in moves of five usual minutes');
  },
};
