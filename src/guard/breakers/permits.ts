/** What passes at each level. What passes at a graver level passes at all that are less grave. */
import type { Level } from './ladder.ts';

/** What an order is, as far as the levels ask. */
export interface OrderNature {
  /** It cannot take: post-only at the venue. */
  readonly isPassive: boolean;
  /** It can only make its position smaller, whatever else in flight fills, and the venue sees to that. */
  readonly isReducing: boolean;
  /** See `lowersLiquidationRisk` in `protection/nearness.ts`. */
  readonly lowersLiquidationRisk: boolean;
}

/** Whether nothing may be opened at `level`, in whatever way. */
export function isBarred(level: Level): boolean {
  return level === 'reduceOnly' || level === 'halt';
}

/** Whether an order may leave at `level`. What lowers liquidation risk always may. */
export function permits(level: Level, order: OrderNature): boolean {
  if (order.lowersLiquidationRisk) return true;
  switch (level) {
    case 'normal':
      return true;
    case 'cautious':
      return order.isPassive || order.isReducing;
    case 'reduceOnly':
      return order.isReducing;
    case 'halt':
      return false;
  }
}
