/**
 * Prices as a Uniswap v3 pool keeps them: √(token1 / token0), in the tokens' smallest units, times 2^96. Tick i
 * is the price 1.0001^i, of which the contract's arithmetic finds the root by a product of rounded powers;
 * every amount it pays follows from those very roundings, so they are kept here (whitepaper §6.1).
 */
import { type Refused, refused } from '../refused.ts';

/** Ticks at which the root still fits: log base √1.0001 of 2^±64, rounded toward zero. */
export const MIN_TICK = -887272;
export const MAX_TICK = 887272;

/** A bit for each power of two below the largest tick. */
const TICK_BITS = 20;
/** Digits beyond the 2^128 that powers are kept to: squaring twenty times loses no more than 21 of them. */
const GUARD = 128n;
const ONE = 1n << (128n + GUARD);
/** What a positive tick's root is the reciprocal in. */
const MAX_UINT_256 = (1n << 256n) - 1n;
/** What roots of prices are counted in. */
export const Q96: bigint = 1n << 96n;

/** ⌊√value⌋, by Newton's method from above. */
function integerRoot(value: bigint): bigint {
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** 2^128 / √1.0001^(2^i) to the nearest integer, for each bit i of a tick. */
function powersOfTheRoot(): readonly bigint[] {
  let power = integerRoot((ONE * ONE * 10_000n) / 10_001n);
  return Array.from({ length: TICK_BITS }, () => {
    const rounded = (power + (1n << (GUARD - 1n))) >> GUARD;
    power = (power * power) >> (128n + GUARD);
    return rounded;
  });
}

const POWERS = powersOfTheRoot();

/** `sqrtPriceAtTick` of a tick that is known to be one. */
function rootOf(tick: number): bigint {
  const distance = Math.abs(tick);
  let ratio = 1n << 128n;
  for (let bit = 0; bit < TICK_BITS; bit += 1)
    if ((distance >> bit) & 1) ratio = (ratio * (POWERS[bit] ?? 0n)) >> 128n;
  if (tick > 0) ratio = MAX_UINT_256 / ratio;
  // From 128 to 96 digits, upward, so that the tick of this root is this tick again.
  return (ratio + 0xffff_ffffn) >> 32n;
}

/** The root at `MIN_TICK` and at `MAX_TICK`; a pool's own lies in [min, max). */
export const MIN_SQRT_PRICE: bigint = rootOf(MIN_TICK);
export const MAX_SQRT_PRICE: bigint = rootOf(MAX_TICK);

/** √1.0001^tick · 2^96 as the contract rounds it. Refuses what is no tick between `MIN_TICK` and `MAX_TICK`. */
export function sqrtPriceAtTick(tick: number): bigint | Refused {
  return Number.isInteger(tick) && tick >= MIN_TICK && tick <= MAX_TICK
    ? rootOf(tick)
    : refused('tick', tick, `a whole number from ${MIN_TICK} to ${MAX_TICK}`);
}

/** The greatest tick whose root is not above `sqrtPrice`. Refuses one outside [MIN_SQRT_PRICE, MAX_SQRT_PRICE). */
export function tickAtSqrtPrice(sqrtPrice: bigint): number | Refused {
  if (sqrtPrice < MIN_SQRT_PRICE || sqrtPrice >= MAX_SQRT_PRICE)
    return refused('sqrtPrice', Number(sqrtPrice), 'a root of a price, times 2^96, that a pool can have');
  // The logarithm is within one tick, and the roots themselves decide.
  const guess = Math.floor((2 * Math.log(Number(sqrtPrice) / Number(Q96))) / Math.log1p(1e-4));
  let tick = Math.min(Math.max(guess, MIN_TICK), MAX_TICK - 1);
  while (rootOf(tick) > sqrtPrice) tick -= 1;
  while (rootOf(tick + 1) <= sqrtPrice) tick += 1;
  return tick;
}
