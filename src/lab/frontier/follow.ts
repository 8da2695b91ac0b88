/** What it takes to keep a hedge between two edges while a straddle lives. */
import type { Life } from './life.ts';

/** Where the hedge may stand after each close, in units of the underlying. Where both are the same it is put there. */
export interface Edges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** All as fractions of the straddle's notional. */
export interface Outcome {
  /** Fees and slippage of every trade, the first and the closing one included. */
  cost: number;
  /** Σ (net delta at the mark vol × price move)² over the bars. */
  squares: number;
  /** Σ net delta × price move: what the hedge gained beyond one that is kept at the mark delta without cost. */
  gain: number;
  /** Paid by the hedge, negative where received. */
  funding: number;
  /** Bars with a trade. */
  trades: number;
}

export function emptyEdges(capacity: number): Edges {
  return { low: new Float64Array(capacity + 1), high: new Float64Array(capacity + 1) };
}

/**
 * Hedges the straddle of `life` for its life: at each close the hedge is traded to the nearest edge at `costRate`
 * of what is traded, and it is closed at expiry. The decision at a close reads that close and none after.
 */
export function follow(life: Life, edges: Edges, costRate: number): Outcome {
  const { bars, price, delta, funding } = life;
  const { low, high } = edges;
  let held = 0;
  let turnover = 0;
  let squares = 0;
  let gain = 0;
  let paid = 0;
  let trades = 0;
  let now = price[0] as number;
  for (let i = 0; i < bars; i += 1) {
    const least = low[i] as number;
    const most = high[i] as number;
    const wanted = Math.max(least, Math.min(held, most));
    if (wanted !== held) {
      turnover += Math.abs(wanted - held) * now;
      trades += 1;
      held = wanted;
    }
    const next = price[i + 1] as number;
    const miss = (held - (delta[i] as number)) * (next - now);
    squares += miss * miss;
    gain += miss;
    paid += held * next * (funding[i + 1] as number);
    now = next;
  }
  turnover += Math.abs(held) * now;
  return { cost: turnover * costRate, squares, gain, funding: paid, trades };
}
