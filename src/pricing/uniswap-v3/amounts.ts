/**
 * What liquidity between two prices is made of, in the tokens' smallest units and with the contract's roundings
 * (whitepaper §6.2 to §6.4). Roots of prices are as in `ticks.ts`.
 */
import { type Refused, refused } from '../refused.ts';
import { type Direction, divided } from './division.ts';
import { Q96, sqrtPriceAtTick } from './ticks.ts';

export interface Amounts {
  readonly amount0: bigint;
  readonly amount1: bigint;
}

/** Lower and upper tick of a position. */
export type TickRange = readonly [lower: number, upper: number];

const MAX_UINT_128 = (1n << 128n) - 1n;

/** The refusal of what the contract has no word for. */
export function refusalOfUint(
  field: string,
  value: bigint,
  least: bigint,
  bits: number,
): Refused | undefined {
  if (value >= least && BigInt.asUintN(bits, value) === value) return undefined;
  return refused(field, Number(value), `a whole number from ${least} to 2^${bits} − 1`);
}

function refusalOf(from: bigint, to: bigint, liquidity: bigint): Refused | undefined {
  return (
    refusalOfUint('sqrtPrice', from, 1n, 160) ??
    refusalOfUint('sqrtPrice', to, 1n, 160) ??
    refusalOfUint('liquidity', liquidity, 0n, 128)
  );
}

/**
 * Token0 between two roots of prices, in either order: L(1/√a − 1/√b). The contract divides twice and rounds
 * each time. Refuses a root that is not in [1, 2^160) and a liquidity that is not in [0, 2^128).
 */
export function amount0Between(
  from: bigint,
  to: bigint,
  liquidity: bigint,
  direction: Direction,
): bigint | Refused {
  const refusal = refusalOf(from, to, liquidity);
  if (refusal !== undefined) return refusal;
  const [low, high] = from < to ? [from, to] : [to, from];
  return divided(divided(liquidity * Q96 * (high - low), high, direction), low, direction);
}

/** Token1 between two roots of prices, in either order: L(√b − √a). Refuses as `amount0Between` does. */
export function amount1Between(
  from: bigint,
  to: bigint,
  liquidity: bigint,
  direction: Direction,
): bigint | Refused {
  const refusal = refusalOf(from, to, liquidity);
  if (refusal !== undefined) return refusal;
  return divided(liquidity * (from < to ? to - from : from - to), Q96, direction);
}

/** Roots of the prices at both ends. */
function rootsOf([lower, upper]: TickRange): readonly [bigint, bigint] | Refused {
  if (lower >= upper) return refused('upper', upper, 'a tick above the lower one');
  const low = sqrtPriceAtTick(lower);
  if (typeof low !== 'bigint') return low;
  const high = sqrtPriceAtTick(upper);
  return typeof high === 'bigint' ? [low, high] : high;
}

/** Where a range is met: within it at the price, outside it at its nearer edge. */
function clamped(sqrtPrice: bigint, low: bigint, high: bigint): bigint {
  return sqrtPrice < low ? low : sqrtPrice > high ? high : sqrtPrice;
}

/**
 * What `liquidity` in a range is made of while the pool stands at `sqrtPrice`: rounded up it is what the contract
 * asks for it (Mint), rounded down what it gives back (Burn). Refuses an empty range, what is no tick, and as
 * `amount0Between` does.
 */
export function amountsOf(
  liquidity: bigint,
  range: TickRange,
  sqrtPrice: bigint,
  direction: Direction,
): Amounts | Refused {
  const roots = rootsOf(range);
  if ('kind' in roots) return roots;
  const refusal = refusalOfUint('sqrtPrice', sqrtPrice, 1n, 160);
  if (refusal !== undefined) return refusal;
  const [low, high] = roots;
  const meets = clamped(sqrtPrice, low, high);
  const amount0 = amount0Between(meets, high, liquidity, direction);
  if (typeof amount0 !== 'bigint') return amount0;
  const amount1 = amount1Between(low, meets, liquidity, direction);
  return typeof amount1 === 'bigint' ? { amount0, amount1 } : amount1;
}

/**
 * The most liquidity that `amounts` suffice for in a range, as the periphery's contracts find it: each token's
 * share of the range rounded down, and the smaller of the two. Refuses as `amountsOf` does, and liquidity
 * beyond 2^128 − 1.
 */
export function liquidityFor(amounts: Amounts, range: TickRange, sqrtPrice: bigint): bigint | Refused {
  const roots = rootsOf(range);
  if ('kind' in roots) return roots;
  const refusal =
    refusalOfUint('amount0', amounts.amount0, 0n, 256) ??
    refusalOfUint('amount1', amounts.amount1, 0n, 256) ??
    refusalOfUint('sqrtPrice', sqrtPrice, 1n, 160);
  if (refusal !== undefined) return refusal;
  const [low, high] = roots;
  const meets = clamped(sqrtPrice, low, high);
  const of0 = meets < high ? (amounts.amount0 * ((meets * high) / Q96)) / (high - meets) : undefined;
  const of1 = meets > low ? (amounts.amount1 * Q96) / (meets - low) : undefined;
  const most = of0 === undefined || (of1 !== undefined && of1 < of0) ? (of1 ?? 0n) : of0;
  return most > MAX_UINT_128
    ? refused('liquidity', Number(most), 'amounts whose liquidity is below 2^128')
    : most;
}
