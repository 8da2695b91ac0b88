import { swapStep } from '../pricing/uniswap-v3/swap-step.ts';
import { Q96 } from '../pricing/uniswap-v3/ticks.ts';

/** A pool of constant liquidity: what it holds of the base, virtually, decides how far a trade moves it. */
export interface Pool {
  /** √(quote/base) · 2⁹⁶. */
  readonly sqrtPrice: bigint;
  /** √(base · quote), in millionths of a millionth. */
  readonly liquidity: bigint;
}

export interface Swapped {
  readonly pool: Pool;
  /** Quote units for one of the base, the fee of those who provide the liquidity apart. */
  readonly price: number;
}

/** Amounts are counted in so small parts of both currencies. */
const PARTS = 1e12;

/** More bits of a root than a float has. */
const FINE = 0x10_0000_0000_0000;

function rootOf(price: number): bigint {
  return (BigInt(Math.round(Math.sqrt(price) * FINE)) * Q96) / BigInt(FINE);
}

/** A pool that others have traded to `price`, with `reserve` base units to trade against. */
export function poolAt(price: number, reserve: number): Pool {
  return {
    sqrtPrice: rootOf(price),
    liquidity: BigInt(Math.round(reserve * Math.sqrt(price) * PARTS)),
  };
}

/**
 * `base` units bought (positive) or sold along the curve (Uniswap v3 whitepaper §6.2.3), all of it without the pool's
 * price passing `limit`; null where that does not go, as a router then reverts.
 */
export function swapIn(pool: Pool, base: number, limit: number): Swapped | null {
  const { sqrtPrice, liquidity } = pool;
  const target = rootOf(limit);
  const isBuying = base > 0;
  if (isBuying ? target <= sqrtPrice : target >= sqrtPrice) return null;
  const amount = BigInt(Math.round(Math.abs(base) * PARTS));
  const step = swapStep({ sqrtPrice, target, liquidity, remaining: isBuying ? -amount : amount, feePips: 0 });
  if ('kind' in step) throw new Error(`a pool has ${step.field} ${step.value}`);
  const [traded, paid] = isBuying ? [step.amountOut, step.amountIn] : [step.amountIn, step.amountOut];
  if (step.sqrtPrice === target || traded < amount) return null;
  return { pool: { sqrtPrice: step.sqrtPrice, liquidity }, price: Number(paid) / Number(traded) };
}
