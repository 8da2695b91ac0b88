import type { Millis } from '../../units/units.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';

/** What one unit of a stablecoin is worth of what it promises to be worth. */
export interface PegReading {
  readonly at: Millis;
  readonly worth: number;
}

export interface Peg {
  readonly at: Millis;
  readonly worth: number;
}

/**
 * Alert at 0.3 % and critical at 1 %, as other hedgers have it; Derive takes collateral below 0.99 for
 * depegged. At 5 %, the narrowest of the bands of the US Limit Up-Limit Down plan, no price in that coin
 * means what it says.
 */
const OFF: Thresholds = [0.003, 0.01, 0.05];

/** A stablecoin that is not worth what it promises, too much included: then what it is told in is off. */
export const stablecoinDepeg: Signal<Peg, PegReading> = {
  fold(state, { at, worth }) {
    return !isPositive(worth) || (state !== undefined && at < state.at) ? state : { at, worth };
  },
  severity: ({ worth }) => graded(Math.abs(worth - 1), OFF, 'distance from the peg'),
};
