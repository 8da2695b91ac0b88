/** What an order pays, and the price at which it ends: through a book's levels, through a pool's ranges. */
import type { Level } from '../../domain/depth.ts';
import type { PoolLiquidity } from './pool-ranges.ts';

/** In the price's currency, without fees. */
export interface Walk {
  readonly paid: number;
  /** Of the last part. */
  readonly worst: number;
}

/** Takes `units` from `levels`, the best first; what they do not hold is taken at the last of them. */
export function walkLevels(levels: readonly Level[], units: number): Walk {
  let left = units;
  let paid = 0;
  let worst = 0;
  for (let i = 0; i < levels.length && left > 0; i += 1) {
    const level = levels[i];
    if (level === undefined || level.size === 0) continue;
    const { price, size } = level;
    const taken = Math.min(left, size);
    paid += taken * price;
    worst = price;
    left -= taken;
  }
  return { paid: paid + Math.max(0, left) * worst, worst };
}

/**
 * Takes `units` of base out of a pool (`side` 1) or pays so many in (−1), and answers what is paid in or given out of
 * quote (whitepaper §6.2.3): as the pool's liquidity has it, with no fee.
 */
export function walkPool({ root, ranges }: PoolLiquidity, units: number, side: number): Walk {
  let left = units;
  let paid = 0;
  let worst = root * root;
  for (let i = 0; i < ranges.length && left > 0; i += 1) {
    const range = ranges[side > 0 ? i : ranges.length - 1 - i];
    if (range === undefined) break;
    const { lower, upper, liquidity } = range;
    const from = side > 0 ? Math.max(lower, root) : Math.min(upper, root);
    const to = side > 0 ? upper : lower;
    if (side * (to - from) <= 0 || liquidity === 0) continue;
    const held = to === Infinity ? liquidity / from : (liquidity * Math.abs(to - from)) / to / from;
    const taken = Math.min(left, held);
    // 1/√P changes by base over liquidity, and √P by quote over liquidity.
    const reached = from / (1 - (side * taken * from) / liquidity);
    paid += taken * from * reached;
    worst = reached * reached;
    left -= taken;
  }
  return { paid, worst };
}
