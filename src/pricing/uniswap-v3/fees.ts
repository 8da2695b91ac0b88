/**
 * What a position has earned. A pool counts the fees of one unit of liquidity since it began, times 2^128 and
 * modulo 2^256, and at each tick those earned on the far side of it; only differences mean anything
 * (whitepaper §6.3 and §6.4). All for one of the two tokens.
 */
import { type Refused, refused } from '../refused.ts';
import { refusalOfUint } from './amounts.ts';

/** A tick that is an edge of a position, and the fee growth that the pool keeps there. */
export interface Edge {
  readonly tick: number;
  /** On the side of the tick that the price is not on. */
  readonly outside: bigint;
}

const wrapped = (growth: bigint): bigint => BigInt.asUintN(256, growth);

/** How much `fee`, in a token's smallest units, adds to the growth per unit of `liquidity`, which is above zero. */
export function growthOf(fee: bigint, liquidity: bigint): bigint | Refused {
  const refusal = refusalOfUint('fee', fee, 0n, 256) ?? refusalOfUint('liquidity', liquidity, 1n, 128);
  return refusal ?? wrapped((fee << 128n) / liquidity);
}

/**
 * Fee growth inside [lower, upper) while the pool stands at `tick`, given its growth everywhere. As the
 * contract's, it wraps at 2^256 and may be any such number. Refuses a range that is empty and a tick that is
 * not whole.
 */
export function growthInside(everywhere: bigint, tick: number, lower: Edge, upper: Edge): bigint | Refused {
  if (!Number.isInteger(tick)) return refused('tick', tick, 'a whole number');
  if (!Number.isInteger(lower.tick)) return refused('lower', lower.tick, 'a whole number');
  if (!(Number.isInteger(upper.tick) && upper.tick > lower.tick))
    return refused('upper', upper.tick, 'a whole number above the lower tick');
  const below = tick >= lower.tick ? lower.outside : everywhere - lower.outside;
  const above = tick < upper.tick ? upper.outside : everywhere - upper.outside;
  return wrapped(everywhere - below - above);
}

/**
 * Fees that `liquidity` has earned, in the token's smallest units, rounded down, while the growth inside its
 * range went from `last` to `now`. As the contract's, it wraps at 2^128.
 */
export function feesOwed(now: bigint, last: bigint, liquidity: bigint): bigint | Refused {
  const refusal = refusalOfUint('liquidity', liquidity, 0n, 128);
  return refusal ?? BigInt.asUintN(128, ((now - last) * liquidity) >> 128n);
}
