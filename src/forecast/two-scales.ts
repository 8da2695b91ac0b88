/**
 * Realised variance from ticks. Their prices jump between bid and ask, and the sum of squared returns counts
 * that noise at every tick. Returns over many ticks count it less often; the difference of the two is free of
 * it: Zhang, Mykland & Aït-Sahalia, J. American Statistical Association 100 (2005) 1394–1411, with their
 * small-sample factor.
 */
import { type Refused, refused } from '../pricing/refused.ts';

/** Plain data; `logs` are the last log prices, the oldest first. */
export interface TickState {
  readonly logs: readonly number[];
  readonly ticks: number;
  /** Sum of squared returns over one tick, and over `scale` ticks, all overlapping. */
  readonly fast: number;
  readonly slow: number;
}

/** Before the first tick. */
export const NO_TICKS: TickState = { logs: [], ticks: 0, fast: 0, slow: 0 };

/**
 * `state` after a tick at `price`, with slow returns over `scale` ticks; the same where the price is not
 * above 0.
 */
export function foldTick(state: TickState, price: number, scale: number): TickState {
  if (!(price > 0 && price < Infinity)) return state;
  const { logs, ticks, fast, slow } = state;
  const log = Math.log(price);
  const move = ticks === 0 ? 0 : log - (logs.at(-1) as number);
  const long = ticks < scale ? 0 : log - (logs[logs.length - scale] as number);
  return {
    logs: [...(logs.length < scale ? logs : logs.slice(1)), log],
    ticks: ticks + 1,
    fast: fast + move * move,
    slow: slow + long * long,
  };
}

/**
 * Variance over all ticks so far, in squared log price, never below 0, and `noise`, the variance of one price
 * about the true one. Refuses where there are not ten times as many ticks as `scale`, which is 2 or more.
 */
export function varianceOfTicks(
  { ticks, fast, slow }: TickState,
  scale: number,
): { readonly variance: number; readonly noise: number } | Refused {
  if (!(Number.isSafeInteger(scale) && scale >= 2)) return refused('scale', scale, '2 ticks or more');
  if (ticks < 10 * scale) return refused('ticks', ticks, `${10 * scale} ticks or more`);
  const n = ticks - 1;
  const share = (n - scale + 1) / scale / n;
  const variance = Math.max(0, (slow / scale - share * fast) / (1 - share));
  return { variance, noise: Math.max(0, fast - variance) / (2 * n) };
}
