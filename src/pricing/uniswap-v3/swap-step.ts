/** A trade against liquidity that stays the same: the piece of a swap between two ticks that change it. */
import { type Refused, refused } from '../refused.ts';
import { amount0Between, amount1Between, refusalOfUint } from './amounts.ts';
import { divided } from './division.ts';
import { MAX_SQRT_PRICE, MIN_SQRT_PRICE, Q96 } from './ticks.ts';

interface StepTerms {
  /** Where the pool stands, as a root of a price. */
  readonly sqrtPrice: bigint;
  /** Where the step ends at the latest: token0 is paid in toward a lower price, token1 toward a higher one. */
  readonly target: bigint;
  readonly liquidity: bigint;
  /** What is left to trade: an amount to pay in, fee included, or below zero an amount to take out. */
  readonly remaining: bigint;
  /** In millionths of what is paid in: 500 is 0.05 %. */
  readonly feePips: number;
}

/** All that is paid in is `amountIn` plus `fee`. */
export interface SwapStep {
  readonly sqrtPrice: bigint;
  readonly amountIn: bigint;
  readonly amountOut: bigint;
  readonly fee: bigint;
}

const MILLION = 1_000_000n;
const UINT_256 = 1n << 256n;

/** The root after `amount` of token0 came in, or went out if below zero: L√P / (L + Δ√P), upward. */
function afterAmount0(sqrtPrice: bigint, liquidity: bigint, amount: bigint): bigint {
  const scaled = liquidity * Q96;
  const product = amount * sqrtPrice;
  // Where the product leaves 256 bits the contract divides first, and rounds at another place.
  if (product >= UINT_256 || scaled + product >= UINT_256)
    return divided(scaled, scaled / sqrtPrice + amount, 'up');
  return divided(scaled * sqrtPrice, scaled + product, 'up');
}

/** The root after `amount` of token1 came in, or went out if below zero: √P + Δ / L, downward. */
function afterAmount1(sqrtPrice: bigint, liquidity: bigint, amount: bigint): bigint {
  return amount >= 0n
    ? sqrtPrice + (amount * Q96) / liquidity
    : sqrtPrice - divided(-amount * Q96, liquidity, 'up');
}

function refusalOf({ sqrtPrice, target, liquidity, remaining, feePips }: StepTerms): Refused | undefined {
  for (const [field, root] of Object.entries({ sqrtPrice, target }))
    if (root < MIN_SQRT_PRICE || root > MAX_SQRT_PRICE)
      return refused(field, Number(root), 'a root of a price, times 2^96, that a pool can have');
  if (!(Number.isInteger(feePips) && feePips >= 0 && feePips < 1_000_000))
    return refused('feePips', feePips, 'a whole number of millionths, from 0 to 999999');
  return (
    refusalOfUint('liquidity', liquidity, 0n, 128) ??
    refusalOfUint('remaining', remaining < 0n ? -remaining : remaining, 0n, 255)
  );
}

/** The amount between two roots that are known to be good. */
function between(
  of: typeof amount0Between,
  from: bigint,
  to: bigint,
  liquidity: bigint,
  direction: 'up' | 'down',
): bigint {
  const amount = of(from, to, liquidity, direction);
  return typeof amount === 'bigint' ? amount : 0n;
}

/**
 * Trades `remaining` at constant liquidity until it is used up or `target` is reached, with the contract's
 * roundings (whitepaper §6.2.3). Refuses roots that no pool can have, a liquidity not in [0, 2^128), amounts
 * of 2^255 and more, and a fee that is not in [0, 1).
 */
export function swapStep(terms: StepTerms): SwapStep | Refused {
  const refusal = refusalOf(terms);
  if (refusal !== undefined) return refusal;
  const { sqrtPrice, target, liquidity, remaining } = terms;
  const feePips = BigInt(terms.feePips);
  const isDown = sqrtPrice >= target;
  const [paid, given] = isDown ? [amount0Between, amount1Between] : [amount1Between, amount0Between];
  const afterPaid = isDown ? afterAmount0 : afterAmount1;
  const afterGiven = isDown ? afterAmount1 : afterAmount0;
  const isExactIn = remaining >= 0n;
  const net = (remaining * (MILLION - feePips)) / MILLION;
  let reached = target;
  if (isExactIn) {
    const needed = between(paid, sqrtPrice, target, liquidity, 'up');
    if (net < needed) reached = afterPaid(sqrtPrice, liquidity, net);
  } else {
    const there = between(given, sqrtPrice, target, liquidity, 'down');
    if (-remaining < there) reached = afterGiven(sqrtPrice, liquidity, remaining);
  }
  const amountIn = between(paid, sqrtPrice, reached, liquidity, 'up');
  const most = between(given, sqrtPrice, reached, liquidity, 'down');
  // The root was rounded in the pool's favour, which may buy a unit more than was asked for.
  const amountOut = isExactIn || most <= -remaining ? most : -remaining;
  // What is paid in and did not move the price is the pool's.
  const fee =
    isExactIn && reached !== target
      ? remaining - amountIn
      : divided(amountIn * feePips, MILLION - feePips, 'up');
  return { sqrtPrice: reached, amountIn, amountOut, fee };
}
