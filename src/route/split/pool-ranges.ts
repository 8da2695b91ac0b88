/**
 * An AMM's liquidity as the router walks it: ranges of √price in quote per base, in whole tokens, each with the
 * liquidity that is there. Made from a pool's own integers once for every change of it, not for every order.
 */
import { refusedField } from '../../pricing/field-rules.ts';
import { type Refused, refused } from '../../pricing/refused.ts';
import { MAX_SQRT_PRICE, MIN_SQRT_PRICE, Q96, sqrtPriceAtTick } from '../../pricing/uniswap-v3/ticks.ts';

/** Liquidity is √(base · quote) in whole units of both tokens; `upper` may be Infinity. */
export interface LiquidityRange {
  readonly lower: number;
  readonly upper: number;
  readonly liquidity: number;
}

export interface PoolLiquidity {
  /** Where the pool stands. */
  readonly root: number;
  /** By rising root, without overlap; what lies between two of them has no liquidity. */
  readonly ranges: readonly LiquidityRange[];
}

/** A concentrated-liquidity pool as its contract tells it (whitepaper §6.2 and §6.3). */
export interface PoolState {
  readonly sqrtPrice: bigint;
  /** In range, at `sqrtPrice`. */
  readonly liquidity: bigint;
  /** Ticks that change the liquidity, rising, and by how much it grows when they are crossed upward. */
  readonly ticks: readonly { readonly tick: number; readonly net: bigint }[];
  readonly decimals0: number;
  readonly decimals1: number;
  readonly baseIsToken0: boolean;
}

const MOST_DECIMALS = 77;

function powerOfTen(exponent: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(exponent); i += 1) power *= 10;
  return exponent < 0 ? 1 / power : power;
}

function refusedState({ sqrtPrice, decimals0, decimals1, ticks }: PoolState): Refused | undefined {
  if (sqrtPrice < MIN_SQRT_PRICE || sqrtPrice >= MAX_SQRT_PRICE)
    return refused('sqrtPrice', Number(sqrtPrice), 'a root of a price, times 2^96, that a pool can have');
  for (const [field, value] of [
    ['decimals0', decimals0],
    ['decimals1', decimals1],
  ] as const)
    if (!(Number.isInteger(value) && value >= 0 && value <= MOST_DECIMALS))
      return refused(field, value, `a whole number of decimals from 0 to ${MOST_DECIMALS}`);
  for (let i = 1; i < ticks.length; i += 1) {
    const tick = ticks[i]?.tick ?? Number.NaN;
    if (!(tick > (ticks[i - 1]?.tick ?? Number.NaN))) return refused('tick', tick, 'ticks that rise');
  }
  return undefined;
}

/** Liquidity between each tick and the next, which that in range and the ticks' changes tell of. */
function between({ sqrtPrice, liquidity, ticks }: PoolState, roots: readonly bigint[]): bigint[] {
  const held = ticks.map(() => 0n);
  const above = roots.findIndex((root) => root > sqrtPrice);
  const at = (above < 0 ? ticks.length : above) - 1;
  let now = liquidity;
  for (let i = at; i >= 0; i -= 1) {
    held[i] = now;
    now -= ticks[i]?.net ?? 0n;
  }
  now = liquidity;
  for (let i = at + 1; i < ticks.length; i += 1) {
    now += ticks[i]?.net ?? 0n;
    held[i] = now;
  }
  return held;
}

/**
 * The ranges of a Uniswap v3 pool between the first and the last of its `ticks`; beyond them nothing is known and
 * nothing is traded. Refuses a price or tick that no pool has, ticks that do not rise, decimals that are not whole
 * and changes of liquidity that would take it below zero.
 */
export function rangesOfPool(state: PoolState): PoolLiquidity | Refused {
  const refusal = refusedState(state);
  if (refusal !== undefined) return refusal;
  const roots: bigint[] = [];
  for (const { tick } of state.ticks) {
    const root = sqrtPriceAtTick(tick);
    if (typeof root !== 'bigint') return root;
    roots.push(root);
  }
  const held = between(state, roots);
  const short = held.find((liquidity) => liquidity < 0n);
  if (short !== undefined)
    return refused('liquidity', Number(short), 'ticks that leave no liquidity below 0');
  // Whole tokens: prices by 10 to the difference of the decimals, liquidity by half of their sum.
  const { decimals0, decimals1, baseIsToken0 } = state;
  const scale = Math.sqrt(powerOfTen(decimals0 - decimals1)) / Number(Q96);
  const unit = Math.sqrt(powerOfTen(decimals0)) * Math.sqrt(powerOfTen(decimals1));
  const rootOf = (root: bigint): number => (baseIsToken0 ? Number(root) * scale : 1 / (Number(root) * scale));
  const ranges: LiquidityRange[] = [];
  for (let i = 0; i + 1 < roots.length; i += 1) {
    const ends = [rootOf(roots[i] ?? 0n), rootOf(roots[i + 1] ?? 0n)];
    const liquidity = Number(held[i] ?? 0n) / unit;
    if (liquidity > 0) ranges.push({ lower: Math.min(...ends), upper: Math.max(...ends), liquidity });
  }
  return { root: rootOf(state.sqrtPrice), ranges: baseIsToken0 ? ranges : ranges.toReversed() };
}

/**
 * A constant product of reserves in whole tokens, as of Uniswap v2, where x·y stays the same: liquidity √(x·y) at
 * every price. Refuses reserves that are not above zero.
 */
export function rangesOfReserves(base: number, quote: number): PoolLiquidity | Refused {
  const refusal = refusedField([
    ['base', base, 'positive'],
    ['quote', quote, 'positive'],
  ]);
  if (refusal !== undefined) return refusal;
  const liquidity = Math.sqrt(base) * Math.sqrt(quote);
  return { root: Math.sqrt(quote / base), ranges: [{ lower: 0, upper: Infinity, liquidity }] };
}
